import Bytes

/// Where the words of JSON end (RFC 8259 2, 3, 6, 7).
enum JSONLexer {
    /// The offset of the first byte at or after `offset` that is not white space.
    @inline(__always)
    static func endOfWhitespace(at offset: Int, in input: Span<UInt8>) -> Int {
        var end = offset
        while end < input.count {
            switch input[end] {
            case 0x20, 0x09, 0x0A, 0x0D: end &+= 1
            default: return end
            }
        }
        return end
    }

    /// The offset after the closing quote of the string that opens at `start`; says if there are
    /// escapes in it.
    static func endOfString(
        at start: Int, in input: Span<UInt8>, hasEscapes: inout Bool
    ) throws(JSONFault) -> Int {
        hasEscapes = false
        var position = start + 1
        while true {
            position = firstSpecial(in: input, from: position)
            guard position < input.count else { throw JSONFault(.unexpectedEnd, at: input.count) }
            switch input[position] {
            case UInt8(ascii: "\""):
                return position + 1
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position = try endOfEscape(at: position, in: input)
            case 0x00..<0x20:
                throw JSONFault(.controlByte, at: position)
            default:
                guard let length = UTF8Sequence.length(at: position, in: input) else {
                    throw JSONFault(.invalidUTF8, at: position)
                }
                position += length
            }
        }
    }

    /// The offset of the first quote, backslash, control byte or byte above 0x7F, or `count`.
    static func firstSpecial(in input: Span<UInt8>, from: Int) -> Int {
        let quote = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        // Subtracting 0x20 moves the plain bytes 0x20...0x7F below 0x60 and all others above.
        let space = SIMD16<UInt8>(repeating: 0x20)
        let plain = SIMD16<UInt8>(repeating: 0x60)
        return input.offset(from: from) {
            ($0 .== quote) .| ($0 .== backslash) .| (($0 &- space) .>= plain)
        }
    }

    private static func endOfEscape(
        at start: Int, in input: Span<UInt8>
    ) throws(JSONFault) -> Int {
        guard start + 1 < input.count else { throw JSONFault(.unexpectedEnd, at: input.count) }
        switch input[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for index in start + 2..<start + 6 {
                guard index < input.count else {
                    throw JSONFault(.unexpectedEnd, at: input.count)
                }
                guard ASCII.isHexDigit(input[index]) else {
                    throw JSONFault(.invalidEscape, at: start)
                }
            }
            return start + 6
        default:
            throw JSONFault(.invalidEscape, at: start)
        }
    }

    /// The offset after the number that begins at `start` with a digit or a minus.
    static func endOfNumber(at start: Int, in input: Span<UInt8>) throws(JSONFault) -> Int {
        var end = start
        if input[end] == UInt8(ascii: "-") { end += 1 }
        if end < input.count, input[end] == UInt8(ascii: "0") {
            end += 1
            // A leading zero would otherwise be reported as a missing comma.
            if end < input.count, ASCII.isDigit(input[end]) {
                throw JSONFault(.invalidNumber, at: end)
            }
        } else {
            end = try endOfDigits(at: end, in: input)
        }
        if end < input.count, input[end] == UInt8(ascii: ".") {
            end = try endOfDigits(at: end + 1, in: input)
        }
        if end < input.count, input[end] | 0x20 == UInt8(ascii: "e") {
            end += 1
            if end < input.count, input[end] == UInt8(ascii: "+") || input[end] == UInt8(ascii: "-")
            {
                end += 1
            }
            end = try endOfDigits(at: end, in: input)
        }
        return end
    }

    private static func endOfDigits(
        at start: Int, in input: Span<UInt8>
    ) throws(JSONFault) -> Int {
        guard start < input.count else { throw JSONFault(.unexpectedEnd, at: input.count) }
        guard ASCII.isDigit(input[start]) else { throw JSONFault(.invalidNumber, at: start) }
        var end = start + 1
        while end < input.count, ASCII.isDigit(input[end]) { end += 1 }
        return end
    }

    /// The offset after `word`, which must stand at `start` whole.
    static func endOfLiteral(
        _ word: StaticString, at start: Int, in input: Span<UInt8>
    ) throws(JSONFault) -> Int {
        for index in 0..<word.utf8CodeUnitCount {
            guard start + index < input.count else {
                throw JSONFault(.unexpectedEnd, at: input.count)
            }
            guard unsafe input[start + index] == word.utf8Start[index] else {
                throw JSONFault(.unexpectedByte, at: start + index)
            }
        }
        return start + word.utf8CodeUnitCount
    }
}
