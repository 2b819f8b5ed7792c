import Bytes

/// Field lines as both writers write them.
enum FieldWriter {
    /// `name: value` and CRLF; control bytes in the value become spaces (RFC 9110 5.5).
    ///
    /// So no value, wherever it came from, can end its line and begin another.
    static func append(
        _ name: StaticString, _ value: Span<UInt8>, to buffer: inout ByteBuffer
    ) {
        buffer.append(name)
        buffer.append(": ")
        var start = 0
        while start < value.count {
            let end = value.firstControl(from: start)
            buffer.append(value, start..<end)
            if end < value.count { buffer.append(UInt8(ascii: " ")) }
            start = end + 1
        }
        buffer.append("\r\n")
    }

    static func append(
        _ name: StaticString, _ value: StaticString, to buffer: inout ByteBuffer
    ) {
        buffer.append(name)
        buffer.append(": ")
        buffer.append(value)
        buffer.append("\r\n")
    }

    static func append(_ name: StaticString, decimal: Int, to buffer: inout ByteBuffer) {
        buffer.append(name)
        buffer.append(": ")
        buffer.append(decimal: decimal)
        buffer.append("\r\n")
    }
}
