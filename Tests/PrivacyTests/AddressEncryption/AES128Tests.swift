import Bytes
import Testing

@testable import Privacy

@Suite("AES-128")
struct AES128Tests {
    private static func block(_ text: String) throws -> AddressBlock {
        try #require(text.utf8.count == 32)
        return AddressBlock(
            high: try #require(UInt64(text.prefix(16), radix: 16)),
            low: try #require(UInt64(text.suffix(16), radix: 16)))
    }

    @Test(
        "The published blocks come out, and go back",
        arguments: [
            // FIPS-197, appendix B and appendix C.1.
            (
                "2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
                "3925841d02dc09fbdc118597196a0b32"
            ),
            (
                "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
                "69c4e0d86a7b0430d8cdb78070b4c55a"
            ),
            // NIST SP 800-38A, F.1.1 (ECB).
            (
                "2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
                "3ad77bb40d7a3660a89ecaf32466ef97"
            ),
            (
                "2b7e151628aed2a6abf7158809cf4f3c", "ae2d8a571e03ac9c9eb76fac45af8e51",
                "f5d3d58503b9699de785895a96fdbaaf"
            ),
            (
                "2b7e151628aed2a6abf7158809cf4f3c", "30c81c46a35ce411e5fbc1191a0a52ef",
                "43b1cd7f598ece23881b00e3ed030688"
            ),
            (
                "2b7e151628aed2a6abf7158809cf4f3c", "f69f2445df4f9b17ad2b417be66c3710",
                "7b0c785e27e8ad3f8223207104725dd4"
            ),
        ])
    func knownAnswers(key: String, plain: String, cipher: String) throws {
        let aes = AES128(key: try Self.block(key))
        let (plain, cipher) = (try Self.block(plain), try Self.block(cipher))
        #expect(aes.encrypt(plain) == cipher)
        #expect(aes.decrypt(cipher) == plain)
    }

    @Test("What is encrypted is decrypted, with and without a tweak")
    func roundTrips() {
        var generator = SeededGenerator(seed: 1)
        func draw() -> AddressBlock {
            AddressBlock(high: generator.next(), low: generator.next())
        }
        for _ in 0..<200 {
            let aes = AES128(key: draw())
            let (plain, tweak) = (draw(), draw())
            #expect(aes.decrypt(aes.encrypt(plain)) == plain)
            let tweaked = aes.encrypt(plain, tweak: tweak)
            #expect(aes.decrypt(tweaked, tweak: tweak) == plain)
            #expect(tweaked != aes.encrypt(plain))
        }
    }

    @Test("The substitution is a permutation without a fixed point, with the table's known corners")
    func substitution() {
        let tables = AESTables.shared
        var seen: Set<UInt32> = []
        for byte in UInt32(0)..<256 {
            let result = tables.substituted(byte)
            seen.insert(result)
            #expect(result != byte)
            #expect(tables.inverted(UInt8(result)) == UInt8(byte))
        }
        #expect(seen.count == 256)
        // FIPS-197, figure 7.
        #expect(tables.substituted(0x00) == 0x63)
        #expect(tables.substituted(0x53) == 0xED)
        #expect(tables.substituted(0xFF) == 0x16)
    }
}
