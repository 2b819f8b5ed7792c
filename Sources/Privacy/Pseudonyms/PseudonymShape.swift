import Bytes

/// The form of a pseudonym, so that the destination accepts it in the place of its own identifier.
package enum PseudonymShape: Sendable, Equatable {
    /// Google's client id: a random number and a time, `1234567890.1700000000`.
    case gaClientID
    /// Ten digits in the range of plausible Unix times, as session ids are.
    case epochSeconds
    /// Decimal digits, the first not zero.
    case digits(Int)
    /// Hexadecimal digits in lower case.
    case hex(Int)
    /// A random UUID (RFC 9562, version 4).
    case uuid

    /// Longest pseudonym of `digits` and `hex`; no identifier we know is longer than a SHA-512.
    package static let longest = 128

    /// The shape that a field map calls `name`: `ga-client-id`, `epoch-seconds`, `digits-10`,
    /// `hex-16`, `uuid`; `nil` for any other word.
    package init?(named name: String) {
        switch name {
        case "ga-client-id": self = .gaClientID
        case "epoch-seconds": self = .epochSeconds
        case "uuid": self = .uuid
        default:
            guard let dash = name.lastIndex(of: "-"),
                let length = Int(name[name.index(after: dash)...]),
                length >= 1, length <= Self.longest
            else { return nil }
            switch name[..<dash] {
            case "digits": self = .digits(length)
            case "hex": self = .hex(length)
            default: return nil
            }
        }
    }

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
            output.append(decimal: Int(Self.firstRandomPart + stream.next() % Self.randomParts))
            output.append(UInt8(ascii: "."))
            output.append(decimal: Int(Self.firstTime + stream.next() % Self.times))
        case .epochSeconds:
            output.append(decimal: Int(Self.firstTime + stream.next() % Self.times))
        case .digits(let length):
            Self.writeDigits(min(length, Self.longest), from: &stream, into: &output)
        case .hex(let length):
            Self.writeHex(min(length, Self.longest), from: &stream, into: &output)
        case .uuid:
            Self.writeUUID(from: &stream, into: &output)
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
        from stream: inout PseudonymStream, into output: inout ByteBuffer
    ) {
        let words = (stream.next(), stream.next())
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                output.append(UInt8(ascii: "-"))
            }
            let word = index < 16 ? words.0 : words.1
            var digit = UInt8(word &>> UInt64(4 * (index % 16)) & 15)
            if index == 12 { digit = 4 }
            if index == 16 { digit = 8 | digit & 3 }
            output.append(ASCII.hexDigit(digit))
        }
    }
}
