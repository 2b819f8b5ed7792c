import Bytes

/// The keys of one site and destination, one for each kind that is pseudonymised or regenerated.
package struct PseudonymKeys: Sendable {
    private let keys: [SecretKey?]
    /// What visitors and their browsers are hashed with to find rare ones.
    let rareValues: RareValueHashes
    /// Folds a visitor's identity into `space` values, 0 meaning all of a word; `nil` where
    /// pseudonyms do not collide.
    private let folding: (key: SecretKey, space: UInt64)?

    /// Derives the keys of one site and destination from the master key.
    package init(
        _ pseudonymizer: Pseudonymizer, site: String, destination: String, profile: Profile
    ) {
        keys = Kind.allCases.map { kind in
            guard Self.needsKey(kind, profile) else { return nil }
            return pseudonymizer.key(site: site, destination: destination, kind: kind.rawValue)
        }
        rareValues = RareValueHashes(
            key: pseudonymizer.key(site: site, destination: destination, kind: "rare-values"))
        folding = profile.pseudonyms?.foldedSpace.map { space in
            (pseudonymizer.key(site: site, destination: destination, kind: "identity"), space)
        }
    }

    /// Nonces get a new value under every profile that lets them pass.
    private static func needsKey(_ kind: Kind, _ profile: Profile) -> Bool {
        if kind == .random { return true }
        return ["pseudonymise", "regenerate"].contains(profile.treatment(of: kind).rawValue)
    }

    /// Whether all pseudonyms of a record come from one folded identity.
    var collide: Bool { folding != nil }

    /// Folds the identity of a visitor into the space that several visitors share.
    func fold(_ identity: Span<UInt8>) -> UInt64? {
        guard let folding, !identity.isEmpty else { return nil }
        var hash = folding.key.makeHash()
        hash.absorb(identity)
        let word = hash.finish()
        // A remainder prefers low values by at most space / 2^64, which no count can show.
        return folding.space == 0 ? word : word % folding.space
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

    /// Appends a new value in the place of a nonce: the same one for the same nonce, no other.
    ///
    /// It is made from `value` alone, never from the folded identity: nonces that visitors share
    /// would make a destination drop one event as the copy of another. Returns `false` when the
    /// value is empty or the kind has no key.
    func regenerate(
        _ value: Span<UInt8>, kindPosition: Int, shape: PseudonymShape,
        into output: inout ByteBuffer
    ) -> Bool {
        guard keys.indices.contains(kindPosition), let key = keys[kindPosition], !value.isEmpty
        else { return false }
        Pseudonymizer.write(value, key: key, shape: shape, bits: nil, into: &output)
        return true
    }
}
