/// Where an event goes and how it is read: one destination's endpoint under one action.
package final class EventRoute: Sendable {
    /// Position of the site in the running configuration.
    package let site: Int
    /// Position of the destination in the running configuration.
    package let destination: Int
    package let method: String
    /// The vendor's path, without mount.
    package let path: String
    package let body: BodyLayout
    package let map: CompiledMap
    /// `nil` where the profile computes no identifier.
    package let keys: PseudonymKeys?
    /// Whether a request is built; otherwise the event is only counted.
    package let isSent: Bool

    package init(
        site: Int, destination: Int, method: String, path: String, body: BodyLayout,
        map: CompiledMap, keys: PseudonymKeys?, isSent: Bool
    ) {
        self.site = site
        self.destination = destination
        self.method = method
        self.path = path
        self.body = body
        self.map = map
        self.keys = keys
        self.isSent = isSent
    }
}

/// Why an event did not come out of the engine.
///
/// Never says what stood there.
package enum AnonymizerFault: Error {
    /// The body does not follow the vendor's format.
    case malformed
    /// More fields, lines or levels than the codec allows.
    case tooLarge
}
