/// A keyed number that finds the undelivered events of one visitor again, so that a withdrawal can
/// remove them.
///
/// It stands beside an event while that waits on disk, is under way or is kept as a dead letter, and
/// goes with it. Its key is in a file that only the gateway can read, and is replaced at a start that
/// finds no events: nothing can be linked by it later.
public struct VisitorTag: Sendable, Hashable {
    /// The keyed number.
    public let rawValue: UInt64

    /// Makes a tag from a keyed number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The tags of one event: none, one or two.
///
/// Two, because a visitor may be known by an address and by a consent cookie, and a withdrawal may
/// come with only one of them.
public struct VisitorTags: Sendable, Hashable {
    /// The first tag; `nil` when there is none.
    public let first: VisitorTag?
    /// The second tag, never the same as the first; `nil` when there is only one.
    public let second: VisitorTag?

    /// No tag: for events that are only counted, and where nobody can withdraw.
    public static let none = Self()

    /// Keeps the tags that there are, each once.
    public init(_ first: VisitorTag? = nil, _ second: VisitorTag? = nil) {
        self.first = first ?? second
        self.second = first == nil || first == second ? nil : second
    }

    /// Whether there is no tag.
    public var isEmpty: Bool { first == nil }

    /// Whether at least one tag is in both.
    public func intersects(_ other: VisitorTags) -> Bool {
        guard let first else { return false }
        if first == other.first || first == other.second { return true }
        guard let second else { return false }
        return second == other.first || second == other.second
    }
}
