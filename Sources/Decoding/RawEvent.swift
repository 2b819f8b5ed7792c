/// One request with events, as it arrived.
///
/// Everything in it may be personal.
///
/// A view of the lane's buffers: it cannot be copied or stored, and ends with the call it is made for.
package struct RawEvent: ~Copyable, ~Escapable {
    /// The query string, without `?`.
    package let query: Span<UInt8>
    package let body: Span<UInt8>
    /// The `User-Agent` header; empty if there is none.
    package let userAgent: Span<UInt8>

    @_lifetime(copy query, copy body, copy userAgent)
    package init(query: Span<UInt8>, body: Span<UInt8>, userAgent: Span<UInt8>) {
        self.query = query
        self.body = body
        self.userAgent = userAgent
    }
}
