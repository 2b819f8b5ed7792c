/// Lower case and composition of the letters that host names of European shops are written with.
enum CaseFolding {
    /// The lower-case form of a Latin, Greek or Cyrillic letter; full-width letters and full stops
    /// of other scripts as ASCII; everything else as it is.
    static func folded(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A: return scalar + 0x20
        case 0..<0x80: return scalar
        case 0xC0...0xDE where scalar != 0xD7: return scalar + 0x20
        case 0x130: return 0x69
        case 0x178: return 0xFF
        // Latin Extended-A: pairs, capitals even or odd.
        case 0x100...0x137, 0x14A...0x177: return scalar | 1
        case 0x139...0x148, 0x179...0x17E: return scalar & 1 == 1 ? scalar + 1 : scalar
        // Romanian letters.
        case 0x218...0x21B: return scalar | 1
        case 0x1E9E: return 0xDF
        case 0x391...0x3AB where scalar != 0x3A2: return scalar + 0x20
        case 0x410...0x42F: return scalar + 0x20
        case 0x400...0x40F: return scalar + 0x50
        case 0x3002, 0xFF0E, 0xFF61: return 0x2E
        case 0xFF01...0xFF5E: return folded(scalar - 0xFEE0)
        default: return scalar
        }
    }

    /// The letter of Latin-1 that `base` and the combining accent are together, or `nil`.
    static func composed(_ base: UInt32, _ accent: UInt32) -> UInt32? {
        guard (0x300...0x327).contains(accent), let letters = letters(accent) else { return nil }
        for index in letters.indices where letters[index].0 == base { return letters[index].1 }
        return nil
    }

    private static func letters(_ accent: UInt32) -> [6 of (UInt32, UInt32)]? {
        switch accent {
        case 0x300:
            [(0x61, 0xE0), (0x65, 0xE8), (0x69, 0xEC), (0x6F, 0xF2), (0x75, 0xF9), (0, 0)]
        case 0x301:
            [(0x61, 0xE1), (0x65, 0xE9), (0x69, 0xED), (0x6F, 0xF3), (0x75, 0xFA), (0x79, 0xFD)]
        case 0x302:
            [(0x61, 0xE2), (0x65, 0xEA), (0x69, 0xEE), (0x6F, 0xF4), (0x75, 0xFB), (0, 0)]
        case 0x303:
            [(0x61, 0xE3), (0x6E, 0xF1), (0x6F, 0xF5), (0, 0), (0, 0), (0, 0)]
        case 0x308:
            [(0x61, 0xE4), (0x65, 0xEB), (0x69, 0xEF), (0x6F, 0xF6), (0x75, 0xFC), (0x79, 0xFF)]
        case 0x30A:
            [(0x61, 0xE5), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
        case 0x327:
            [(0x63, 0xE7), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
        default: nil
        }
    }
}
