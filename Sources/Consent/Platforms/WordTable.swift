import Bytes

/// Numbers by name, found without a string: what names of cookies, words and services are looked up in.
///
/// A class, so that passing it costs one reference and not one per array.
///
/// Invariants:
/// 1. `slots` is a power of two and less than half full; 0 is free, `n` means entry `n - 1`.
/// 2. Entry `n` is spelled by the bytes `starts[n] ..< starts[n + 1]`, already folded.
final class WordTable: Sendable {
    /// How spellings of one word may differ.
    enum Folding: Sendable {
        case exact
        /// ASCII letters without regard to case.
        case lowercase
        /// Only ASCII letters and digits count, without regard to case.
        case alphanumeric
    }

    let folding: Folding
    private let slots: [UInt16]
    private let starts: [Int]
    private let bytes: [UInt8]
    private let values: [Int]

    /// Builds the table; of words that are alike the first one counts.
    init(_ words: [(word: [UInt8], value: Int)], folding: Folding) {
        var size = 16
        while size < words.count * 2 + 2 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        var starts = [0]
        var bytes: [UInt8] = []
        var values: [Int] = []
        for (word, value) in words where values.count < Self.mostWords {
            let folded = word.compactMap { Self.folded($0, folding) }
            guard !folded.isEmpty || folding == .exact else { continue }
            var slot = Self.hash(folded.span, folding) & (size - 1)
            var isKnown = false
            while slots[slot] != 0 {
                let entry = Int(slots[slot]) - 1
                isKnown = bytes[starts[entry]..<starts[entry + 1]].elementsEqual(folded)
                if isKnown { break }
                slot = (slot + 1) & (size - 1)
            }
            if isKnown { continue }
            bytes += folded
            starts.append(bytes.count)
            values.append(value)
            slots[slot] = UInt16(values.count)
        }
        self.folding = folding
        self.slots = slots
        self.starts = starts
        self.bytes = bytes
        self.values = values
    }

    var isEmpty: Bool { values.isEmpty }

    /// What stands for `word`, if anything.
    func value(of word: Span<UInt8>) -> Int? {
        guard word.count <= Self.longestWord, !values.isEmpty else { return nil }
        let mask = slots.count &- 1
        var slot = Self.hash(word, folding) & mask
        while slots[slot] != 0 {
            let entry = Int(slots[slot]) &- 1
            if isEntry(entry, word) { return values[entry] }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// Words are written by hand; beyond this the configuration is not one.
    private static let mostWords = 8_192
    /// Longer texts of a visitor are no word: the visitor pays with an unknown one.
    private static let longestWord = 256

    private func isEntry(_ entry: Int, _ word: Span<UInt8>) -> Bool {
        var position = starts[entry]
        let end = starts[entry &+ 1]
        for index in word.indices {
            guard let byte = Self.folded(word[index], folding) else { continue }
            guard position < end, bytes[position] == byte else { return false }
            position &+= 1
        }
        return position == end
    }

    @inline(__always)
    private static func folded(_ byte: UInt8, _ folding: Folding) -> UInt8? {
        switch folding {
        case .exact: byte
        case .lowercase: ASCII.lowercased(byte)
        case .alphanumeric: ASCII.isAlphanumeric(byte) ? ASCII.lowercased(byte) : nil
        }
    }

    /// FNV-1a (Fowler, Noll and Vo).
    ///
    /// The table never grows by what a visitor sends, so the hash needs no key.
    private static func hash(_ word: Span<UInt8>, _ folding: Folding) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in word.indices {
            guard let byte = folded(word[index], folding) else { continue }
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int(truncatingIfNeeded: (hash ^ hash &>> 29) & 0x7fff_ffff)
    }
}
