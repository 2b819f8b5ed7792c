import Foundation
import Glibc

/// A rotated file beside a followed one.
struct Sibling {
    let path: String
    let reading: SiblingName.Reading
    let attributes: FileAttributes
    let identity: PartIdentity

    /// The rotated forms of `name` in `directory`, the oldest first.
    ///
    /// They are in order of birth; where the file system does not say, of the last change and then
    /// of the number, because a rotated file gets a higher one each time.
    static func all(of name: String, in directory: String, calls: FollowCalls) -> [Sibling] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var found: [Sibling] = []
        for candidate in names {
            guard let reading = SiblingName.reading(candidate, of: name) else { continue }
            let path = Path.joining(directory, candidate)
            guard let attributes = try? FileAttributes.of(path: path),
                attributes.form == .regular
            else { continue }
            let identity = PartIdentity(attributes, birth: calls.birth(ofPath: path))
            found.append(
                Sibling(
                    path: path, reading: reading, attributes: attributes, identity: identity))
        }
        found.sort { $0.isOlder(than: $1) }
        if found.count > FollowLimits.mostSiblings {
            found.removeFirst(found.count - FollowLimits.mostSiblings)
        }
        return found
    }

    /// An archive is younger than what it holds, but it keeps the time of the last change.
    ///
    /// That time lies between the birth of its file and the birth of the next one.
    private var age: Int {
        identity.birth == 0 || reading.isCompressed ? attributes.modifiedAt : identity.birth
    }

    private func isOlder(than other: Sibling) -> Bool {
        if age != other.age { return age < other.age }
        let (mine, theirs) = (reading.number ?? 0, other.reading.number ?? 0)
        return mine != theirs ? mine > theirs : path < other.path
    }
}
