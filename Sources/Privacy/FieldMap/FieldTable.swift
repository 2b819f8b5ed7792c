import Bytes

/// The rules of one level of a field map, found by name without allocating.
///
/// Invariants:
/// 1. `slots.count` is a power of two and at least twice the number of exact names.
/// 2. A slot holds the position of an entry, or -1; an entry is in the first free slot of its probe.
/// 3. Exact names win over wildcards; among wildcards the longest prefix wins.
/// A class, because a look-up through a copy would cost a reference count for each array.
final class FieldTable: Sendable {
    private struct Entry: Sendable {
        let name: Range<Int>
        let rule: FieldRule
    }

    private struct Wildcard: Sendable {
        let prefix: Range<Int>
        /// Whether only decimal digits may follow the prefix (`pr#`).
        let digitsOnly: Bool
        let rule: FieldRule
    }

    private let names: [UInt8]
    private let entries: [Entry]
    private let slots: [Int32]
    private let wildcards: [Wildcard]
    /// The rules for names under a wildcard that mean a personal kind, by the kind's place.
    private let personal: [FieldRule]

    private static let unknown = FieldRule.unknown

    /// `personal` says what becomes of a kind that a name under a wildcard turns out to mean; all
    /// tables of a map share it.
    init(
        _ rules: [(pattern: String, rule: FieldRule)],
        personal: [FieldRule]
    ) {
        self.personal = personal
        var size = 8
        while size < rules.count * 2 { size *= 2 }
        var names: [UInt8] = []
        var entries: [Entry] = []
        var slots = [Int32](repeating: -1, count: size)
        var wildcards: [Wildcard] = []
        for (pattern, rule) in rules {
            let isWildcard = pattern.hasSuffix("*") || pattern.hasSuffix("#")
            let text = isWildcard ? String(pattern.dropLast()) : pattern
            let range = names.count..<(names.count + text.utf8.count)
            names.append(contentsOf: text.utf8)
            if isWildcard {
                wildcards.append(
                    Wildcard(prefix: range, digitsOnly: pattern.hasSuffix("#"), rule: rule))
                continue
            }
            var slot = Int(truncatingIfNeeded: Self.hash(names.span.extracting(range))) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(entries.count)
            entries.append(Entry(name: range, rule: rule))
        }
        wildcards.sort { $0.prefix.count > $1.prefix.count }
        self.names = names
        self.entries = entries
        self.slots = slots
        self.wildcards = wildcards
    }

    /// The rule of a field; what no pattern covers is ``FieldRule/unknown``.
    func rule(for name: Span<UInt8>) -> FieldRule {
        var slot = Int(truncatingIfNeeded: Self.hash(name)) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if matches(name, entry.name) { return entry.rule }
            slot = (slot + 1) & (slots.count - 1)
        }
        for index in wildcards.indices where covers(wildcards[index], name) {
            let rule = wildcards[index].rule
            guard !wildcards[index].digitsOnly else { return rule }
            return self.rule(
                ofOwnName: name.extracting(wildcards[index].prefix.count...), otherwise: rule)
        }
        return Self.unknown
    }

    /// A name that the sender chose is free text in disguise: it must be written like a program's
    /// name, and it may say that its value is personal.
    private func rule(
        ofOwnName written: Span<UInt8>, otherwise rule: FieldRule
    ) -> FieldRule {
        // `cd[colour]` is written with brackets; the name is what stands inside.
        let isBracketed = !written.isEmpty && written[written.count - 1] == UInt8(ascii: "]")
        let name = written.extracting(0..<(isBracketed ? written.count - 1 : written.count))
        // One character is a number of the vendor's own: `k0`, `vA`.
        if name.count == 1, ASCII.isAlphanumeric(name[0]) { return rule }
        guard TokenShape.isOwnName(name) else { return .unknown }
        guard let kind = PersonalNames.kindPosition(of: name) else { return rule }
        return personal[kind]
    }

    // MARK: Comparing

    /// Most digits after a numbered name; GA4 has items `pr1` to `pr200`.
    private static let longestNumber = 3

    /// FNV-1a; names come from a request, but the table is fixed, so crafted collisions gain nothing.
    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 32)
    }

    private func matches(_ name: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count == range.count else { return false }
        return startsWith(name, range)
    }

    private func startsWith(_ name: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count >= range.count else { return false }
        for index in 0..<range.count where name[index] != names[range.lowerBound + index] {
            return false
        }
        return true
    }

    private func covers(_ wildcard: Wildcard, _ name: Span<UInt8>) -> Bool {
        guard name.count > wildcard.prefix.count, startsWith(name, wildcard.prefix) else {
            return false
        }
        guard wildcard.digitsOnly else { return true }
        guard name.count - wildcard.prefix.count <= Self.longestNumber else { return false }
        for index in wildcard.prefix.count..<name.count where !ASCII.isDigit(name[index]) {
            return false
        }
        return true
    }
}
