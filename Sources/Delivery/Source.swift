/// Where counts come from: one destination of one site, by the names in the configuration.
///
/// The store keeps names and not positions, because positions change when the configuration does.
package struct Source: Hashable, Sendable, Comparable {
    package let site: String
    package let destination: String

    package init(site: String, destination: String) {
        self.site = site
        self.destination = destination
    }

    package static func < (left: Source, right: Source) -> Bool {
        (left.site, left.destination) < (right.site, right.destination)
    }
}
