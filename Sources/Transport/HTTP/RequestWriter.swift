package import Bytes

/// Appends the head of an upstream request to a buffer.
///
/// A head is written as ``begin``, any number of ``field`` and ``end``, or at once with ``append``.
package enum RequestWriter {
    /// Request line and `Host`.
    ///
    /// Refused, with nothing written: methods without a name here, a target that is not a path of
    /// visible ASCII without `#` , and a host that is none. Offsets are those in the part.
    package static func begin(
        method: HTTPMethod, target: Span<UInt8>, host: Span<UInt8>, to buffer: inout ByteBuffer
    ) throws(HTTPFault) {
        guard method != .other, method != .connect else { throw HTTPFault(.method, at: 0) }
        guard target.count > 0, target[0] == UInt8(ascii: "/") else {
            throw HTTPFault(.targetForm, at: 0)
        }
        try RequestLine.checkBytes(target, 0..<target.count)
        _ = try Authority(host, 0..<host.count)
        buffer.append(method.name)
        buffer.append(" ")
        buffer.append(target)
        buffer.append(" HTTP/1.1\r\nHost: ")
        buffer.append(host)
        buffer.append("\r\n")
    }

    /// A field; control bytes in the value are written as spaces (RFC 9110 5.5).
    package static func field(
        _ name: StaticString, _ value: Span<UInt8>, to buffer: inout ByteBuffer
    ) {
        FieldWriter.append(name, value, to: &buffer)
    }

    /// A field with a value that is known when the program is built.
    package static func field(
        _ name: StaticString, _ value: StaticString, to buffer: inout ByteBuffer
    ) {
        FieldWriter.append(name, value, to: &buffer)
    }

    /// `Content-Length`, unless it is `nil` (a request without a body), and the empty line.
    package static func end(contentLength: Int?, to buffer: inout ByteBuffer) {
        if let contentLength {
            FieldWriter.append("Content-Length", decimal: contentLength, to: &buffer)
        }
        buffer.append("\r\n")
    }

    /// A whole head at once; refused is what ``begin`` refuses.
    package static func append(
        method: HTTPMethod, target: Span<UInt8>, host: Span<UInt8>,
        fields: [(name: StaticString, value: [UInt8])], contentLength: Int?,
        to buffer: inout ByteBuffer
    ) throws(HTTPFault) {
        try begin(method: method, target: target, host: host, to: &buffer)
        for (name, value) in fields { field(name, value.span, to: &buffer) }
        end(contentLength: contentLength, to: &buffer)
    }
}
