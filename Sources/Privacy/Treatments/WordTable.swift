import Bytes

/// Looks words up in fixed lists, without case and with `_` read as `-`.
///
/// Invariants:
/// 1. `slots` has a power of two of places, at most half of them taken, so that probing ends.
/// 2. A place holds the number of an entry plus one, or 0.
/// 3. The words in `pool` are folded.
///
/// A look-up reads four bytes of the word for its place; only a word that may be known is compared
/// as a whole. Nothing is allocated.
final class WordTable: Sendable {
    private struct Entry {
        let start: Int
        let length: Int
        let code: UInt8
    }

    private let pool: [UInt8]
    private let entries: [Entry]
    private let slots: [UInt16]
    private let mask: Int
    private let longest: Int

    /// Takes lists of words between spaces, each list with the code that its words stand for.
    ///
    /// A word that stands in two lists has the codes of both, joined by `|`.
    init(_ lists: [(code: UInt8, words: StaticString)]) {
        var pool: [UInt8] = []
        var entries: [Entry] = []
        for (code, words) in lists {
            let bytes = words.withUTF8Buffer { unsafe [UInt8]($0) }
            for word in bytes.split(whereSeparator: { $0 <= 0x20 }) {
                let folded = word.map(Self.folded)
                let known = entries.firstIndex { entry in
                    pool[entry.start..<entry.start + entry.length].elementsEqual(folded)
                }
                if let known {
                    let entry = entries[known]
                    entries[known] = Entry(
                        start: entry.start, length: entry.length, code: entry.code | code)
                } else {
                    entries.append(Entry(start: pool.count, length: folded.count, code: code))
                    pool += folded
                }
            }
        }
        var size = 64
        while size < entries.count * 4 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for (number, entry) in entries.enumerated() {
            let word = pool[entry.start..<entry.start + entry.length]
            var slot = Self.place(Array(word).span) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(number + 1)
        }
        self.pool = pool
        self.entries = entries
        self.slots = slots
        mask = size - 1
        longest = entries.reduce(0) { max($0, $1.length) }
    }

    /// The code of `word`, or 0.
    func code(of word: Span<UInt8>) -> UInt8 {
        guard !word.isEmpty, word.count <= longest else { return 0 }
        var slot = Self.place(word) & mask
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) &- 1]
            if entry.length == word.count, isEqual(word, at: entry.start) { return entry.code }
            slot = (slot &+ 1) & mask
        }
        return 0
    }

    private func isEqual(_ word: Span<UInt8>, at start: Int) -> Bool {
        for index in word.indices where Self.folded(word[index]) != pool[start &+ index] {
            return false
        }
        return true
    }

    /// Length and four bytes tell most words apart.
    private static func place(_ word: Span<UInt8>) -> Int {
        let last = word.count &- 1
        var hash = UInt32(truncatingIfNeeded: word.count)
        hash = hash &* 31 &+ UInt32(folded(word[0]))
        hash = hash &* 31 &+ UInt32(folded(word[last &>> 1]))
        hash = hash &* 31 &+ UInt32(folded(word[last &- last &>> 2]))
        hash = hash &* 31 &+ UInt32(folded(word[last]))
        hash = hash &* 0x9E37_79B1
        return Int(hash &>> 16)
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : ASCII.lowercased(byte)
    }
}
