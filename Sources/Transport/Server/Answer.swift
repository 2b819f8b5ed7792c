import Bytes

/// A response that is built once and sent many times.
///
/// Invariants:
/// 1. `wire` is the whole response as HTTP/1.1 sends it on a connection that stays open; its head
///    ends at `headLength`.
/// 2. `dateOffset` is where the 29 bytes of the `Date` field stand in it.
///
/// Sending it costs one copy of `wire` and one of the date.
package struct Answer: Sendable {
    package let status: Int
    private let wire: [UInt8]
    private let headLength: Int
    private let dateOffset: Int
    private let fields: [UInt8]

    /// An answer with `fields` (whole lines, each ending in CRLF) and `body`.
    ///
    /// `Date`, `Connection` and `Content-Length` are added; they must not be among the fields.
    package init(status: Int, fields: [UInt8] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        var buffer = ByteBuffer(capacity: 256 + fields.count + body.count)
        let date = CachedDate(epochSeconds: 0)
        ResponseWriter.begin(status: status, date: date, keepAlive: true, to: &buffer)
        dateOffset = Self.offset(of: date, in: buffer.span)
        buffer.append(fields)
        ResponseWriter.end(status: status, contentLength: body.count, to: &buffer)
        headLength = buffer.count
        buffer.append(body)
        wire = buffer.span.array
    }

    package init(status: Int, fields: StaticString, body: StaticString = "") {
        var lines = ByteBuffer()
        lines.append(fields)
        var content = ByteBuffer()
        content.append(body)
        self.init(status: status, fields: lines.span.array, body: content.span.array)
    }

    private static func offset(of date: CachedDate, in wire: Span<UInt8>) -> Int {
        let wanted = date.bytes.span
        for start in 0...max(0, wire.count - wanted.count)
        where wire.extracting(start..<min(wire.count, start + wanted.count)).equals(wanted) {
            return start
        }
        preconditionFailure("a response without its date")
    }

    /// Appends the answer to `output`.
    func append(
        adding extra: Span<UInt8>, date: borrowing CachedDate, keepAlive: Bool, isHead: Bool,
        minorVersion: UInt8, to output: inout ByteBuffer
    ) {
        guard keepAlive, minorVersion == 1 else {
            ResponseWriter.begin(
                status: status, date: date, keepAlive: keepAlive, minorVersion: minorVersion,
                to: &output)
            output.append(fields)
            output.append(extra)
            ResponseWriter.end(
                status: status, contentLength: wire.count - headLength, to: &output)
            if !isHead { output.append(wire.span.extracting(headLength...)) }
            return
        }
        let first = output.count
        if extra.isEmpty {
            output.append(isHead ? wire.span.extracting(..<headLength) : wire.span)
        } else {
            output.append(wire.span.extracting(..<(headLength - 2)))
            output.append(extra)
            output.append("\r\n")
            if !isHead { output.append(wire.span.extracting(headLength...)) }
        }
        output.overwrite(first + dateOffset, with: date.bytes.span)
    }
}
