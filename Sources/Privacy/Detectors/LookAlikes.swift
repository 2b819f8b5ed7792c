import Bytes

/// Characters that look like one of ASCII, or like nothing at all.
enum LookAlikes {
    /// The look-alike at `start`, or `nil`.
    static func unit(_ text: Span<UInt8>, at start: Int) -> EscapeDecoder.Unit? {
        guard start &+ 1 < text.count else { return nil }
        let second = text[start &+ 1]
        if text[start] == 0xC2 {
            switch second {
            case 0xAD: return .init(2, .nothing)
            case 0xB7: return .init(2, ".")
            default: return nil
            }
        }
        guard start &+ 2 < text.count else { return nil }
        let third = text[start &+ 2]
        switch (text[start], second, third) {
        case (0xE2, 0x80, _): return punctuation(third)
        case (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): return .init(3, " ")
        case (0xE2, 0x81, 0xA0...0xA4), (0xEF, 0xBB, 0xBF): return .init(3, .nothing)
        // Minus and the operators that are a dot.
        case (0xE2, 0x88, 0x92): return .init(3, "-")
        case (0xE2, 0x88, 0x99), (0xE2, 0x8B, 0x85): return .init(3, ".")
        case (0xE3, 0x80, 0x82), (0xE3, 0x83, 0xBB): return .init(3, ".")
        // Small forms.
        case (0xEF, 0xB9, 0x92): return .init(3, ".")
        case (0xEF, 0xB9, 0x98), (0xEF, 0xB9, 0xA3): return .init(3, "-")
        case (0xEF, 0xB9, 0xA2): return .init(3, "+")
        case (0xEF, 0xB9, 0xAB): return .init(3, "@")
        // Full width: U+FF01 to U+FF5E are U+0021 to U+007E.
        case (0xEF, 0xBC, 0x81...0xBF): return .init(3, .byte(third &- 0x60))
        case (0xEF, 0xBD, 0x80...0x9E): return .init(3, .byte(third &- 0x20))
        case (0xEF, 0xBD, 0xA1), (0xEF, 0xBD, 0xA5): return .init(3, ".")
        default: return nil
        }
    }

    /// U+2000 to U+203F.
    private static func punctuation(_ last: UInt8) -> EscapeDecoder.Unit? {
        switch last {
        case 0x80...0x8A: .init(3, " ")
        case 0x8B...0x8F, 0xAA...0xAE: .init(3, .nothing)
        case 0x90...0x95: .init(3, "-")
        case 0xA4, 0xA7: .init(3, ".")
        default: nil
        }
    }
}

/// Names of characters in HTML that stand for a mark which values hold.
enum NamedEntities {
    private static let marks = WordTable<UInt8>([
        (UInt8(ascii: "@"), ["commat"]), (UInt8(ascii: "."), ["period", "middot"]),
        (UInt8(ascii: "-"), ["hyphen", "dash", "ndash", "mdash", "minus"]),
        (UInt8(ascii: "+"), ["plus"]), (UInt8(ascii: "_"), ["lowbar"]),
        (UInt8(ascii: "/"), ["sol"]), (UInt8(ascii: "\\"), ["bsol"]),
        (UInt8(ascii: ":"), ["colon"]), (UInt8(ascii: ";"), ["semi"]),
        (UInt8(ascii: ","), ["comma"]), (UInt8(ascii: "="), ["equals"]),
        (UInt8(ascii: "?"), ["quest"]), (UInt8(ascii: "#"), ["num"]),
        (UInt8(ascii: "%"), ["percnt"]), (UInt8(ascii: "*"), ["ast"]),
        (UInt8(ascii: "("), ["lpar"]), (UInt8(ascii: ")"), ["rpar"]),
        (UInt8(ascii: "["), ["lsqb", "lbrack"]), (UInt8(ascii: "]"), ["rsqb", "rbrack"]),
        (UInt8(ascii: "&"), ["amp"]), (UInt8(ascii: "\""), ["quot"]),
        (UInt8(ascii: "'"), ["apos"]), (UInt8(ascii: "<"), ["lt"]), (UInt8(ascii: ">"), ["gt"]),
        (0x20, ["nbsp", "tab", "newline", "ensp", "emsp", "thinsp"]), (0, ["shy", "zwnj", "zwj"]),
    ])
    /// Longest name in the table.
    private static let longest = 7

    static func unit(_ text: Span<UInt8>, _ start: Int) -> EscapeDecoder.Unit? {
        var end = start &+ 1
        while end < text.count, end &- start <= longest, ASCII.isLetter(text[end]) { end &+= 1 }
        guard end < text.count, text[end] == UInt8(ascii: ";"), end > start &+ 1,
            let mark = marks[text.extracting(start &+ 1..<end)]
        else { return nil }
        return .init(end &+ 1 &- start, mark == 0 ? .nothing : .byte(mark))
    }
}
