/// `User-Agent` values as browsers, applications, devices and crawlers send them.
///
/// Written down from what vendors publish and servers see, with the version numbers of real
/// releases: the four-part ones are what an address detector mistakes.
enum UserAgentCorpus {
    static var all: [String] {
        (browsers + "\n" + others).split(separator: "\n").map { String($0) }
    }
}
