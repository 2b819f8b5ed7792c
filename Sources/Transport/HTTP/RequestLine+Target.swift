import Bytes

extension RequestLine {
    /// Divides the target in `head.target` (RFC 9112 3.2).
    ///
    /// Refused: bytes that are not visible ASCII, `#`, a backslash in the path (browsers read it as a
    /// slash), `*` with a method other than OPTIONS, schemes other than http and https, and what has
    /// none of the four forms. Percent-encoding and dot segments are left to who reads the path.
    static func readTarget(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) -> AbsoluteAuthority? {
        let target = head.target
        try checkBytes(input, target)
        switch input[target.lowerBound] {
        case UInt8(ascii: "/"):
            head.targetForm = .origin
            try divide(input, target, into: &head)
            return nil
        case UInt8(ascii: "*"):
            guard target.count == 1, head.method == .options else {
                throw HTTPFault(.targetForm, at: target.lowerBound)
            }
            head.targetForm = .asterisk
            head.path = target.lowerBound..<target.lowerBound
            return nil
        default:
            return try readAbsolute(input, target, into: &head)
        }
    }

    /// Refuses spaces, tabs, bytes above ASCII and the mark of a fragment.
    static func checkBytes(_ input: Span<UInt8>, _ target: Range<Int>) throws(HTTPFault) {
        let offset = input.firstOffset(from: target.lowerBound, to: target.upperBound) { block in
            block .<= every(0x20) .| block .>= every(0x7F) .| block .== every(0x23)
        }
        guard offset == target.upperBound else { throw HTTPFault(.target, at: offset) }
    }

    /// Divides `range`, which begins with the path, at the first question mark.
    private static func divide(
        _ input: Span<UInt8>, _ range: Range<Int>, into head: inout RequestHead
    ) throws(HTTPFault) {
        if let mark = input.offset(of: UInt8(ascii: "?"), in: range) {
            head.path = range.lowerBound..<mark
            head.query = mark &+ 1..<range.upperBound
        } else {
            head.path = range
        }
        if let offset = input.offset(of: UInt8(ascii: "\\"), in: head.path) {
            throw HTTPFault(.target, at: offset)
        }
    }

    private static func readAbsolute(
        _ input: Span<UInt8>, _ target: Range<Int>, into head: inout RequestHead
    ) throws(HTTPFault) -> AbsoluteAuthority {
        let bytes = input.extracting(target)
        let schemeLength: Int
        let defaultPort: Int
        if bytes.count > 7, bytes.extracting(first: 7).equalsIgnoringCase("http://") {
            schemeLength = 7
            defaultPort = 80
        } else if bytes.count > 8, bytes.extracting(first: 8).equalsIgnoringCase("https://") {
            schemeLength = 8
            defaultPort = 443
        } else {
            throw HTTPFault(.targetForm, at: target.lowerBound)
        }
        let start = target.lowerBound + schemeLength
        let end = input.firstOffset(from: start, to: target.upperBound) { block in
            block .== every(UInt8(ascii: "/")) .| block .== every(UInt8(ascii: "?"))
        }
        let authority = try Authority(input, start..<end)
        head.targetForm = .absolute
        try divide(input, end..<target.upperBound, into: &head)
        return AbsoluteAuthority(authority: authority, defaultPort: defaultPort)
    }
}
