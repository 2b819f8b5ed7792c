import Bytes

/// Looks words up in fixed lists, without case and with `_` read as `-`.
///
/// Invariants:
/// 1. `slots` has a power of two of places, at most a quarter of them taken, so that probing ends.
/// 2. An empty slot is 0; another holds start and length of a word in `pool`, and its code.
/// 3. The words in `pool` are folded.
///
/// A look-up reads four bytes of the word for its place; only a word that may be known is compared
/// as a whole. Nothing is allocated.
final class FoldedWords: Sendable {
    /// A taken slot: a word of at least one byte is never 0.
    private struct Slot {
        let bits: UInt64

        static let empty = Slot(bits: 0)

        private init(bits: UInt64) { self.bits = bits }

        init(start: Int, length: Int, code: UInt8) {
            bits = UInt64(start) << 16 | UInt64(length) << 8 | UInt64(code)
        }

        var start: Int { Int(truncatingIfNeeded: bits >> 16) }
        var length: Int { Int(truncatingIfNeeded: bits >> 8 & 0xFF) }
        var code: UInt8 { UInt8(truncatingIfNeeded: bits) }
        var isEmpty: Bool { bits == 0 }
    }

    private let pool: [UInt8]
    private let slots: [Slot]
    private let mask: Int
    private let longest: Int

    /// Takes lists of words between spaces, each list with the code that its words stand for.
    ///
    /// A word that stands in two lists has the codes of both, joined by `|`. Words have at most 255
    /// bytes.
    init(_ lists: [(code: UInt8, words: StaticString)]) {
        var codes: [[UInt8]: UInt8] = [:]
        for (code, words) in lists {
            let bytes = words.withUTF8Buffer { unsafe [UInt8]($0) }
            for word in bytes.split(whereSeparator: { $0 <= 0x20 }) {
                codes[word.map(Self.folded), default: 0] |= code
            }
        }
        var size = 64
        while size < codes.count * 4 { size *= 2 }
        var pool: [UInt8] = []
        var slots = [Slot](repeating: .empty, count: size)
        for (word, code) in codes {
            var place = Self.place(word.span) & (size - 1)
            while !slots[place].isEmpty { place = (place + 1) & (size - 1) }
            slots[place] = Slot(start: pool.count, length: word.count, code: code)
            pool += word
        }
        self.pool = pool
        self.slots = slots
        mask = size - 1
        longest = codes.keys.reduce(0) { max($0, $1.count) }
    }

    /// The code of `word`, or 0.
    func code(of word: Span<UInt8>) -> UInt8 {
        guard !word.isEmpty, word.count <= longest else { return 0 }
        var place = Self.place(word) & mask
        while true {
            let slot = slots[place]
            if slot.isEmpty { return 0 }
            if slot.length == word.count, isEqual(word, at: slot.start) { return slot.code }
            place = (place &+ 1) & mask
        }
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
