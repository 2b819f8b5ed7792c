import Bytes

/// Words with what they mean, looked up without regard to the case of ASCII letters.
///
/// Invariants:
/// 1. More than half of the slots are empty, so that a search ends soon.
final class WordTable<Meaning: Sendable>: Sendable {
    private struct Entry {
        let word: StaticString
        let meaning: Meaning
    }

    private let entries: [Entry?]
    private let longest: Int

    init(_ groups: [(Meaning, [StaticString])]) {
        let count = groups.reduce(0) { $0 + $1.1.count }
        var size = 16
        while size < count * 4 { size *= 2 }
        var entries = [Entry?](repeating: nil, count: size)
        var longest = 0
        for (meaning, words) in groups {
            for word in words {
                var hash = Self.seed
                for index in 0..<word.utf8CodeUnitCount {
                    hash = Self.step(hash, unsafe word.utf8Start[index])
                }
                var slot = Self.slot(hash, size)
                while entries[slot] != nil { slot = (slot + 1) & (size - 1) }
                entries[slot] = Entry(word: word, meaning: meaning)
                longest = max(longest, word.utf8CodeUnitCount)
            }
        }
        self.entries = entries
        self.longest = longest
    }

    /// What `word` means, or `nil`.
    subscript(word: Span<UInt8>) -> Meaning? {
        guard word.count <= longest else { return nil }
        var hash = Self.seed
        for index in word.indices { hash = Self.step(hash, ASCII.lowercased(word[index])) }
        var slot = Self.slot(hash, entries.count)
        while let entry = entries[slot] {
            if word.equalsIgnoringCase(entry.word) { return entry.meaning }
            slot = (slot &+ 1) & (entries.count &- 1)
        }
        return nil
    }

    private static var seed: UInt64 { 0xcbf2_9ce4_8422_2325 }

    /// FNV-1a.
    @inline(__always)
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    private static func slot(_ hash: UInt64, _ size: Int) -> Int {
        Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(size &- 1))
    }
}
