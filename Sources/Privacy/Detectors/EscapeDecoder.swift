import Bytes

/// Writes out what stands for a character: `%40`, `\u0040`, `\x40`, `&#64;`, `&commat;`, full-width
/// and look-alike forms.
///
/// The result is for the detectors only, never for an output: control characters and characters
/// without a width go, dashes and dots of every kind become those of ASCII.
enum EscapeDecoder {
    /// One escape or look-alike: its length and what it stands for.
    struct Unit {
        enum Meaning {
            case byte(UInt8)
            case scalar(UInt32)
            case nothing
        }

        let length: Int
        let meaning: Meaning

        init(_ length: Int, _ meaning: Meaning) {
            self.length = length
            self.meaning = meaning
        }

        init(_ length: Int, _ byte: Unicode.Scalar) {
            self.init(length, .byte(UInt8(ascii: byte)))
        }
    }

    /// Whether something in `text` stands for another character.
    static func applies(to text: Span<UInt8>) -> Bool {
        // SAFETY: `index` stays below the count of the bytes.
        unsafe text.withUnsafeBufferPointer { bytes -> Bool in
            var index = 0
            while true {
                while index < bytes.count, unsafe !mayBegin(bytes[index]) { index &+= 1 }
                guard index < bytes.count else { return false }
                if unit(text, at: index) != nil { return true }
                index &+= 1
            }
        }
    }

    /// Writes `buffer` out in place from `start` to its end, until nothing is left to write out, at
    /// most as often as encoders are known to encode; says whether something was.
    static func decode(_ buffer: inout ByteBuffer, from start: Int) -> Bool {
        var changed = false
        for _ in 0..<TextEscapes.deepestEncoding {
            guard decodeOnce(&buffer, from: start) else { break }
            changed = true
        }
        return changed
    }

    /// No character is longer than what stands for it, so writing never overtakes reading.
    private static func decodeOnce(_ buffer: inout ByteBuffer, from start: Int) -> Bool {
        var written = start
        var position = start
        var changed = false
        func put(_ byte: UInt8, _ buffer: inout ByteBuffer) {
            buffer[written] = byte
            written &+= 1
        }
        while position < buffer.count {
            let byte = buffer[position]
            guard mayBegin(byte), let unit = unit(buffer.span, at: position) else {
                put(byte, &buffer)
                position &+= 1
                continue
            }
            changed = true
            position &+= unit.length
            switch unit.meaning {
            case .nothing: break
            case .byte(let byte): put(byte, &buffer)
            case .scalar(let value):
                if value < 0x80 {
                    put(UInt8(value), &buffer)
                } else if value < 0x800 {
                    put(0xC0 | UInt8(value >> 6), &buffer)
                    put(0x80 | UInt8(value & 0x3F), &buffer)
                } else {
                    put(0xE0 | UInt8(value >> 12 & 0x0F), &buffer)
                    put(0x80 | UInt8(value >> 6 & 0x3F), &buffer)
                    put(0x80 | UInt8(value & 0x3F), &buffer)
                }
            }
        }
        buffer.truncate(to: written)
        return changed
    }

    // MARK: Units

