import Bytes

/// What a record says about the visitor's browser, reduced as it would leave: the combination that
/// must not belong to too few visitors.
///
/// Every value counts, each once, because vendors repeat them and some differ.
struct VisitorSurvey: ~Copyable {
    /// More different values than this come from nobody's browser; the rest is passed over, which
    /// makes the combination no more common.
    private static let longest = 512

    /// The reduced values, a line feed after each.
    private var values = ByteBuffer(capacity: 256)
    private var reduced = ByteBuffer(capacity: 128)
    /// The visitor's first client id, hashed; `nil` if the record names no visitor.
    private(set) var visitor: UInt64?

    mutating func removeAll() {
        values.wipeAll()
        reduced.wipeAll()
        visitor = nil
    }

    mutating func noteVisitor(_ value: Span<UInt8>, _ hashes: RareValueHashes) {
        guard visitor == nil, !value.isEmpty else { return }
        visitor = hashes.visitor(value)
    }

    /// Notes what `reduce` leaves of a value, if it is not there yet.
    mutating func note(
        _ value: Span<UInt8>, reduce: (Span<UInt8>, inout ByteBuffer) -> Void
    ) {
        guard !value.isEmpty, values.count < Self.longest else { return }
        reduced.wipeAll()
        reduce(value, &reduced)
        guard !reduced.isEmpty, reduced.count < Self.longest, !isKnown else { return }
        var all = ByteBuffer()
        swap(&all, &values)
        all.append(reduced.span)
        all.append(UInt8(ascii: "\n"))
        swap(&all, &values)
    }

    /// Whether one of the values is the reduced one.
    private var isKnown: Bool {
        var start = 0
        while let end = values.span.firstOffset(of: UInt8(ascii: "\n"), from: start) {
            if values.span.extracting(start..<end).equals(reduced.span) { return true }
            start = end + 1
        }
        return false
    }

    /// All values together, hashed.
    func combination(_ hashes: RareValueHashes) -> UInt64 {
        var combination = hashes.makeCombination()
        combination.add(values.span)
        return combination.finish()
    }
}
