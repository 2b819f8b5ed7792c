package import Privacy

/// The master keys of pseudonyms: one that lasts, one for a day.
///
/// Invariants:
/// 1. The short-lived key exists in memory only; whoever drops the ring drops the key.
/// 2. Both come from the system's secure generator or from the key file, never from public facts.
package struct KeyRing: Sendable {
    /// How long the key of profile `anonymous` lives.
    package static let shortLife = Duration.seconds(24 * 60 * 60)

    private let lasting: Pseudonymizer
    private let shortLived: Pseudonymizer

    /// `lasting` is the key of profile `consented`; the short-lived one is drawn here.
    package init(lasting: SecretKey) {
        self.lasting = Pseudonymizer(masterKey: lasting)
        var generator = SystemRandomNumberGenerator()
        shortLived = Pseudonymizer(masterKey: SecretKey(generator.next(), generator.next()))
    }

    private init(lasting: Pseudonymizer, shortLived: Pseudonymizer) {
        self.lasting = lasting
        self.shortLived = shortLived
    }

    /// The same ring with a new short-lived key: yesterday's pseudonyms have no key any more.
    package func rotated() -> KeyRing {
        var generator = SystemRandomNumberGenerator()
        let fresh = SecretKey(generator.next(), generator.next())
        return KeyRing(lasting: lasting, shortLived: Pseudonymizer(masterKey: fresh))
    }

    /// The keys of one destination; `nil` if the profile computes no identifier.
    func keys(site: String, destination: String, profile: Profile) -> PseudonymKeys? {
        guard let policy = profile.pseudonyms else { return nil }
        return PseudonymKeys(
            policy.isShortLived ? shortLived : lasting, site: site, destination: destination,
            profile: profile)
    }
}
