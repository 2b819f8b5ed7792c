import Bytes

/// The three parts of a logged or received request line.
package struct RequestLine: Sendable, Equatable {
    package let method: Range<Int>
    /// May hold spaces, when the client was broken, and may be empty.
    package let target: Range<Int>
    /// `HTTP/1.1` and the like, or `nil` when the line ends with the target.
    package let version: Range<Int>?

    /// Splits `line` at its first space and at the last one before `HTTP/`.
    ///
    /// `nil` when the line does not begin with a method token and a space (RFC 9110 9.1), or holds
    /// a control byte other than a tab: a TLS greeting on a plain port is not a request.
    package static func split(_ line: Span<UInt8>) -> RequestLine? {
        let space = UInt8(ascii: " ")
        var methodEnd = 0
        while methodEnd < line.count, ASCII.isToken(line[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd < line.count, line[methodEnd] == space else { return nil }

        let controls = SIMD16<UInt8>(repeating: 0x20)
        let tabs = SIMD16<UInt8>(repeating: 0x09)
        let deletes = SIMD16<UInt8>(repeating: 0x7F)
        let firstControl = line.offset(from: methodEnd) {
            (($0 .< controls) .& ($0 .!= tabs)) .| ($0 .== deletes)
        }
        guard firstControl == line.count else { return nil }

        var lastSpace = line.count - 1
        while line[lastSpace] != space { lastSpace -= 1 }
        let method = 0..<methodEnd
        if lastSpace > methodEnd, line.hasPrefix("HTTP/", from: lastSpace + 1) {
            return RequestLine(
                method: method, target: methodEnd + 1..<lastSpace,
                version: lastSpace + 1..<line.count)
        }
        return RequestLine(method: method, target: methodEnd + 1..<line.count, version: nil)
    }
}
