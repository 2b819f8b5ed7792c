import Bytes

/// Digits as people type them: in groups with a separator between.
///
/// A separator is one space (also no-break, `+` of a form or `%20`), dot, dash or slash.
struct DigitGroups {
    /// More digits than any number that the detectors know.
    static let most = 24

    private(set) var digits: [24 of UInt8] = .init(repeating: 0)
    private(set) var count = 0
    private(set) var end: Int
    /// Whether a separator stood between digits.
    private(set) var isGrouped = false
    /// Whether the reading stopped because there were too many.
    private(set) var isTooLong = false
    /// The separators that stood between digits.
    private(set) var seen = Separators()
    /// The lengths of the groups, one hexadecimal digit each: `0x422` is `1234 56 78`.
    private(set) var pattern: UInt64 = 0
    private var groupStart = 0

    /// Reads from `start`; after each group `groupEnds` sees the number so far.
    init(
        _ text: Span<UInt8>, from start: Int, separators: Separators,
        groupEnds: (DigitGroups) -> Void
    ) {
        end = start
        var position = start
        while position < text.count {
            guard ASCII.isDigit(text[position]) else {
                endGroup()
                groupEnds(self)
                let length = Self.separator(text, at: position, separators)
                guard length > 0, position &+ length < text.count,
                    ASCII.isDigit(text[position &+ length])
                else { return }
                isGrouped = true
                seen.formUnion(Self.kind(of: text[position]))
                position &+= length
                continue
            }
            guard count < Self.most else {
                isTooLong = true
                return
            }
            digits[count] = text[position] &- 0x30
            count &+= 1
            position &+= 1
            end = position
        }
        endGroup()
        groupEnds(self)
    }

    private mutating func endGroup() {
        pattern = pattern &<< 4 | UInt64(min(count &- groupStart, 15))
        groupStart = count
    }

    private static func kind(of byte: UInt8) -> Separators {
        switch byte {
        case UInt8(ascii: "-"): .dash
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: "/"): .slash
        default: .space
        }
    }

    /// Which bytes may stand between groups.
    struct Separators: OptionSet {
        let rawValue: UInt8

        static let space = Separators(rawValue: 1)
        static let dash = Separators(rawValue: 2)
        static let dot = Separators(rawValue: 4)
        static let slash = Separators(rawValue: 8)
    }

    /// The length of the separator at `position`, or 0.
    static func separator(
        _ text: Span<UInt8>, at position: Int, _ allowed: Separators
    ) -> Int {
        switch text[position] {
        case UInt8(ascii: " "), UInt8(ascii: "+"): allowed.contains(.space) ? 1 : 0
        case UInt8(ascii: "-"): allowed.contains(.dash) ? 1 : 0
        case UInt8(ascii: "."): allowed.contains(.dot) ? 1 : 0
        case UInt8(ascii: "/"): allowed.contains(.slash) ? 1 : 0
        case UInt8(ascii: "%"): encodedSeparator(text, at: position, allowed)
        case 0xC2 where allowed.contains(.space) && text.hasPrefix("\u{a0}", from: position): 2
        case 0xE2 where allowed.contains(.space) && text.hasPrefix("\u{202f}", from: position): 3
        default: 0
        }
    }

    private static func encodedSeparator(
        _ text: Span<UInt8>, at position: Int, _ allowed: Separators
    ) -> Int {
        if allowed.contains(.space) {
            let length = TextEscapes.length(of: UInt8(ascii: " "), at: position, in: text)
            if length > 0 { return length }
        }
        return allowed.contains(.slash)
            ? TextEscapes.length(of: UInt8(ascii: "/"), at: position, in: text) : 0
    }

    /// The number that `range` of the digits is.
    func number(_ range: Range<Int>) -> Int {
        var value = 0
        for index in range { value = value &* 10 &+ Int(digits[index]) }
        return value
    }
}
