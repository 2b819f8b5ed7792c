package import Bytes

/// Replaces identifiers by keyed pseudonyms: same value and scope, same pseudonym; no way back.
///
/// Each (site, destination, kind) has a key of its own, derived from the master key by SipHash-2-4
/// in counter mode over length-prefixed labels (the construction of NIST SP 800-108, section 4.1,
/// with SipHash as the pseudorandom function). Two sites or destinations therefore never get equal
/// or linkable values. Whoever changes the master key changes all pseudonyms at once; there is no
/// clock and no randomness in here.
package struct Pseudonymizer: Sendable {
    private let master: SecretKey

    /// The two words must come from a secure generator; they are never a hash of public facts.
    package init(masterKey: (UInt64, UInt64)) {
        master = SecretKey(masterKey.0, masterKey.1)
    }

    /// Keys are derived into the memory that holds `masterKey`.
    package init(masterKey: SecretKey) { master = masterKey }

    /// The key of one scope.
    ///
    /// Derived once per configuration and held by the caller.
    package func key(site: String, destination: String, kind: String) -> SecretKey {
        var words: (UInt64, UInt64) = (0, 0)
        for counter in UInt8(0)...1 {
            var hash = master.makeHash()
            hash.absorb("matglas pseudonym 1")
            hash.absorb(counter)
            hash.absorb(label: site)
            hash.absorb(label: destination)
            hash.absorb(label: kind)
            if counter == 0 { words.0 = hash.finish() } else { words.1 = hash.finish() }
        }
        return master.makeSibling(words.0, words.1)
    }

    /// Appends the pseudonym of `value` in `shape`; an empty value stays empty.
    ///
    /// With `bits` the values are first folded into a space of that many bits, so that people share
    /// a pseudonym on purpose; `nil` means all 128 bits.
    package static func write(
        _ value: Span<UInt8>, key: SecretKey, shape: PseudonymShape, bits: Int?,
        into output: inout ByteBuffer
    ) {
        guard !value.isEmpty else { return }
        var stream = PseudonymStream(value, key: key, bits: bits)
        shape.write(from: &stream, into: &output)
    }

    /// As ``write(_:key:shape:bits:into:)`` with the key of the scope derived on the spot.
    package func write(
        _ value: Span<UInt8>, site: String, destination: String, kind: String,
        shape: PseudonymShape, bits: Int?, into output: inout ByteBuffer
    ) {
        let key = key(site: site, destination: destination, kind: kind)
        Self.write(value, key: key, shape: shape, bits: bits, into: &output)
    }
}

/// The words that a shape is filled from: a function of the folded value and the key alone.
struct PseudonymStream {
    private let key: SecretKey
    private let folded: (UInt64, UInt64)
    private var position: UInt64 = 0

    init(_ value: Span<UInt8>, key: SecretKey, bits: Int?) {
        self.key = key
        let width = min(max(bits ?? 128, 0), 128)
        folded = (
            Self.word(value, key, tag: 1) & Self.mask(width),
            Self.word(value, key, tag: 2) & Self.mask(width - 64)
        )
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        var hash = key.makeHash()
        hash.absorb(UInt8(3))
        hash.absorb(folded.0)
        hash.absorb(folded.1)
        hash.absorb(position)
        position += 1
        return hash.finish()
    }

    private static func word(_ value: Span<UInt8>, _ key: SecretKey, tag: UInt8) -> UInt64 {
        var hash = key.makeHash()
        hash.absorb(tag)
        hash.absorb(value)
        return hash.finish()
    }

    private static func mask(_ width: Int) -> UInt64 {
        if width <= 0 { return 0 }
        return width >= 64 ? .max : 1 &<< UInt64(width) &- 1
    }
}
