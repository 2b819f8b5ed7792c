package import Records

/// An anonymous request that waits on disk for its destination.
package struct SpooledRequest: Sendable {
    /// Its place in the order of acceptance; never used twice, not even after a restart.
    package let number: Int64
    /// When it was accepted, in seconds since 1970.
    package let acceptedAt: Int
    /// By which a withdrawal finds it.
    package let tags: VisitorTags
    package let request: OutboundRequest

    package init(number: Int64, acceptedAt: Int, tags: VisitorTags, request: OutboundRequest) {
        self.number = number
        self.acceptedAt = acceptedAt
        self.tags = tags
        self.request = request
    }
}
