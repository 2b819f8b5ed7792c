package import Bytes

/// Takes the chunks out of a body (RFC 9112 7.1).
///
/// Trailer fields are checked by the grammar of fields, bounded, and dropped.
///
/// Invariants:
/// 1. `lines` counts from the first byte that is not consumed yet.
/// 2. `offset` is the number of bytes consumed since the body began; faults are told in this count.
/// 3. What is decoded depends on the bytes alone, not on how they were divided over calls.
/// 4. Once `fault` is set, every call returns it.
///
/// States: `size` → `content` → `contentEnd` → `size`; after a chunk of 0: `trailers` → `done`.
package struct ChunkedDecoder: Sendable {
    private let limits: HTTPLimits
    private var state = State.size
    private var lines = LineScanner()
    private var offset = 0
    private var decoded = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerCount = 0
    private var fault: HTTPFault?

    private enum State: Equatable {
        case size
        case content(left: Int)
        case contentEnd
        case trailers
        case done
    }

    /// A decoder for a new body.
    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Appends the content found in `input` to `body`, never more than `limit` bytes for one body.
    ///
    /// `consumed` bytes are done with, whatever the progress; the rest must be given again at the
    /// beginning of the next call, followed by more. A refusal is final until ``reset()``. A chunk that
    /// would go over `limit` is refused when its size is read, before its content arrives.
    package mutating func decode(
        _ input: Span<UInt8>, into body: inout ByteBuffer, limit: Int
    ) -> (consumed: Int, progress: ParseProgress) {
        if let fault { return (0, .refused(fault)) }
        var consumed = 0
        var progress = ParseProgress.needMore
        do throws(HTTPFault) {
            while state != .done {
                guard try advance(input, &consumed, into: &body, limit: limit) else { break }
            }
            if state == .done { progress = .complete }
        } catch {
            let moved = HTTPFault(error.code, at: offset + error.offset)
            fault = moved
            progress = .refused(moved)
        }
        offset += consumed
        lines.rebase(by: consumed)
        return (consumed, progress)
    }

    /// Begins a new body.
    package mutating func reset() { self = ChunkedDecoder(limits: limits) }

    /// Takes one step; `false` when more bytes are needed.
    private mutating func advance(
        _ input: Span<UInt8>, _ consumed: inout Int, into body: inout ByteBuffer, limit: Int
    ) throws(HTTPFault) -> Bool {
        switch state {
        case .size:
            return try readSize(input, &consumed, limit: limit)
        case .content(let left):
            let taken = Swift.min(left, input.count - consumed)
            guard taken > 0 else { return false }
            body.append(input, consumed..<consumed + taken)
            skip(taken, &consumed)
            state = taken == left ? .contentEnd : .content(left: left - taken)
            return true
        case .contentEnd:
            return try readContentEnd(input, &consumed)
        case .trailers:
            return try readTrailer(input, &consumed)
        case .done:
            return false
        }
    }

    private mutating func skip(_ count: Int, _ consumed: inout Int) {
        consumed += count
        lines.skip(to: consumed)
    }

    private mutating func readSize(
        _ input: Span<UInt8>, _ consumed: inout Int, limit: Int
    ) throws(HTTPFault) -> Bool {
        guard
            let line = try lines.next(
                in: input, limit: lines.lineStart + limits.maximumChunkLineBytes,
                tooLong: .chunkLineTooLong)
        else { return false }
        let chunk = try ChunkLine.parse(input, line)
        extensionBytes += chunk.extensionBytes
        guard extensionBytes <= limits.maximumChunkExtensionBytes else {
            throw HTTPFault(.chunkExtensionsTooLong, at: line.lowerBound)
        }
        guard chunk.size <= limit - decoded else {
            throw HTTPFault(.bodyTooLarge, at: line.lowerBound)
        }
        decoded += chunk.size
        consumed = lines.lineStart
        state = chunk.size == 0 ? .trailers : .content(left: chunk.size)
        return true
    }

    /// The CRLF after the content, judged byte by byte: anything else means the size was a lie.
    private mutating func readContentEnd(
        _ input: Span<UInt8>, _ consumed: inout Int
    ) throws(HTTPFault) -> Bool {
        guard consumed < input.count else { return false }
        guard input[consumed] == 0x0D else { throw HTTPFault(.chunkEnd, at: consumed) }
        guard consumed + 1 < input.count else { return false }
        guard input[consumed + 1] == 0x0A else { throw HTTPFault(.chunkEnd, at: consumed + 1) }
        skip(2, &consumed)
        state = .size
        return true
    }

    private mutating func readTrailer(
        _ input: Span<UInt8>, _ consumed: inout Int
    ) throws(HTTPFault) -> Bool {
        let limit = lines.lineStart + limits.maximumTrailerBytes - trailerBytes
        guard let line = try lines.next(in: input, limit: limit, tooLong: .trailerTooLarge)
        else { return false }
        if line.isEmpty {
            state = .done
        } else {
            let entry = try FieldLine.parse(input, line, isFirst: trailerCount == 0)
            guard !entry.known.isForbiddenInTrailers else {
                throw HTTPFault(.trailerForbidden, at: line.lowerBound)
            }
            trailerCount += 1
            guard trailerCount <= limits.maximumTrailerCount else {
                throw HTTPFault(.tooManyTrailers, at: line.lowerBound)
            }
        }
        trailerBytes += lines.lineStart - consumed
        consumed = lines.lineStart
        return true
    }
}

extension KnownHeader {
    /// Fields that decide framing, routing, authentication or the meaning of the content.
    ///
    /// They come too late in a trailer (RFC 9110 6.5.1); a sender that puts them there hopes that
    /// someone merges them into the head.
    fileprivate var isForbiddenInTrailers: Bool {
        switch self {
        case .host, .contentLength, .transferEncoding, .connection, .keepAlive, .te, .upgrade,
            .trailer, .expect, .authorization, .cookie, .setCookie, .contentType, .contentEncoding,
            .xForwardedFor, .forwarded, .xRealIP, .secGPC, .dnt, .origin, .userAgent, .referer,
            .location:
            true
        default: false
        }
    }
}
