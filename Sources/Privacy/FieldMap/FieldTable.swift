import Bytes

/// The rules of one level of a field map, found by name without allocating.
///
/// Invariants:
/// 1. `slots.count` is a power of two and at least twice the number of exact names.
/// 2. A slot holds the position of an entry, or -1; an entry is in the first free slot of its probe.
/// 3. Exact names win over wildcards; among wildcards the longest prefix wins.
struct FieldTable: Sendable {
    private struct Entry: Sendable {
        let name: Range<Int>
        let rule: FieldRule
    }

    private struct Wildcard: Sendable {
        let prefix: Range<Int>
        /// Whether only decimal digits may follow the prefix (`pr#`).
        let digitsOnly: Bool
        let rule: FieldRule
        /// The rule for names that mean a personal kind, by the kind's place; `nil` under `pr#`.
        let personal: [FieldRule]?
    }

    private var names: [UInt8] = []
    private var entries: [Entry] = []
    private var slots: [Int32]
    private var wildcards: [Wildcard] = []

    /// `treatment` says what becomes of a kind that a name under a wildcard turns out to mean.
    init(
        _ rules: [(pattern: String, rule: FieldRule)],
        treatment: (Kind) -> Treatment = { _ in .remove }
    ) {
        let personal = Kind.allCases.map { FieldRule(kind: $0, treatment: treatment($0)) }
        var size = 8
        while size < rules.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (pattern, rule) in rules { insert(pattern, rule, personal) }
        wildcards.sort { $0.prefix.count > $1.prefix.count }
    }

    /// The rule of a field; what no pattern covers is ``FieldRule/unknown``.
    func rule(for name: Span<UInt8>) -> FieldRule {
        var slot = Int(truncatingIfNeeded: Self.hash(name)) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if matches(name, entry.name) { return entry.rule }
            slot = (slot + 1) & (slots.count - 1)
        }
        for wildcard in wildcards where covers(wildcard, name) {
            guard let personal = wildcard.personal else { return wildcard.rule }
            return rule(ofOwnName: name.extracting(wildcard.prefix.count...), wildcard, personal)
        }
        return .unknown
    }

    /// A name that the sender chose is free text in disguise: it must be written like a program's
    /// name, and it may say that its value is personal.
    private func rule(
        ofOwnName name: Span<UInt8>, _ wildcard: Wildcard, _ personal: [FieldRule]
    ) -> FieldRule {
        // One character is a number of the vendor's own: `k0`, `vA`.
        if name.count == 1, ASCII.isAlphanumeric(name[0]) { return wildcard.rule }
        guard TokenShape.isName(name, punctuated: false) else { return .unknown }
        guard let kind = PersonalNames.kind(of: name) else { return wildcard.rule }
        return personal[FieldRule.position(of: kind)]
    }

    // MARK: Building

    private mutating func insert(
        _ pattern: String, _ rule: FieldRule, _ personal: [FieldRule]
    ) {
        let isWildcard = pattern.hasSuffix("*") || pattern.hasSuffix("#")
        let text = isWildcard ? String(pattern.dropLast()) : pattern
        let range = names.count..<(names.count + text.utf8.count)
        names.append(contentsOf: text.utf8)
        guard !isWildcard else {
            wildcards.append(
                Wildcard(
                    prefix: range, digitsOnly: pattern.hasSuffix("#"), rule: rule,
                    personal: pattern.hasSuffix("*") ? personal : nil))
            return
        }
        var slot =
            Int(truncatingIfNeeded: Self.hash(names.span.extracting(range))) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(entries.count)
        entries.append(Entry(name: range, rule: rule))
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
