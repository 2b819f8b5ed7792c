import Bytes

/// Words with what they mean, looked up without regard to the case of ASCII letters.
///
/// Words are read from their end, so that a reader who goes backwards can ask at every joint. Only
/// hashes are kept: of 2^64 two words share one by accident never, by intent to no use.
///
/// Invariants:
/// 1. More than half of the slots are empty, so that a search ends soon.
/// 2. A hash of 0 marks an empty slot.
final class WordTable<Meaning: Sendable>: Sendable {
    private struct Entry {
        var hash: UInt64
        var meaning: Meaning?
    }

    private let entries: [Entry]

    init(_ groups: [(Meaning, [StaticString])]) {
        let count = groups.reduce(0) { $0 + $1.1.count }
        var size = 16
        while size < count * 4 { size *= 2 }
        var entries = [Entry](repeating: Entry(hash: 0, meaning: nil), count: size)
        for (meaning, words) in groups {
            for word in words {
                var hash = WordHash()
                for index in (0..<word.utf8CodeUnitCount).reversed() {
                    hash.add(unsafe word.utf8Start[index])
                }
                var slot = hash.slot(size)
                while entries[slot].hash != 0 { slot = (slot + 1) & (size - 1) }
                entries[slot] = Entry(hash: hash.value, meaning: meaning)
            }
        }
        self.entries = entries
    }

    /// What `word` means, or `nil`.
    subscript(word: Span<UInt8>) -> Meaning? {
        guard word.count <= 32 else { return nil }
        var hash = WordHash()
        var index = word.count
        while index > 0 {
            index &-= 1
            hash.add(word[index])
        }
        return self[hash]
    }

    /// What the word with the hash means, or `nil`.
    subscript(hash: WordHash) -> Meaning? {
        var slot = hash.slot(entries.count)
        while entries[slot].hash != 0 {
            if entries[slot].hash == hash.value { return entries[slot].meaning }
            slot = (slot &+ 1) & (entries.count &- 1)
        }
        return nil
    }
}

/// FNV-1a over a word's bytes, the last one first.
struct WordHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(ASCII.lowercased(byte))) &* 0x100_0000_01b3
    }

    @inline(__always)
    func slot(_ size: Int) -> Int {
        Int(truncatingIfNeeded: (value ^ value &>> 32) & UInt64(size &- 1))
    }
}
