import Bytes

/// Bank account numbers (ISO 13616): country, length and the check of ISO 7064 mod 97-10.
enum IBANDetector {
    /// Two letters and the length of the number, for the countries of SEPA.
    private static let lengths: [UInt16: Int] = {
        var lengths: [UInt16: Int] = [:]
        let table: [(StaticString, Int)] = [
            ("ad", 24), ("at", 20), ("be", 16), ("bg", 22), ("ch", 21), ("cy", 28), ("cz", 24),
            ("de", 22), ("dk", 18), ("ee", 20), ("es", 24), ("fi", 18), ("fr", 27), ("gb", 22),
            ("gi", 23), ("gr", 27), ("hr", 21), ("hu", 28), ("ie", 22), ("is", 26), ("it", 27),
            ("li", 21), ("lt", 20), ("lu", 20), ("lv", 21), ("mc", 27), ("mt", 31), ("nl", 18),
            ("no", 15), ("pl", 28), ("pt", 25), ("ro", 24), ("se", 24), ("si", 19), ("sk", 24),
            ("sm", 27), ("va", 22),
        ]
        for (country, length) in table {
            let code = unsafe key(country.utf8Start[0], country.utf8Start[1])
            lengths[code] = length
        }
        return lengths
    }()

    private static func key(_ first: UInt8, _ second: UInt8) -> UInt16 {
        UInt16(first | 0x20) << 8 | UInt16(second | 0x20)
    }

    /// The number that begins at `start`, grouped or not, in any case.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard start &+ 14 < text.count, ASCII.isLetter(text[start]),
            ASCII.isLetter(text[start &+ 1]), ASCII.isDigit(text[start &+ 2]),
            ASCII.isDigit(text[start &+ 3]),
            let length = lengths[key(text[start], text[start &+ 1])]
        else { return nil }
        let isNumeric = hasDigitsOnly(key(text[start], text[start &+ 1]))
        // The first four characters count last.
        var remainder = 0
        var seen = 4
        var position = start &+ 4
        while seen < length {
            guard position < text.count else { return nil }
            let byte = text[position]
            if ASCII.isAlphanumeric(byte) {
                if isNumeric, ASCII.isLetter(byte) { return nil }
                remainder = advanced(remainder, byte)
                seen &+= 1
                position &+= 1
                continue
            }
            let gap = DigitGroups.separator(text, at: position, [.space, .dash, .dot])
            guard gap > 0 else { return nil }
            position &+= gap
            guard position < text.count, ASCII.isAlphanumeric(text[position]) else { return nil }
        }
        guard position == text.count || !ASCII.isAlphanumeric(text[position]) else { return nil }
        for index in start..<start &+ 4 { remainder = advanced(remainder, text[index]) }
        return remainder == 1 ? start..<position : nil
    }

    /// Countries of the neighbourhood whose numbers have no letters; a word may follow those.
    private static func hasDigitsOnly(_ country: UInt16) -> Bool {
        country == key(0x62, 0x65) || country == key(0x64, 0x65) || country == key(0x61, 0x74)
            || country == key(0x65, 0x73)
    }

    private static func advanced(_ remainder: Int, _ byte: UInt8) -> Int {
        if ASCII.isDigit(byte) { return (remainder * 10 + Int(byte - 0x30)) % 97 }
        return (remainder * 100 + Int((byte | 0x20) - 0x61) + 10) % 97
    }
}
