import Bytes

/// The hash of a word, from which those of longer and shorter ones follow without reading it again.
struct NameHash {
    private(set) var value: UInt64 = 0
    private(set) var count = 0
    /// ``factor`` to the power of `count`.
    private var power: UInt64 = 1

    private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// Takes in a letter, without case.
    mutating func append(_ letter: UInt8) {
        value = value &* Self.factor &+ UInt64(letter | 0x20)
        power = power &* Self.factor
        count += 1
    }

    /// The hash of both words written as one.
    func joined(with next: NameHash) -> NameHash {
        var joined = NameHash()
        joined.value = value &* next.power &+ next.value
        joined.power = power &* next.power
        joined.count = count + next.count
        return joined
    }

    /// The hash of what stands after `head`, with which this word begins.
    func suffix(after head: NameHash) -> NameHash {
        var power: UInt64 = 1
        for _ in head.count..<count { power = power &* Self.factor }
        var suffix = NameHash()
        suffix.value = value &- head.value &* power
        suffix.power = power
        suffix.count = count - head.count
        return suffix
    }
}

/// The words of ``PersonalNames``, found by hash without allocating.
///
/// Invariants:
/// 1. `slots.count` is a power of two and at least twice the number of words.
/// 2. A slot's tag is never 0 if it holds a word; a word is in the first free slot of its probe.
/// 3. No two words share slot and tag, or the first of them would answer for both.
/// A class, because a look-up through a copy would cost a reference count for the array.
final class PersonalWords: Sendable {
    private struct Slot: Sendable {
        var tag: UInt32 = 0
        var word = PersonalWord.unknown
    }

    private let slots: [Slot]
    /// For each letter the lengths of the words that begin with it and that begin compounds.
    private let lengths: [UInt64]

    /// Some four slots for each word.
    private static let size = 4096
    static let shared = PersonalWords()

    private init() {
        var slots = [Slot](repeating: Slot(), count: Self.size)
        var lengths = [UInt64](repeating: 0, count: 32)
        func add(_ words: String, _ change: (inout PersonalWord) -> Void) {
            for word in words.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
                var hash = NameHash()
                for letter in word { hash.append(letter) }
                let position = Self.position(of: hash, in: slots)
                slots[position].tag = Self.tag(of: hash)
                change(&slots[position].word)
                if slots[position].word.isHead, let first = word.first {
                    lengths[Int(first & 0x1F)] |= 1 &<< UInt64(hash.count)
                }
            }
        }
        for (kind, words) in PersonalNames.names {
            let place = Int8(FieldRule.position(of: kind))
            add(words) { if $0.kind < 0 { $0.kind = place } }
        }
        for (kind, words) in PersonalNames.strongWords {
            let place = Int8(FieldRule.position(of: kind))
            add(words) {
                $0.kind = place
                $0.traits |= PersonalWord.strong
            }
        }
        for (subject, words) in PersonalNames.subjects { add(words) { $0.subject = subject } }
        for (attribute, words) in PersonalNames.attributes {
            add(words) { $0.attribute = attribute }
        }
        add(PersonalNames.things) { $0.traits |= PersonalWord.thing }
        add(PersonalNames.fillers) { $0.traits |= PersonalWord.filler }
        self.slots = slots
        self.lengths = lengths
    }

    /// What is known of a word; ``PersonalWord/unknown`` if nothing.
    func word(_ hash: NameHash) -> PersonalWord {
        slots[Self.position(of: hash, in: slots)].word
    }

    /// A bit for each length that the words have which begin with a letter and begin compounds.
    func headLengths(startingWith letter: UInt8) -> UInt64 { lengths[Int(letter & 0x1F)] }

    private static func position(of hash: NameHash, in slots: [Slot]) -> Int {
        let mixed = mix(hash)
        let tag = UInt32(truncatingIfNeeded: mixed &>> 32) | 1
        var position = Int(truncatingIfNeeded: mixed) & (size - 1)
        while slots[position].tag != 0, slots[position].tag != tag {
            position = (position + 1) & (size - 1)
        }
        return position
    }

    private static func tag(of hash: NameHash) -> UInt32 {
        UInt32(truncatingIfNeeded: mix(hash) &>> 32) | 1
    }

    private static func mix(_ hash: NameHash) -> UInt64 {
        let folded = (hash.value ^ hash.value &>> 32) &* 0xd6e8_feb8_6659_fd93
        return folded ^ folded &>> 29
    }
}
