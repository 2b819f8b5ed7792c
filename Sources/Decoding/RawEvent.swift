/// One request with events, as it arrived.
///
/// Everything in it may be personal.
///
/// A view of the lane's buffers: it cannot be copied or stored, and ends with the call it is made for.
package struct RawEvent: ~Copyable, ~Escapable {
    /// The vendor's path, without mount.
    package let path: Span<UInt8>
    /// The query string, without `?`.
    package let query: Span<UInt8>
    package let body: Span<UInt8>
    /// The `User-Agent` header; empty if there is none.
    package let userAgent: Span<UInt8>
    /// The headers that the vendor's map names: `name: value` and a line feed each, names in lower
    /// case.
    package let headers: Span<UInt8>
    /// The visitor's address in network byte order, 4 or 16 bytes; empty if it is not known.
    package let address: Span<UInt8>

    @_lifetime(
        copy path, copy query, copy body, copy userAgent, copy headers, copy address)
    package init(
        path: Span<UInt8>, query: Span<UInt8>, body: Span<UInt8>, userAgent: Span<UInt8>,
        headers: Span<UInt8>, address: Span<UInt8>
    ) {
        self.path = path
        self.query = query
        self.body = body
        self.userAgent = userAgent
        self.headers = headers
        self.address = address
    }
}
