import Bytes

extension PseudonymShape {
    /// Ten digits below 2^31, as Google's own random part is.
    private static let firstRandomPart: UInt64 = 1_000_000_000
    private static let randomParts: UInt64 = 1_147_483_647
    /// Times between September 2020 and November 2023: plausible and always past.
    private static let firstTime: UInt64 = 1_600_000_000
    private static let times: UInt64 = 100_000_000

    /// Appends a value of this shape made from `stream`.
    func write(from stream: inout PseudonymStream, into output: inout ByteBuffer) {
        switch self {
        case .gaClientID:
            Self.writeRandomPart(from: &stream, into: &output)
            output.append(UInt8(ascii: "."))
            output.append(decimal: Int(Self.firstTime + stream.next() % Self.times))
        case .fbp:
            output.append("fb.1.")
            output.append(decimal: Int(Self.milliseconds(from: &stream)))
            output.append(UInt8(ascii: "."))
            Self.writeRandomPart(from: &stream, into: &output)
        case .epochSeconds:
            output.append(decimal: Int(Self.firstTime + stream.next() % Self.times))
        case .epochMilliseconds:
            output.append(decimal: Int(Self.milliseconds(from: &stream)))
        case .digits(let length):
            Self.writeDigits(min(length, Self.longest), from: &stream, into: &output)
        case .hex(let length):
            Self.writeHex(min(length, Self.longest), from: &stream, into: &output)
        case .base62(let length):
            Self.write(length, of: 62, from: &stream, into: &output) { digit in
                digit < 10 ? UInt8(ascii: "0") + digit : Self.letter(digit - 10)
            }
        case .letters(let length):
            Self.write(length, of: 52, from: &stream, into: &output, character: Self.letter)
        case .token(let length):
            Self.write(length, of: 64, from: &stream, into: &output) { digit in
                switch digit {
                case 0..<52: Self.letter(digit)
                case 52..<62: UInt8(ascii: "0") + digit - 52
                case 62: UInt8(ascii: "-")
                default: UInt8(ascii: "_")
                }
            }
        case .uuid:
            Self.writeUUID(4, (stream.next(), stream.next()), into: &output)
        case .uuidV7:
            // The time is the first 48 bits, highest digit first; a word is written lowest first.
            let time = Self.milliseconds(from: &stream)
            var head = stream.next() & 0xFFFF << 48
            for digit in UInt64(0)..<12 {
                head |= (time &>> (44 &- 4 &* digit) & 15) &<< (4 &* digit)
            }
            Self.writeUUID(7, (head, stream.next()), into: &output)
        }
    }

    private static func writeRandomPart(
        from stream: inout PseudonymStream, into output: inout ByteBuffer
    ) {
        output.append(decimal: Int(firstRandomPart + stream.next() % randomParts))
    }

    private static func milliseconds(from stream: inout PseudonymStream) -> UInt64 {
        firstTime * 1000 + stream.next() % (times * 1000)
    }

    /// Lower case first; `number` is below 52.
    private static func letter(_ number: UInt8) -> UInt8 {
        number < 26 ? UInt8(ascii: "a") + number : UInt8(ascii: "A") + number - 26
    }

    private static func write(
        _ length: Int, of alphabet: UInt64, from stream: inout PseudonymStream,
        into output: inout ByteBuffer, character: (UInt8) -> UInt8
    ) {
        /// Characters of 64 that one word gives with a bias below one in a thousand.
        let perWord = 9
        var word: UInt64 = 0
        for index in 0..<min(max(length, 0), longest) {
            if index % perWord == 0 { word = stream.next() }
            output.append(character(UInt8(truncatingIfNeeded: word % alphabet)))
            word /= alphabet
        }
    }

    private static func writeDigits(
        _ length: Int, from stream: inout PseudonymStream, into output: inout ByteBuffer
    ) {
        /// Digits that one word gives without a visible bias.
        let perWord = 16
        var word: UInt64 = 0
        for index in 0..<max(length, 0) {
            if index % perWord == 0 { word = stream.next() }
            let digit = index == 0 ? 1 + word % 9 : word % 10
            word /= index == 0 ? 9 : 10
            output.append(UInt8(ascii: "0") + UInt8(digit))
        }
    }

    private static func writeHex(
        _ length: Int, from stream: inout PseudonymStream, into output: inout ByteBuffer
    ) {
        var word: UInt64 = 0
        for index in 0..<max(length, 0) {
            if index % 16 == 0 { word = stream.next() }
            output.append(ASCII.hexDigit(UInt8(word & 15)))
            word >>= 4
        }
    }

    private static func writeUUID(
        _ version: UInt8, _ words: (UInt64, UInt64), into output: inout ByteBuffer
    ) {
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                output.append(UInt8(ascii: "-"))
            }
            let word = index < 16 ? words.0 : words.1
            var digit = UInt8(word &>> UInt64(4 * (index % 16)) & 15)
            if index == 12 { digit = version }
            if index == 16 { digit = 8 | digit & 3 }
            output.append(ASCII.hexDigit(digit))
        }
    }
}
