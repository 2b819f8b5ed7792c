import Bytes
import Testing

@testable import Privacy

@Suite("Keys of a destination")
struct PseudonymKeysTests {
    private static let random = FieldRule.position(of: .random)

    private static func keys(site: String = "s", bits: Int? = nil) -> PseudonymKeys {
        PseudonymKeys(
            Pseudonymizer(masterKey: (1, 2)), site: site, destination: "d",
            profile: Profile(
                name: "p", events: [.clientID: .pseudonymise],
                pseudonyms: PseudonymPolicy(collidingBits: bits, isShortLived: true)))
    }

    private func regenerated(
        _ value: String, _ keys: PseudonymKeys, at position: Int = Self.random,
        _ shape: PseudonymShape = .hex(16)
    ) -> String? {
        var isWritten = false
        let text = treated(value) {
            isWritten = keys.regenerate($0, kindPosition: position, shape: shape, into: &$1)
        }
        #expect(isWritten != text.isEmpty)
        return isWritten ? text : nil
    }

    @Test("A nonce becomes another one: the same for the same, a new one for a new one")
    func regenerates() throws {
        let keys = Self.keys()
        let first = try #require(regenerated("1234567890", keys))
        #expect(first != "1234567890")
        #expect(regenerated("1234567890", keys) == first)
        #expect(regenerated("1234567891", keys) != first)
        #expect(regenerated("1234567890", Self.keys(site: "t")) != first)
        #expect(regenerated("1234567890", keys, .uuid)?.utf8.count == 36)
    }

    @Test("Nonces are unique where pseudonyms collide")
    func isNotFolded() {
        let keys = Self.keys(bits: 4)
        var seen: Set<String> = []
        for number in 0..<2000 { seen.insert(regenerated("n\(number)", keys) ?? "") }
        #expect(seen.count == 2000)
    }

    @Test("Without a value or a key there is no nonce")
    func refuses() {
        let keys = Self.keys()
        #expect(regenerated("", keys) == nil)
        #expect(regenerated("1", keys, at: FieldRule.position(of: .email)) == nil)
        #expect(regenerated("1", keys, at: -1) == nil)
        #expect(regenerated("1", keys, at: 10_000) == nil)
    }

    private func regenerated(
        _ value: String, _ keys: PseudonymKeys, _ shape: PseudonymShape
    ) -> String? { regenerated(value, keys, at: Self.random, shape) }

    @Test("A folded pseudonym comes from the identity alone")
    func folds() throws {
        let keys = Self.keys(bits: 8)
        let rule = FieldRule(kind: .clientID, treatment: .pseudonymise, shape: .base62(22))
        func pseudonym(_ value: String, _ identity: UInt64?) -> String {
            treated(value) { _ = keys.write($0, rule, identity: identity, into: &$1) }
        }
        #expect(pseudonym("a", 5) == pseudonym("b", 5))
        #expect(pseudonym("a", 5) != pseudonym("a", 6))
        #expect(pseudonym("a", nil).isEmpty)
    }
}
