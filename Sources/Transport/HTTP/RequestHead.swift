/// Where a request's body ends (RFC 9112 6.3).
package enum BodyFraming: Equatable, Sendable {
    /// No body; also a Content-Length of 0.
    case none
    /// Exactly this many bytes, at least one.
    case length(Int)
    /// Chunks, read by a ``ChunkedDecoder``.
    case chunked
}

/// The four forms a request target may have (RFC 9112 3.2).
package enum TargetForm: UInt8, Sendable {
    case origin, absolute, asterisk, authority
}

/// The parsed head of a request; ranges point into the bytes the parser was given.
///
/// One value is kept per connection and filled again by each request, so nothing is allocated.
package struct RequestHead: ~Copyable {
    package internal(set) var method = HTTPMethod.other
    package internal(set) var methodRange = 0..<0

    /// The whole request target as sent: visible ASCII without `#`.
    package internal(set) var target = 0..<0
    package internal(set) var targetForm = TargetForm.origin

    /// The path: begins with `/`, except that it is empty for `*` and for `http://host` (means `/`).
    package internal(set) var path = 0..<0

    /// What follows the first `?`, or `nil` when there is none.
    package internal(set) var query: Range<Int>?

    /// The host without its port; `nil` only in HTTP/1.0.
    ///
    /// Brackets of an IPv6 address are included.
    package internal(set) var host: Range<Int>?

    /// The port beside the host, 1...65535.
    package internal(set) var port: Int?

    /// 0 or 1, for HTTP/1.0 and HTTP/1.1.
    package internal(set) var minorVersion: UInt8 = 1

    package internal(set) var headers = HeaderTable()
    package internal(set) var framing = BodyFraming.none

    /// Whether another request may follow this one (RFC 9112 9.3).
    ///
    /// None may after a method that has no name here.
    package internal(set) var keepAlive = true

    /// Whether the client waits for 100 before it sends the body; never set without a body.
    package internal(set) var expectsContinue = false

    /// The bytes the head takes, with the empty line tolerated before it.
    package internal(set) var headLength = 0

    /// An empty head with its storage.
    package init() {}

    /// Makes the head ready for the next request; the storage of the headers stays.
    mutating func clear() {
        method = .other
        methodRange = 0..<0
        target = 0..<0
        targetForm = .origin
        path = 0..<0
        query = nil
        host = nil
        port = nil
        minorVersion = 1
        headers.removeAll()
        framing = .none
        keepAlive = true
        expectsContinue = false
        headLength = 0
    }
}
