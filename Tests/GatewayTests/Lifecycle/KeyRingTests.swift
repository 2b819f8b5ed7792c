import Bytes
import Testing

@testable import Gateway
@testable import Privacy

/// The attack that regulators describe: whoever has the key tries all addresses and browsers.
@Suite("Rotation of keys")
struct KeyRingTests {
    private static let anonymous = Profile(
        name: "anonymous", events: [.clientID: .pseudonymise],
        pseudonyms: PseudonymPolicy(collidingBits: nil, isShortLived: true))
    private static let consented = Profile(
        name: "consented", events: [.clientID: .pseudonymise],
        pseudonyms: PseudonymPolicy(collidingBits: nil, isShortLived: false))
    private static let rule = FieldRule(
        kind: .clientID, treatment: .pseudonymise, shape: .hex(32))

    private static let planted = "198.51.7.201 browser 11"

    /// A part of the /16 and of the browsers; a release build has tried all of 65,536 × 1,000.
    private static let addresses = 0..<512
    private static let browsers = 0..<16

    private static func keys(_ ring: KeyRing, _ profile: Profile) throws -> PseudonymKeys {
        try #require(ring.keys(site: "shop", destination: "ga", profile: profile))
    }

    private static func pseudonym(_ value: String, _ keys: PseudonymKeys) -> String {
        var output = ByteBuffer()
        _ = keys.write(Array(value.utf8).span, rule, identity: nil, into: &output)
        return output.span.string
    }

    /// Tries every two words of a memory image as the key; the visitor that was found, or `nil`.
    private static func attack(_ pseudonym: String, image: [UInt64]) -> String? {
        let wanted = Array(pseudonym.utf8)
        var output = ByteBuffer()
        for slot in stride(from: 0, to: image.count - 1, by: 2)
        where image[slot] | image[slot + 1] != 0 {
            let key = SecretKey(image[slot], image[slot + 1])
            for address in addresses {
                for browser in browsers {
                    let guess = "198.51.\(address >> 8 + 6).\(address & 255) browser \(browser)"
                    output.removeAll()
                    Pseudonymizer.write(
                        Array(guess.utf8).span, key: key, shape: .hex(32), bits: nil,
                        into: &output)
                    if output.span.equals(wanted.span) { return guess }
                }
            }
        }
        return nil
    }

    @Test("Brute force finds a visitor while the key lives, and nothing after rotation")
    func bruteForce() throws {
        let arena = KeyArena()
        var ring = KeyRing(lasting: SecretKey(1, 2, in: arena), in: arena)
        var keys: PseudonymKeys? = try Self.keys(ring, Self.anonymous)
        let seen = try Self.pseudonym(Self.planted, #require(keys))
        let before = arena.image
        #expect(Self.attack(seen, image: before) == Self.planted)

        ring = ring.rotated()
        keys = try Self.keys(ring, Self.anonymous)
        let after = arena.image
        #expect(Self.attack(seen, image: after) == nil)
        // The whole arena, not the slots alone: only the lasting key is still there.
        let old = Set(before.filter { $0 != 0 }).subtracting([1, 2])
        #expect(old.count == 8)
        #expect(old.isDisjoint(with: after))
        #expect(try Self.pseudonym(Self.planted, #require(keys)) != seen)
    }

    @Test("A lasting key survives rotation until another takes its place")
    func lasting() throws {
        let arena = KeyArena()
        let ring = KeyRing(lasting: SecretKey(3, 4, in: arena), in: arena)
        let first = try Self.pseudonym("v", Self.keys(ring, Self.consented))
        let same = try Self.pseudonym("v", Self.keys(ring.rotated(), Self.consented))
        let replaced = ring.rotated(lasting: SecretKey(5, 6, in: arena))
        let other = try Self.pseudonym("v", Self.keys(replaced, Self.consented))
        #expect(same == first)
        #expect(other != first)
        #expect(try Self.pseudonym("v", Self.keys(ring, Self.anonymous)) != first)
    }

    @Test("Two rings draw two keys, and none is drawn without need")
    func draws() throws {
        let lasting = SecretKey(7, 8)
        let rings = [KeyRing(lasting: lasting), KeyRing(lasting: lasting)]
        let found = try rings.map { try Self.pseudonym("v", Self.keys($0, Self.anonymous)) }
        #expect(found[0] != found[1])
        let none = Profile(name: "counted", events: [:])
        #expect(rings[0].keys(site: "s", destination: "d", profile: none) == nil)
    }
}
