package import Bytes

/// Appends responses to a buffer; what is written is always well formed.
///
/// A response is written as ``begin``, any number of ``field``, ``end`` and then its body, or at once
/// with ``append``. Nothing is allocated beyond the growth of the buffer.
package enum ResponseWriter {
    /// Status line, `Date`, and `Connection` where it differs from the default of the request's version.
    package static func begin(
        status: Int, date: borrowing CachedDate, keepAlive: Bool, minorVersion: UInt8 = 1,
        to buffer: inout ByteBuffer
    ) {
        buffer.reserve(usualHeadBytes)
        if let line = commonLine(status) {
            buffer.append(line)
        } else {
            buffer.append("HTTP/1.1 ")
            buffer.append(decimal: status)
            buffer.append(" ")
            buffer.append(reason(status))
            buffer.append("\r\nDate: ")
        }
        buffer.append(date.bytes.span)
        if !keepAlive {
            buffer.append("\r\nConnection: close\r\n")
        } else if minorVersion == 0 {
            buffer.append("\r\nConnection: keep-alive\r\n")
        } else {
            buffer.append("\r\n")
        }
    }

    /// A field with a value that is known when the program is built.
    package static func field(
        _ name: StaticString, _ value: StaticString, to buffer: inout ByteBuffer
    ) {
        FieldWriter.append(name, value, to: &buffer)
    }

    /// A field; control bytes in the value are written as spaces (RFC 9110 5.5).
    package static func field(
        _ name: StaticString, _ value: Span<UInt8>, to buffer: inout ByteBuffer
    ) {
        FieldWriter.append(name, value, to: &buffer)
    }

    /// A field with a number.
    package static func field(_ name: StaticString, decimal: Int, to buffer: inout ByteBuffer) {
        FieldWriter.append(name, decimal: decimal, to: &buffer)
    }

    /// `Content-Length` and the empty line; 1xx, 204 and 304 get no length (RFC 9110 8.6).
    package static func end(status: Int, contentLength: Int, to buffer: inout ByteBuffer) {
        if hasContent(status) {
            FieldWriter.append("Content-Length", decimal: contentLength, to: &buffer)
        }
        buffer.append("\r\n")
    }

    /// A whole response; `fields` are whole lines, each with its CRLF.
    ///
    /// The body of 1xx, 204, 304 and of an answer to HEAD is left out.
    package static func append(
        status: Int, date: borrowing CachedDate, keepAlive: Bool, minorVersion: UInt8 = 1,
        fields: StaticString = "", body: Span<UInt8>, isHead: Bool = false,
        to buffer: inout ByteBuffer
    ) {
        begin(
            status: status, date: date, keepAlive: keepAlive, minorVersion: minorVersion,
            to: &buffer)
        buffer.append(fields)
        end(status: status, contentLength: body.count, to: &buffer)
        if !isHead, hasContent(status) { buffer.append(body) }
    }

    /// The interim response to `Expect: 100-continue` (RFC 9110 10.1.1).
    package static func appendContinue(to buffer: inout ByteBuffer) {
        buffer.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// The reason phrase of the statuses we send (RFC 9110 15); empty for others.
    package static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }

    /// The beginning of the answers that are nearly all answers, in one piece.
    private static func commonLine(_ status: Int) -> StaticString? {
        switch status {
        case 204: "HTTP/1.1 204 No Content\r\nDate: "
        case 200: "HTTP/1.1 200 OK\r\nDate: "
        default: nil
        }
    }

    private static func hasContent(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    /// One growth of the buffer instead of several.
    private static let usualHeadBytes = 256
}
