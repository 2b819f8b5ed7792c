/// What happened to the lines of one input, in numbers.
@usableFromInline package struct LineTally: Sendable, Equatable {
    package var read = 0
    package var written = 0
    package var unparsed = 0
    package var dropped = 0
    /// How many values were treated, by an index that the engine gives to each kind.
    @usableFromInline package internal(set) var treated: [Int]

    /// Creates an empty tally with room for `kinds` kinds.
    package init(kinds: Int) { treated = Array(repeating: 0, count: kinds) }

    /// Counts one treated value of the kind with this index.
    package mutating func countTreated(_ kind: Int, times: Int = 1) { treated[kind] &+= times }

    /// Adds the numbers of `other`, which has the same kinds.
    package mutating func add(_ other: LineTally) {
        read += other.read
        written += other.written
        unparsed += other.unparsed
        dropped += other.dropped
        for kind in treated.indices where kind < other.treated.count {
            treated[kind] += other.treated[kind]
        }
    }
}
