/// Where a response's body ends (RFC 9112 6.3).
package enum ResponseFraming: Equatable, Sendable {
    /// No body: HEAD, 1xx, 204, 304, or a Content-Length of 0.
    case none
    /// Exactly this many bytes, at least one.
    case length(Int)
    /// Chunks, read by a ``ChunkedDecoder``.
    case chunked
    /// Everything until the server closes; the connection cannot be used again.
    case untilClose
}

/// The parsed head of a response; ranges point into the bytes the parser was given.
package struct ResponseHead: ~Copyable {
    /// 100...599.
    package internal(set) var status = 0

    /// The reason phrase, for logs only; may be empty.
    package internal(set) var reason = 0..<0

    /// 0 or 1, for HTTP/1.0 and HTTP/1.1.
    package internal(set) var minorVersion: UInt8 = 1

    package internal(set) var headers = HeaderTable()
    package internal(set) var framing = ResponseFraming.none

    /// Whether the connection may carry another request after this response.
    package internal(set) var keepAlive = true

    /// The bytes the head takes.
    package internal(set) var headLength = 0

    /// Whether the final response is still to come.
    package var isInterim: Bool { status < 200 }

    /// An empty head with its storage.
    package init() {}

    /// Makes the head ready for the next response; the storage of the headers stays.
    mutating func clear() {
        status = 0
        reason = 0..<0
        minorVersion = 1
        headers.removeAll()
        framing = .none
        keepAlive = true
        headLength = 0
    }
}
