import Bytes

/// The keys of one site and destination, one for each kind that is pseudonymised.
package struct PseudonymKeys: Sendable {
    private let keys: [SecretKey?]
    /// Folds a visitor's identity; `nil` where pseudonyms do not collide.
    private let folding: (key: SecretKey, mask: UInt64)?

    /// Derives the keys of one site and destination from the master key.
    package init(
        _ pseudonymizer: Pseudonymizer, site: String, destination: String, profile: Profile
    ) {
        keys = Kind.allCases.map { kind in
            guard profile.treatment(of: kind) == .pseudonymise else { return nil }
            return pseudonymizer.key(site: site, destination: destination, kind: kind.rawValue)
        }
        folding = profile.pseudonyms?.collidingBits.map { bits in
            (
                pseudonymizer.key(site: site, destination: destination, kind: "identity"),
                bits >= 64 ? .max : 1 &<< UInt64(bits) &- 1
            )
        }
    }

    /// Whether all pseudonyms of a record come from one folded identity.
    var collide: Bool { folding != nil }

    /// Folds the identity of a visitor into the space that several visitors share.
    func fold(_ identity: Span<UInt8>) -> UInt64? {
        guard let folding, !identity.isEmpty else { return nil }
        var hash = folding.key.makeHash()
        hash.absorb(identity)
        return hash.finish() & folding.mask
    }

    /// Appends the pseudonym of `value`.
    ///
    /// Where pseudonyms collide it is made from `identity` alone: ids that were folded one by one
    /// would be unique together. Returns `false` when there is none.
    func write(
        _ value: Span<UInt8>, _ rule: FieldRule, identity: UInt64?, into output: inout ByteBuffer
    ) -> Bool {
        guard let key = keys[rule.kindPosition], !value.isEmpty else { return false }
        guard folding != nil else {
            Pseudonymizer.write(value, key: key, shape: rule.shape, bits: nil, into: &output)
            return true
        }
        guard let identity else { return false }
        var bytes: [8 of UInt8] = .init(repeating: 0)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: identity &>> (8 * UInt64(index)))
        }
        Pseudonymizer.write(bytes.span, key: key, shape: rule.shape, bits: nil, into: &output)
        return true
    }
}
