import Bytes

/// The keys of one site and destination, one for each kind that is pseudonymised.
package struct PseudonymKeys: Sendable {
    private let keys: [SecretKey?]
    private let collidingBits: Int?

    /// Derives the keys of one site and destination from the master key.
    package init(
        _ pseudonymizer: Pseudonymizer, site: String, destination: String, profile: Profile
    ) {
        keys = Kind.allCases.map { kind in
            guard profile.treatment(of: kind) == .pseudonymise else { return nil }
            return pseudonymizer.key(site: site, destination: destination, kind: kind.rawValue)
        }
        collidingBits = profile.pseudonyms?.collidingBits
    }

    /// Appends the pseudonym of `value`.
    ///
    /// Returns `false` when the kind has none.
    func write(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard let key = keys[rule.kindPosition], !value.isEmpty else { return false }
        Pseudonymizer.write(
            value, key: key, shape: rule.shape, bits: collidingBits, into: &output)
        return true
    }
}
