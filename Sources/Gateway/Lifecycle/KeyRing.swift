package import Privacy

/// The master keys of pseudonyms: one that lasts, one for a day.
///
/// Invariants:
/// 1. The short-lived key exists in memory only; whoever drops the ring drops the key.
/// 2. Both come from the system's secure generator or from the key file, never from public facts.
/// 3. All keys that are drawn or derived here are in the memory that the ring was given.
package struct KeyRing: Sendable {
    /// How long the key of profile `anonymous` lives.
    package static let shortLife = Duration.seconds(24 * 60 * 60)

    private let lasting: Pseudonymizer
    private let shortLived: Pseudonymizer
    private let memory: (any KeyMemory)?

    /// `lasting` is the key of profile `consented`; the short-lived one is drawn here.
    package init(lasting: SecretKey, in memory: (any KeyMemory)? = KeyArena()) {
        self.init(lasting: Pseudonymizer(masterKey: lasting), in: memory)
    }

    private init(lasting: Pseudonymizer, in memory: (any KeyMemory)?) {
        self.lasting = lasting
        self.memory = memory
        shortLived = Pseudonymizer(masterKey: Self.draw(in: memory))
    }

    /// The same ring with a new short-lived key: yesterday's pseudonyms have no key any more.
    ///
    /// With `lasting` that key is replaced too; ``KeyFile`` gives the same one again until it has
    /// reached the end of its life.
    package func rotated(lasting: SecretKey? = nil) -> KeyRing {
        KeyRing(lasting: lasting.map { Pseudonymizer(masterKey: $0) } ?? self.lasting, in: memory)
    }

    /// The keys of one destination; `nil` if the profile computes no identifier.
    func keys(site: String, destination: String, profile: Profile) -> PseudonymKeys? {
        guard let policy = profile.pseudonyms else { return nil }
        return PseudonymKeys(
            policy.isShortLived ? shortLived : lasting, site: site, destination: destination,
            profile: profile)
    }

    /// A key for the hashes of one window, such as that of rare values: known to nobody else, and
    /// gone when its holder lets go of it.
    package func drawWindowKey() -> SecretKey { Self.draw(in: memory) }

    private static func draw(in memory: (any KeyMemory)?) -> SecretKey {
        var generator = SystemRandomNumberGenerator()
        return SecretKey(generator.next(), generator.next(), in: memory)
    }
}
