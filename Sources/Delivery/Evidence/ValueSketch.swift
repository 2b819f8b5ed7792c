import Foundation

/// About how many different consent values were seen, in 256 bits, none of which is a value.
///
/// Each value sets the bit that its keyed hash names. A bit stands for many values, the key rotates
/// with the day and is not kept: the sketch neither tells nor confirms a value.
struct ValueSketch: Sendable, Hashable {
    static let bits = 256
    static let words = 4

    private(set) var set = SIMD4<UInt64>(repeating: 0)

    init() {}

    /// Four words of a store, in their order.
    init(_ words: SIMD4<UInt64>) { set = words }

    /// Adds a value by its keyed hash; 0 is no value.
    mutating func insert(_ hash: UInt64) {
        guard hash != 0 else { return }
        let bit = hash >> 56
        set[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    mutating func formUnion(_ other: ValueSketch) { set |= other.set }

    /// Linear counting: of m bits z are still zero, so about m·ln(m/z) values were seen (Whang,
    /// Vander-Zanden and Taylor, 1990).
    var estimate: DistinctValues {
        var ones = 0
        for word in 0..<Self.words { ones += set[word].nonzeroBitCount }
        let size = Double(Self.bits)
        let zeros = max(Double(Self.bits - ones), 1)
        let values = Int((size * log(size / zeros)).rounded())
        return DistinctValues(count: values, isAtLeast: ones == Self.bits)
    }
}

/// An estimate of a number of different values.
package struct DistinctValues: Sendable, Equatable {
    package internal(set) var count = 0
    /// The sketch was full: there were this many or more.
    package internal(set) var isAtLeast = false

    mutating func add(_ other: DistinctValues) {
        count = count.addingSaturated(other.count)
        isAtLeast = isAtLeast || other.isAtLeast
    }
}
