package import Consent

/// What a visitor has refused, withdrawn or objected to just now.
///
/// Whose events are concerned is told by the request that it comes with.
package struct ConsentWithdrawal: Sendable, Equatable {
    /// The position of the site.
    package var site: Int
    /// Purposes that are refused from now on.
    package var purposes: PurposeSet
    /// Whether the visits are not even to be counted (GDPR, article 21).
    package var isObjection: Bool

    package init(site: Int, purposes: PurposeSet, isObjection: Bool) {
        self.site = site
        self.purposes = purposes
        self.isObjection = isObjection
    }
}
