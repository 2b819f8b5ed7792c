import Bytes

/// Reads the head of one request after another from a connection (RFC 9112).
///
/// Every ambiguity is refused, so that no program before or behind this one can see other requests
/// in the same bytes. The rules stand at the types that check them: ``LineScanner``, ``RequestLine``,
/// ``FieldLine``, ``FramingFields``, ``Authority``.
///
/// Invariants:
/// 1. Everything before `lines.lineStart` has been read into the head and is not read again.
/// 2. What a call returns depends on the bytes alone, not on how they were divided over calls.
/// 3. Once `fault` is set, every call returns it.
package struct RequestParser: Sendable {
    private let limits: HTTPLimits
    private var lines = LineScanner()
    private var phase = Phase.start
    private var absolute: RequestLine.AbsoluteAuthority?
    private var fault: HTTPFault?

    private enum Phase: UInt8 {
        case start, afterEmptyLine, fields
    }

    /// A parser for a new connection.
    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Parses a head that begins at offset 0 of `input`.
    ///
    /// After `.needMore`, call again with the same bytes followed by more and with the same `head`:
    /// lines already read are not read again. After `.complete`, the next call begins a new request,
    /// whose bytes begin at `head.headLength` or, if there is one, after the body. A refusal is
    /// final until ``reset()``. One empty line before the request line is tolerated and counted in
    /// `headLength` (RFC 9112 2.2); a second is refused.
    package mutating func parse(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) -> ParseProgress {
        if let fault { return .refused(fault) }
        do throws(HTTPFault) {
            guard try readLines(input, into: &head) else { return .needMore }
            try conclude(input, into: &head)
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
        phase = .start
        absolute = nil
        fault = nil
    }

    /// Reads all whole lines; `true` after the empty line that ends the head.
    private mutating func readLines(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) -> Bool {
        while phase != .fields {
            try checkFirstByte(input)
            let limit = lines.lineStart + limits.maximumRequestLineBytes
            guard
                let line = try lines.next(in: input, limit: limit, tooLong: .requestLineTooLong)
            else { return false }
            guard line.isEmpty else {
                head.clear()
                absolute = try RequestLine.parse(input, line, into: &head)
                phase = .fields
                break
            }
            guard phase == .start else {
                throw HTTPFault(.emptyRequestLine, at: line.lowerBound)
            }
            phase = .afterEmptyLine
        }
        return try lines.readFields(of: input, limits: limits, into: &head.headers)
    }

    /// Refuses what cannot become a method without waiting for the end of its line.
    private func checkFirstByte(_ input: Span<UInt8>) throws(HTTPFault) {
        guard lines.lineStart < input.count else { return }
        let byte = input[lines.lineStart]
        // Control bytes are left to the line scanner, which says which rule they break.
        guard ASCII.isToken(byte) || byte < 0x20 || byte == 0x7F else {
            throw HTTPFault(.method, at: lines.lineStart)
        }
    }

    /// Judges the head as a whole.
    private func conclude(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) {
        head.headLength = lines.lineStart
        try readHost(input, into: &head)
        try readFraming(input, into: &head)
        head.keepAlive = try FramingFields.keepsAlive(
            input, head.headers, minorVersion: head.minorVersion, isRequest: true)
        // A method without a name here is most often the end of a body that somebody before us
        // ended earlier, grown together with the next method. It is answered, and the last one.
        if head.method == .other { head.keepAlive = false }
        try readExpectation(input, into: &head)
    }

    /// Host: exactly one in HTTP/1.1, at most one in HTTP/1.0, equal to that of an absolute target.
    ///
    /// RFC 9112 3.2.2 lets the target win over a different Host; who forwards by Host would not
    /// agree with that, so a difference is refused.
    private func readHost(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) {
        guard let value = head.headers.first(.host) else {
            guard head.minorVersion == 0 else {
                throw HTTPFault(.hostMissing, at: head.headLength)
            }
            head.host = absolute?.authority.host
            head.port = absolute?.authority.port
            return
        }
        let authority = try Authority(input, value)
        if let absolute {
            guard
                authority.isSame(
                    as: absolute.authority, in: input, defaultPort: absolute.defaultPort)
            else { throw HTTPFault(.hostMismatch, at: value.lowerBound) }
        }
        head.host = authority.host
        head.port = authority.port
    }

    private func readFraming(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) {
        if try FramingFields.isChunked(input, head.headers, minorVersion: head.minorVersion) {
            head.framing = .chunked
        } else if let value = head.headers.first(.contentLength) {
            let length = try FramingFields.contentLength(input, value)
            head.framing = length == 0 ? .none : .length(length)
        }
        guard head.framing != .none else { return }
        guard head.method.allowsContent else {
            throw HTTPFault(.unexpectedContent, at: head.headLength)
        }
        if case .length(let length) = head.framing, length > limits.maximumBodyBytes {
            throw HTTPFault(.bodyTooLarge, at: head.headLength)
        }
    }

    /// Expect: only `100-continue`, once; in HTTP/1.0 it has no meaning (RFC 9110 10.1.1).
    private func readExpectation(
        _ input: Span<UInt8>, into head: inout RequestHead
    ) throws(HTTPFault) {
        guard let value = head.headers.first(.expect), head.minorVersion == 1 else { return }
        guard head.headers.count(of: .expect) == 1,
            input.extracting(value).equalsIgnoringCase("100-continue")
        else { throw HTTPFault(.expectation, at: value.lowerBound) }
        head.expectsContinue = head.framing != .none
    }
}
