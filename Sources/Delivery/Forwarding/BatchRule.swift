/// What requests of a destination may be sent together: the ones whose body holds a list of events.
///
/// From the vendor's map; what it does not name goes alone.
package struct BatchRule: Sendable, Equatable {
    /// The members of the body, an object, that may be such a list.
    let arrays: [[UInt8]]
    /// Whether the body itself may be one.
    let takesLists: Bool
    /// Events in one request at most.
    let most: Int
    /// Bytes of one body at most.
    let largest: Int

    /// `arrays` are names of members; `.` stands for the body itself.
    package init(arrays: [String], most: Int, largest: Int) {
        self.arrays = arrays.filter { $0 != "." }.map { Array($0.utf8) }
        takesLists = arrays.contains(".")
        self.most = most
        self.largest = largest
    }
}

/// Where the events of a request stand in its body.
///
/// Invariant: the bytes of `interior` are `count` JSON values with commas between them, and the body with
/// further such bytes there, behind a comma, is JSON as well.
struct EventArray: Equatable {
    /// What is between the brackets.
    let interior: Range<Int>
    let count: Int

    /// Looks for the one list of `rule` in a body; `nil` if there is none, or any doubt.
    ///
    /// Refused: what is not JSON or not UTF-8, nests deeper than ``JSONScanner/mostNested``, has two
    /// members that may be the list, or a name with escapes beside it, which may be the same one; and an
    /// empty list.
    init?(in body: Span<UInt8>, rule: BatchRule) {
        guard (try? UTF8Span(validating: body)) != nil else { return nil }
        var scanner = JSONScanner()
        var found: EventArray?
        switch scanner.peek(in: body) {
        case UInt8(ascii: "["):
            guard rule.takesLists else { return nil }
            found = scanner.array(in: body)
        case UInt8(ascii: "{"):
            let isRead = scanner.object(in: body) { scanner, body, name in
                let name = body.extracting(name)
                for index in name.indices where name[index] == UInt8(ascii: "\\") { return false }
                guard rule.arrays.contains(where: { Self.isEqual($0, name) }) else {
                    return scanner.value(in: body)
                }
                guard found == nil, let array = scanner.array(in: body) else { return false }
                found = array
                return true
            }
            guard isRead else { return nil }
        default: return nil
        }
        guard let found, found.count > 0, scanner.peek(in: body) == nil else { return nil }
        self = found
    }

    init(interior: Range<Int>, count: Int) {
        self.interior = interior
        self.count = count
    }

    private static func isEqual(_ name: [UInt8], _ other: Span<UInt8>) -> Bool {
        guard name.count == other.count else { return false }
        for index in name.indices where name[index] != other[index] { return false }
        return true
    }
}
