/// What has to be known of a destination to decide for it.
package struct DestinationConsent: Sendable, Equatable {
    /// What it needs consent for; nothing is never covered.
    package var needs: PurposeSet
    /// The names that platforms have for it.
    package var services = ServiceSet()
    /// What ``services`` are for: a visitor who allows one by name allows no more than this.
    package var servicePurposes: PurposeSet = []
    /// Its entry on the IAB's Global Vendor List, by its place among the watched vendors.
    package var vendor: Int?
    /// Its number among Google's providers, by its place among the watched providers.
    package var provider: Int?
    /// Whether it declares that it only does what the visitor asked for (`functional`): then nothing
    /// has to be granted.
    package var isFunctional = false
    /// Whether it is the shop's own tool, for which a publisher TC segment may speak.
    package var isOwnTool = false

    package init(needs: PurposeSet) { self.needs = needs }
}
