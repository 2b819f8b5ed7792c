import Bytes
import Transport

/// What of a request's head is read besides host, path and query.
extension EventHandler {
    /// Whether the body is compressed in a way that is not undone; unread is refused, not passed.
    ///
    /// What can be undone is told by the body itself, because clients do not always say it.
    func isUnreadable(_ request: borrowing HTTPRequest) -> Bool {
        guard let encoding = request.head.headers.first(.contentEncoding) else { return false }
        let name = request.bytes.extracting(encoding)
        return !Self.encodings.contains { name.equalsIgnoringCase($0) }
    }

    static let encodings: [StaticString] = ["identity", "gzip", "x-gzip", "deflate"]

    /// Writes the headers that a vendor's map names, each as `name: value` and a line feed.
    func appendHeaders(
        of request: borrowing HTTPRequest, named names: [[UInt8]], into lines: inout ByteBuffer
    ) {
        guard !names.isEmpty else { return }
        let bytes = request.bytes
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            let written = bytes.extracting(header.name)
            guard let name = names.first(where: { $0.span.equalsIgnoringCase(written) }) else {
                continue
            }
            lines.append(name.span)
            lines.append(": ")
            lines.append(bytes, header.value)
            lines.append("\n")
        }
    }

    /// What a preflight asks to send.
    @_lifetime(borrow request)
    func asked(_ request: borrowing HTTPRequest) -> Span<UInt8> {
        let bytes = request.bytes
        for index in 0..<request.head.headers.count {
            let header = request.head.headers[index]
            if bytes.extracting(header.name).equalsIgnoringCase("access-control-request-headers") {
                return bytes.extracting(header.value)
            }
        }
        return bytes.extracting(0..<0)
    }
}
