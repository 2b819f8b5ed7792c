import Bytes

/// Reads the heads of responses from an upstream connection (RFC 9112), as strictly as requests.
///
/// Invariants: those of ``RequestParser``.
package struct ResponseParser: Sendable {
    private let limits: HTTPLimits
    private var lines = LineScanner()
    private var hasStatus = false
    private var fault: HTTPFault?

    /// A parser for a new connection.
    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Parses a head that begins at offset 0 of `input`; the contract is that of ``RequestParser``.
    ///
    /// `method` is that of the request being answered. An interim response (1xx) is `.complete` with
    /// framing `.none`; the caller drops it and parses on. Refused: what is refused in requests, 101
    /// (we never ask for it), and content on 1xx and 204, which readers end in different places.
    package mutating func parse(
        _ input: Span<UInt8>, answering method: HTTPMethod, into head: inout ResponseHead
    ) -> ParseProgress {
        if let fault { return .refused(fault) }
        do throws(HTTPFault) {
            guard try readLines(input, into: &head) else { return .needMore }
            head.headLength = lines.lineStart
            try readFraming(input, answering: method, into: &head)
        } catch {
            fault = error
            return .refused(error)
        }
        reset()
        return .complete
    }

    /// Forgets the state, for a new connection.
    package mutating func reset() {
        lines = LineScanner()
        hasStatus = false
        fault = nil
    }

    private mutating func readLines(
        _ input: Span<UInt8>, into head: inout ResponseHead
    ) throws(HTTPFault) -> Bool {
        if !hasStatus {
            guard
                let line = try lines.next(
                    in: input, limit: limits.maximumRequestLineBytes, tooLong: .requestLineTooLong)
            else { return false }
            head.clear()
            try StatusLine.parse(input, line, into: &head)
            hasStatus = true
        }
        return try lines.readFields(of: input, limits: limits, into: &head.headers)
    }

    private func readFraming(
        _ input: Span<UInt8>, answering method: HTTPMethod, into head: inout ResponseHead
    ) throws(HTTPFault) {
        let keepAlive = try FramingFields.keepsAlive(
            input, head.headers, minorVersion: head.minorVersion, isRequest: false)
        let isChunked = try FramingFields.isChunked(
            input, head.headers, minorVersion: head.minorVersion)
        var length: Int?
        if let value = head.headers.first(.contentLength) {
            length = try FramingFields.contentLength(input, value)
        }
        head.keepAlive = keepAlive
        if head.isInterim || head.status == 204 {
            guard !isChunked, length ?? 0 == 0 else {
                throw HTTPFault(.unexpectedContent, at: head.headLength)
            }
            head.framing = .none
        } else if method == .head || head.status == 304 {
            head.framing = .none
        } else if isChunked {
            head.framing = .chunked
        } else if let length {
            guard length <= limits.maximumBodyBytes else {
                throw HTTPFault(.bodyTooLarge, at: head.headLength)
            }
            head.framing = length == 0 ? .none : .length(length)
        } else {
            head.framing = .untilClose
            head.keepAlive = false
        }
    }
}

/// The first line of a response (RFC 9112 4).
private enum StatusLine {
    /// Reads `HTTP/1.x SP 3DIGIT SP reason`; the last space may be missing with the reason.
    static func parse(
        _ input: Span<UInt8>, _ line: Range<Int>, into head: inout ResponseHead
    ) throws(HTTPFault) {
        let code = line.lowerBound + RequestLine.versionLength + 1
        guard line.count >= RequestLine.versionLength + 4, input[code - 1] == 0x20 else {
            throw HTTPFault(.statusLine, at: line.lowerBound)
        }
        head.minorVersion = try RequestLine.minorVersion(input, at: line.lowerBound)
        var status = 0
        for index in code..<code + 3 {
            guard ASCII.isDigit(input[index]) else { throw HTTPFault(.status, at: index) }
            status = status * 10 + Int(input[index] &- 0x30)
        }
        guard 100...599 ~= status, status != 101 else { throw HTTPFault(.status, at: code) }
        let end = code + 3
        guard end == line.upperBound || input[end] == 0x20 else {
            throw HTTPFault(.statusLine, at: end)
        }
        head.status = status
        head.reason = Swift.min(end + 1, line.upperBound)..<line.upperBound
    }
}
