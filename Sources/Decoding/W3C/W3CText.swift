package import Bytes

/// How a value of a W3C extended log is written so that no separator stands in it.
package struct W3CText: Sendable, Equatable {
    /// What was done to the value.
    package enum Encoding: Sendable, Equatable {
        /// A space became a plus sign (IIS).
        case plus
        /// URL-encoding, once or twice (CloudFront writes `%2520`).
        case percent(levels: Int)
        /// Nothing: spaces may stand between tabs or quotes.
        case plain
    }

    package let encoding: Encoding

    /// How `value` is written, given the separator of its line.
    package init(of value: Span<UInt8>, isTabbed: Bool) {
        if value.firstOffset(of: UInt8(ascii: " ")) != nil {
            encoding = .plain
        } else if !isTabbed {
            encoding = .plus
        } else {
            encoding = .percent(levels: Self.levels(of: value))
        }
    }

    /// One level where nothing is encoded: what takes the value's place has to be.
    private static func levels(of value: Span<UInt8>) -> Int {
        var position = 0
        while let percent = value.firstOffset(of: UInt8(ascii: "%"), from: position) {
            position = percent + 1
            if value.hasPrefix("%25", from: percent), percent + 4 < value.count,
                ASCII.isHexDigit(value[percent + 3]), ASCII.isHexDigit(value[percent + 4])
            {
                return 2
            }
        }
        return 1
    }

    /// Appends the value as the client sent it.
    package func decode(
        _ value: Span<UInt8>, scratch: inout ByteBuffer, into output: inout ByteBuffer
    ) {
        switch encoding {
        case .plain: output.append(value)
        case .plus:
            for index in value.indices {
                let byte = value[index]
                output.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        case .percent(let levels):
            guard levels > 1 else {
                PercentCoding.decode(value, plusIsSpace: false, into: &output)
                return
            }
            scratch.wipeAll()
            PercentCoding.decode(value, plusIsSpace: false, into: &scratch)
            PercentCoding.decode(scratch.span, plusIsSpace: false, into: &output)
            scratch.wipeAll()
        }
    }

    /// Appends a text as the server would write it.
    package func encode(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        for index in text.indices {
            let byte = text[index]
            switch encoding {
            case .plain: output.append(Self.isControl(byte) ? UInt8(ascii: " ") : byte)
            case .plus:
                let isBlank = byte == UInt8(ascii: " ") || Self.isControl(byte)
                output.append(isBlank ? UInt8(ascii: "+") : byte)
            case .percent(let levels):
                guard Self.isEncoded(byte) else {
                    output.append(byte)
                    continue
                }
                output.append(UInt8(ascii: "%"))
                for _ in 1..<levels { output.append("25") }
                output.append(ASCII.upperHexDigit(byte >> 4))
                output.append(ASCII.upperHexDigit(byte & 15))
            }
        }
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    /// What CloudFront encodes (Developer Guide, "Standard log file format"), but braces, which are
    /// those of a placeholder here.
    private static func isEncoded(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F...0xFF, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
            UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "|"), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "`"), UInt8(ascii: "'"):
            true
        default: false
        }
    }
}
