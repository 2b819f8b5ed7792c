/// A part of a line of messages, as format files name it.
package enum MessageField: String, Sendable, CaseIterable {
    case time
    case level
    /// The module or channel that wrote the line.
    case module
    case process
    case thread
    /// The number of a connection.
    case connection
    case client
    /// What people and programs wrote.
    case message
    case server
    case request
    case subrequest
    case upstream
    case host
    case referrer
    case login
    /// A file of the program and a line in it.
    case source
    /// JSON that goes with a message.
    case context
    case extra
    /// The number of a mail.
    case queue
    /// Addresses of mail behind an arrow.
    case recipient
    case user
    /// A statement in SQL.
    case statement

    /// The place in ``allCases``, for tables of what becomes of the fields.
    package var position: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

/// The parts of one line, in its order; what stands between them is syntax.
///
/// Invariants:
/// 1. The first `count` parts are set; their ranges do not overlap and lie inside the line.
package struct MessageParts: Sendable {
    /// One part: what it is, and where.
    package struct Part: Sendable, Equatable {
        package let field: MessageField
        package let range: Range<Int>
    }

    /// More than any layout has; what is more is not taken apart.
    private static let capacity = 16

    private var parts: [16 of Part] = .init(repeating: Part(field: .message, range: 0..<0))
    package private(set) var count = 0

    package init() {}

    /// The part at `index`.
    package subscript(index: Int) -> Part {
        precondition(index >= 0 && index < count)
        return parts[index]
    }

    mutating func removeAll() { count = 0 }

    /// Forgets the parts behind the first `count`.
    mutating func truncate(to count: Int) { self.count = min(self.count, count) }

    /// Adds a part; `false` if there is no room.
    @discardableResult
    mutating func add(_ field: MessageField, _ range: Range<Int>) -> Bool {
        guard count < Self.capacity else { return false }
        parts[count] = Part(field: field, range: range)
        count += 1
        return true
    }
}
