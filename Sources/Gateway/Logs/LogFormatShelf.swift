import Intake
import Privacy
import Synchronization

/// The log formats of a catalogue under one profile, each read and compiled when it is first needed.
///
/// Invariants:
/// 1. A format is read at most once, whichever thread asks first.
/// 2. A format whose file cannot be used is as good as missing: its lines fit something stricter.
final class LogFormatShelf: Sendable {
    private let catalog: Catalog
    private let profile: Profile
    private let known = Mutex<[String: CompiledLogFormat?]>([:])

    init(_ catalog: Catalog, profile: Profile) {
        self.catalog = catalog
        self.profile = profile
    }

    /// What a file's format is chosen from, in the order in which equals are tried.
    var candidates: [LogFormatCandidate] {
        LogFormatOrder.ordered(catalog.logFormatOutlines.filter { !$0.isNamedOnly }).map {
            outline in
            let test = LineTest(outline)
            return LogFormatCandidate(
                name: outline.name, isBasic: LogFormatOrder.isBasic(outline.name),
                mayFit: { test.mayFit($0) }, compiled: { self.format(named: outline.name) })
        }
    }

    private func format(named name: String) -> CompiledLogFormat? {
        known.withLock { known in
            if let format = known[name] { return format }
            let format = try? LogLineFactory.compile(catalog.ownLogFormat(named: name), profile)
            known[name] = .some(format)
            return format
        }
    }
}

/// In which order formats are tried that fit equally many lines of a sample.
///
/// Several formats can have one layout: the vhost of lighttpd stands where Apache has the user. What
/// comes first here leaves less in the line.
enum LogFormatOrder {
    /// Tried on every line, whatever the sample holds: the formats of most servers, which differ so
    /// much that none fits another's lines, and what stands around lines.
    private static let basic = [
        "combined", "common", "vhost-combined", "vhost-common", "combinedio", "nginx-main",
        "combined-duration", "apache-error", "nginx-error", "syslog", "cri", "docker",
    ]
    /// Takes any object of JSON, and so comes after those that know more.
    static let anyObject = "json"

    static func isBasic(_ name: String) -> Bool { basic.contains(name) || name == anyObject }

    /// The basic formats; then those of JSON, the more names they ask for the earlier; then the rest
    /// by name; last whatever is JSON at all.
    static func ordered(_ outlines: [LogFormatOutline]) -> [LogFormatOutline] {
        func place(_ outline: LogFormatOutline) -> (Int, Int, String) {
            if outline.name == anyObject { return (basic.count + 1, 0, "") }
            guard let place = basic.firstIndex(of: outline.name) else {
                return (basic.count, -outline.members.count, outline.name)
            }
            return (place, 0, "")
        }
        return outlines.sorted { place($0) < place($1) }
    }
}