    @inline(__always)
    private static func mayBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "&"), UInt8(ascii: "="), 0xC2,
            0xE2, 0xE3, 0xEF:
            true
        default: false
        }
    }

    /// The escape or look-alike at `start`, or `nil`.
    static func unit(_ text: Span<UInt8>, at start: Int) -> Unit? {
        switch text[start] {
        case UInt8(ascii: "%"): return percent(text, start)
        case UInt8(ascii: "\\"): return backslash(text, start)
        case UInt8(ascii: "&"): return entity(text, start)
        case UInt8(ascii: "="): return quotedPrintable(text, start)
        default: return LookAlikes.unit(text, at: start)
        }
    }

    private static func percent(_ text: Span<UInt8>, _ start: Int) -> Unit? {
        if start &+ 1 < text.count, text[start &+ 1] | 0x20 == UInt8(ascii: "u"),
            let value = hex(text, from: start &+ 2, count: 4)
        {
            return Unit(6, meaning(of: value))
        }
        guard let value = hex(text, from: start &+ 1, count: 2) else { return nil }
        return Unit(3, byteMeaning(of: value))
    }

    private static func backslash(_ text: Span<UInt8>, _ start: Int) -> Unit? {
        let next = start &+ 1
        guard next < text.count else { return nil }
        switch text[next] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "v"),
            UInt8(ascii: "f"):
            return Unit(2, .byte(0x0A))
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"),
            UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
            return Unit(2, .byte(text[next]))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            return hex(text, from: next &+ 1, count: 2).map { Unit(4, byteMeaning(of: $0)) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            if next &+ 1 < text.count, text[next &+ 1] == UInt8(ascii: "{") {
                return braced(text, start)
            }
            return hex(text, from: next &+ 1, count: 4).map { Unit(6, meaning(of: $0)) }
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            guard next &+ 2 < text.count, text[next &+ 1] &- 0x30 < 8, text[next &+ 2] &- 0x30 < 8
            else { return nil }
            let value =
                UInt32(text[next] &- 0x30) << 6 | UInt32(text[next &+ 1] &- 0x30) << 3
                | UInt32(text[next &+ 2] &- 0x30)
            return Unit(4, byteMeaning(of: value))
        default: return nil
        }
    }

    /// Most digits of a number that stands for a character; leading zeros count.
    private static let mostDigits = 8

    /// Up to eight digits in braces, as in `\u{40}`.
    private static func braced(_ text: Span<UInt8>, _ start: Int) -> Unit? {
        var end = start &+ 3
        var value: UInt32 = 0
        while end < text.count, end &- start < 3 &+ mostDigits,
            let digit = ASCII.hexValue(text[end])
        {
            value = value << 4 | UInt32(digit)
            end &+= 1
        }
        guard end > start &+ 3, end < text.count, text[end] == UInt8(ascii: "}") else { return nil }
        return Unit(end &+ 1 &- start, meaning(of: value))
    }

    /// `&#64;`, `&#x40;`, also without the semicolon, which browsers do not ask for.
    private static func entity(_ text: Span<UInt8>, _ start: Int) -> Unit? {
        guard start &+ 2 < text.count else { return nil }
        guard text[start &+ 1] == UInt8(ascii: "#") else { return NamedEntities.unit(text, start) }
        let isHex = text[start &+ 2] | 0x20 == UInt8(ascii: "x")
        let first = start &+ (isHex ? 3 : 2)
        var end = first
        var value: UInt32 = 0
        while end < text.count, end &- first < mostDigits, let digit = ASCII.hexValue(text[end]),
            isHex || digit < 10
        {
            value = value &* (isHex ? 16 : 10) &+ UInt32(digit)
            end &+= 1
        }
        guard end > first else { return nil }
        if end < text.count, text[end] == UInt8(ascii: ";") { end &+= 1 }
        return Unit(end &- start, meaning(of: value))
    }

    /// `=40` of a mail's body between a name and a host name; anywhere else it is a parameter's 40.
    private static func quotedPrintable(_ text: Span<UInt8>, _ start: Int) -> Unit? {
        guard start > 0, ASCII.isAlphanumeric(text[start &- 1]), text.hasPrefix("=40", from: start),
            ObfuscatedEmailDetector.isKnownHost(text, from: start &+ 3)
        else { return nil }
        return Unit(3, "@")
    }

    private static func hex(_ text: Span<UInt8>, from start: Int, count: Int) -> UInt32? {
        guard start &+ count <= text.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start &+ count {
            guard let digit = ASCII.hexValue(text[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// One byte of UTF-8 or a character below 256.
    private static func byteMeaning(of value: UInt32) -> Unit.Meaning {
        value < 0x20 ? meaning(of: value) : .byte(UInt8(truncatingIfNeeded: value))
    }

    private static func meaning(of value: UInt32) -> Unit.Meaning {
        switch value {
        case 0x09, 0x0A, 0x0D: .byte(UInt8(value))
        case 0..<0x20, 0x7F: .nothing
        case 0xD800...0xDFFF, 0x10000...: .scalar(0xFFFD)
        default: .scalar(value)
        }
    }
}
