import Bytes

/// The first line of a request (RFC 9112 3).
enum RequestLine {
    /// What an absolute target says about the host, to be compared with Host.
    struct AbsoluteAuthority: Sendable {
        var authority: Authority
        var defaultPort: Int
    }

    /// Reads `METHOD SP target SP HTTP/1.x` from `line`, which has no control bytes but HTAB.
    ///
    /// Refused: other spacing, a method that is no token or has more than 32 bytes, CONNECT, versions
    /// other than 1.0 and 1.1, and the targets that ``readTarget`` refuses.
    static func parse(
        _ input: Span<UInt8>, _ line: Range<Int>, into head: inout RequestHead
    ) throws(HTTPFault) -> AbsoluteAuthority? {
        guard let space = input.offset(of: 0x20, in: line) else {
            throw HTTPFault(.requestLine, at: line.lowerBound)
        }
        head.methodRange = line.lowerBound..<space
        head.method = try method(input, head.methodRange)

        let version = line.upperBound &- versionLength
        guard version &- 1 > space &+ 1, input[version &- 1] == 0x20 else {
            throw HTTPFault(.requestLine, at: line.upperBound)
        }
        head.minorVersion = try minorVersion(input, at: version)
        guard head.method != .connect else { throw HTTPFault(.connect, at: line.lowerBound) }

        head.target = space &+ 1..<version &- 1
        return try readTarget(input, into: &head)
    }

    /// The minor version of `HTTP/1.0` or `HTTP/1.1` at `offset`; names are case-sensitive.
    static func minorVersion(_ input: Span<UInt8>, at offset: Int) throws(HTTPFault) -> UInt8 {
        let word = input.word(at: offset)
        if word == packed("HTTP/1.1") { return 1 }
        if word == packed("HTTP/1.0") { return 0 }
        let isVersion =
            input.hasPrefix("HTTP/", from: offset) && ASCII.isDigit(input[offset + 5])
            && input[offset + 6] == UInt8(ascii: ".") && ASCII.isDigit(input[offset + 7])
        throw HTTPFault(isVersion ? .unsupportedVersion : .version, at: offset)
    }

    /// The bytes of `HTTP/1.1`.
    static let versionLength = 8

    /// The longest method name of the IANA registry has 17; longer ones only waste our time.
    private static let maximumMethodBytes = 32

    private static func method(
        _ input: Span<UInt8>, _ name: Range<Int>
    ) throws(HTTPFault) -> HTTPMethod {
        guard name.count <= maximumMethodBytes else {
            throw HTTPFault(.method, at: name.lowerBound + maximumMethodBytes)
        }
        if name.count < 8 {
            let bits = UInt64(8 &* name.count)
            let word = input.word(at: name.lowerBound) & (1 &<< bits &- 1)
            switch word {
            case packed("GET"): return .get
            case packed("POST"): return .post
            case packed("HEAD"): return .head
            case packed("OPTIONS"): return .options
            case packed("PUT"): return .put
            case packed("DELETE"): return .delete
            case packed("PATCH"): return .patch
            case packed("TRACE"): return .trace
            case packed("CONNECT"): return .connect
            default: break
            }
        }
        if let offset = Token.firstOutside(input, name) { throw HTTPFault(.method, at: offset) }
        return .other
    }
}
