import Bytes

/// The line before the content of a chunk: size and extensions (RFC 9112 7.1, 7.1.1).
struct ChunkLine {
    var size: Int
    /// What stands after the size.
    var extensionBytes: Int

    /// Reads `line`, which has no control bytes but HTAB.
    ///
    /// Refused: a size of more than eight digits or none, signs, prefixes and white space; extensions
    /// other than `;name`, `;name=token` and `;name="text"`. The grammar lets recipients skip white
    /// space around `;` and `=`; no sender may write it, so it is refused.
    static func parse(_ input: Span<UInt8>, _ line: Range<Int>) throws(HTTPFault) -> ChunkLine {
        var index = line.lowerBound
        var size = 0
        while index < line.upperBound, let digit = ASCII.hexValue(input[index]) {
            guard index - line.lowerBound < maximumDigits else {
                throw HTTPFault(.chunkSize, at: index)
            }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > line.lowerBound else { throw HTTPFault(.chunkSize, at: index) }
        guard index == line.upperBound || input[index] == UInt8(ascii: ";") else {
            throw HTTPFault(.chunkSize, at: index)
        }
        let extensions = index..<line.upperBound
        while index < line.upperBound {
            index = try endOfExtension(input, index..<line.upperBound)
        }
        return ChunkLine(size: size, extensionBytes: extensions.count)
    }

    /// Four gigabytes; more is beyond every limit and near the overflow of other readers.
    private static let maximumDigits = 8

    /// Where the extension at the beginning of `rest` ends.
    private static func endOfExtension(
        _ input: Span<UInt8>, _ rest: Range<Int>
    ) throws(HTTPFault) -> Int {
        guard input[rest.lowerBound] == UInt8(ascii: ";") else {
            throw HTTPFault(.chunkExtension, at: rest.lowerBound)
        }
        let end = try endOfToken(input, rest.lowerBound + 1..<rest.upperBound)
        guard end < rest.upperBound, input[end] == UInt8(ascii: "=") else { return end }
        let value = end + 1..<rest.upperBound
        if let first = value.first, input[first] == UInt8(ascii: "\"") {
            return try endOfQuoted(input, value)
        }
        return try endOfToken(input, value)
    }

    private static func endOfToken(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) -> Int {
        let end = Token.firstOutside(input, range) ?? range.upperBound
        guard end > range.lowerBound else { throw HTTPFault(.chunkExtension, at: end) }
        return end
    }

    /// Where the quoted string at the beginning of `range` ends (RFC 9110 5.6.4).
    private static func endOfQuoted(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) -> Int {
        var index = range.lowerBound + 1
        while index < range.upperBound {
            switch input[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        throw HTTPFault(.chunkExtension, at: range.upperBound)
    }
}
