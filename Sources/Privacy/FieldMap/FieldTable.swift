import Bytes
import Consent

/// The rules of one level of a field map, found by name without allocating.
///
/// Invariants:
/// 1. `slots.count` is a power of two and at least twice the number of exact names.
/// 2. A slot holds the position of an entry, or -1; an entry is in the first free slot of its probe.
/// 3. Exact names win over wildcards; among wildcards the longest prefix wins.
/// 4. `entries[n]` and `rules[n]` belong together, as do `wildcards[n]` and `wildcardRules[n]`.
/// A class, because a look-up through a copy would cost a reference count for each array.
final class FieldTable: Sendable {
    /// What a name is compared with; its rule lies elsewhere, so that a probe touches little.
    private struct Entry: Sendable {
        /// The first eight bytes, which are all of most names.
        let head: UInt64
        let name: Range<Int>
    }

    private struct Wildcard: Sendable {
        /// The first eight bytes of the prefix, and ones where it has any.
        let head: UInt64
        let mask: UInt64
        let prefix: Range<Int>
        /// Whether only decimal digits may follow the prefix (`pr#`).
        let digitsOnly: Bool
    }

    private let names: [UInt8]
    private let entries: [Entry]
    private let rules: [FieldRule]
    private let slots: [Int32]
    private let wildcards: [Wildcard]
    private let wildcardRules: [FieldRule]
    /// The rules for names under a wildcard that mean a personal kind, by the kind's place.
    private let personal: [FieldRule]
    /// A bit for each length that names have which hold consent, so that few names are looked up.
    private let consentLengths: UInt64
    /// The longest name that holds consent, every byte percent-encoded.
    private let longestConsentName: Int

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
        var wildcards: [(wildcard: Wildcard, rule: FieldRule)] = []
        var entryRules: [FieldRule] = []
        for (pattern, rule) in rules {
            let isWildcard = pattern.hasSuffix("*") || pattern.hasSuffix("#")
            let text = Array((isWildcard ? String(pattern.dropLast()) : pattern).utf8)
            let range = names.count..<(names.count + text.count)
            names.append(contentsOf: text)
            let head = text.span.word(at: 0)
            if isWildcard {
                let mask = text.count < 8 ? 1 &<< UInt64(8 * text.count) &- 1 : UInt64.max
                let wildcard = Wildcard(
                    head: head, mask: mask, prefix: range, digitsOnly: pattern.hasSuffix("#"))
                wildcards.append((wildcard, rule))
                continue
            }
            var slot = Int(truncatingIfNeeded: Self.hash(text.span, head)) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(entries.count)
            entries.append(Entry(head: head, name: range))
            entryRules.append(rule)
        }
        wildcards.sort { $0.wildcard.prefix.count > $1.wildcard.prefix.count }
        let consentNames = zip(entries, entryRules).filter { !$1.consent.isEmpty }.map(\.0.name)
        if wildcards.contains(where: { !$0.rule.consent.isEmpty }) {
            // Under a wildcard the name may be any.
            consentLengths = .max
            longestConsentName = .max
        } else {
            consentLengths = consentNames.reduce(0) { $0 | Self.bit(ofLength: $1.count) }
            longestConsentName = 3 * (consentNames.map(\.count).max() ?? 0)
        }
        self.names = names
        self.entries = entries
        self.rules = entryRules
        self.slots = slots
        self.wildcards = wildcards.map(\.wildcard)
        wildcardRules = wildcards.map(\.rule)
    }

    /// The rule of a field; what no pattern covers is ``FieldRule/unknown``.
    func rule(for name: Span<UInt8>) -> FieldRule {
        let head = name.word(at: 0)
        var slot = Int(truncatingIfNeeded: Self.hash(name, head)) & (slots.count &- 1)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if matches(name, head, entries[position]) { return rules[position] }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        for index in wildcards.indices where covers(wildcards[index], name, head) {
            let rule = wildcardRules[index]
            guard !wildcards[index].digitsOnly else { return rule }
            return self.rule(
                ofOwnName: name.extracting(wildcards[index].prefix.count...), otherwise: rule)
        }
        return Self.unknown
    }

    /// Whether any field of this level, or inside one, says something about consent.
    var holdsConsent: Bool { consentLengths != 0 }

    /// Whether a name of this length, which may be encoded, is worth being decoded.
    func mayHoldConsent(writtenName count: Int) -> Bool { count <= longestConsentName }

    /// The rule of a field that says something about consent, or holds one that does.
    func consentRule(of name: Span<UInt8>) -> FieldRule? {
        guard consentLengths & Self.bit(ofLength: name.count) != 0 else { return nil }
        let rule = rule(for: name)
        return rule.consent.isEmpty ? nil : rule
    }

    /// The longest names share a bit.
    private static func bit(ofLength count: Int) -> UInt64 { 1 &<< UInt64(min(count, 63)) }

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
        guard TokenShape.isOwnName(name), !EncodedText.hidesText(name) else { return .unknown }
        guard let kind = PersonalNames.kindPosition(of: name) else { return rule }
        return personal[kind]
    }

    // MARK: Comparing

    /// Most digits after a numbered name; GA4 has items `pr1` to `pr200`.
    private static let longestNumber = 3

    /// Made from the length and two words of a name; names come from a request, but the table is
    /// fixed, so crafted collisions gain nothing.
    @inline(__always)
    private static func hash(_ name: Span<UInt8>, _ head: UInt64) -> UInt64 {
        let count = name.count
        // A golden-ratio multiplier, and another odd number: all bits of both words count.
        var hash = (head ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
        if count > 8 { hash ^= (name.word(at: count &- 8) &* 0xC2B2_AE3D_27D4_EB4F) &>> 7 }
        return hash ^ hash &>> 32
    }

    @inline(__always)
    private func matches(_ name: Span<UInt8>, _ head: UInt64, _ entry: Entry) -> Bool {
        guard entry.head == head, entry.name.count == name.count else { return false }
        return name.count <= 8 || startsWith(name, entry.name)
    }

    private func startsWith(_ name: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count >= range.count else { return false }
        for index in 0..<range.count where name[index] != names[range.lowerBound + index] {
            return false
        }
        return true
    }

    @inline(__always)
    private func covers(_ wildcard: Wildcard, _ name: Span<UInt8>, _ head: UInt64) -> Bool {
        guard head & wildcard.mask == wildcard.head, name.count > wildcard.prefix.count,
            startsWith(name, wildcard.prefix)
        else { return false }
        guard wildcard.digitsOnly else { return true }
        guard name.count - wildcard.prefix.count <= Self.longestNumber else { return false }
        for index in wildcard.prefix.count..<name.count where !ASCII.isDigit(name[index]) {
            return false
        }
        return true
    }
}
