import Bytes
import Testing

@testable import Privacy

@Suite("Pseudonyms")
struct PseudonymTests {
    /// The vectors that the authors of SipHash publish: key 00 … 0f, inputs of 0 to 63 bytes.
    private static let vectors: [UInt64] = [
        0x726f_db47_dd0e_0e31, 0x74f8_39c5_93dc_67fd, 0x0d6c_8009_d9a9_4f5a, 0x8567_6696_d7fb_7e2d,
        0xcf27_94e0_2771_87b7, 0x1876_5564_cd99_a68d, 0xcbc9_466e_58fe_e3ce, 0xab02_00f5_8b01_d137,
        0x93f5_f579_9a93_2462, 0x9e00_82df_0ba9_e4b0, 0x7a5d_bbc5_94dd_b9f3, 0xf4b3_2f46_226b_ada7,
        0x751e_8fbc_860e_e5fb, 0x14ea_5627_c084_3d90, 0xf723_ca90_8e7a_f2ee, 0xa129_ca61_49be_45e5,
        0x3f2a_cc7f_57c2_9bdb, 0x699a_e9f5_2cbe_4794, 0x4bc1_b3f0_968d_d39c, 0xbb6d_c91d_a779_61bd,
        0xbed6_5cf2_1aa2_ee98, 0xd0f2_cbb0_2e3b_67c7, 0x9353_6795_e3a3_3e88, 0xa80c_038c_cd5c_cec8,
        0xb8ad_50c6_f649_af94, 0xbce1_92de_8a85_b8ea, 0x17d8_35b8_5bbb_15f3, 0x2f2e_6163_076b_cfad,
        0xde4d_aaac_a71d_c9a5, 0xa6a2_5066_8795_6571, 0xad87_a353_5c49_ef28, 0x32d8_92fa_d841_c342,
        0x7127_512f_72f2_7cce, 0xa7f3_2346_f959_78e3, 0x12e0_b01a_bb05_1238, 0x15e0_34d4_0fa1_97ae,
        0x314d_ffbe_0815_a3b4, 0x0279_90f0_2962_3981, 0xcadc_d4e5_9ef4_0c4d, 0x9abf_d876_6a33_735c,
        0x0e3e_a96b_5304_a7d0, 0xad0c_42d6_fc58_5992, 0x1873_06c8_9bc2_15a9, 0xd4a6_0abc_f379_2b95,
        0xf935_451d_e4f2_1df2, 0xa953_8f04_1975_5787, 0xdb9a_cddf_f56c_a510, 0xd06c_98cd_5c09_75eb,
        0xe612_a3cb_9ecb_a951, 0xc766_e62c_fcad_af96, 0xee64_435a_9752_fe72, 0xa192_d576_b245_165a,
        0x0a87_87bf_8ecb_74b2, 0x81b3_e73d_20b4_9b6f, 0x7fa8_220b_a3b2_ecea, 0x2457_31c1_3ca4_2499,
        0xb78d_bfaf_3a8d_83bd, 0xea1a_d565_322a_1a0b, 0x60e6_1c23_a379_5013, 0x6606_d7e4_4628_2b93,
        0x6ca4_ecb1_5c5f_91e1, 0x9f62_6da1_5c96_25f3, 0xe51b_3860_8ef2_5f57, 0x958a_324c_eb06_4572,
    ]

    @Test("SipHash-2-4 gives the published values", arguments: 0..<64)
    func sipHash(length: Int) {
        var hash = SipHash(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
        hash.absorb([UInt8](0..<UInt8(length)).span)
        #expect(hash.finish() == Self.vectors[length])
    }

    private static let pseudonymizer = Pseudonymizer(masterKey: (0x0123_4567, 0x89AB_CDEF))
    private static let key = pseudonymizer.key(site: "shop", destination: "ga", kind: "client-id")

    private func pseudonym(
        _ value: String, _ shape: PseudonymShape, key: SecretKey = Self.key, bits: Int? = nil
    ) -> String {
        treated(value) { Pseudonymizer.write($0, key: key, shape: shape, bits: bits, into: &$1) }
    }

    @Test("A pseudonym has the shape that the destination expects")
    func shapes() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let value = String(generator.next())
            let parts = pseudonym(value, .gaClientID).split(separator: ".")
            let random = try #require(parts.first.flatMap { Int($0) })
            let time = try #require(parts.last.flatMap { Int($0) })
            #expect(parts.count == 2)
            #expect((1_000_000_000...2_147_483_647).contains(random))
            #expect((1_600_000_000..<1_700_000_000).contains(time))
            let seconds = try #require(Int(pseudonym(value, .epochSeconds)))
            #expect((1_600_000_000..<1_700_000_000).contains(seconds))
            for length in [1, 10, 17, 40] {
                let digits = pseudonym(value, .digits(length))
                #expect(digits.utf8.count == length && digits.first != "0")
                #expect(digits.utf8.allSatisfy { $0 &- 0x30 < 10 })
                let hex = pseudonym(value, .hex(length))
                #expect(hex.utf8.count == length)
                #expect(hex.utf8.allSatisfy { ASCII.isHexDigit($0) && $0 != UInt8(ascii: "A") })
            }
            let uuid = Array(pseudonym(value, .uuid).utf8)
            #expect(uuid.count == 36)
            #expect(uuid[14] == UInt8(ascii: "4"))
            #expect("89ab".utf8.contains(uuid[19]))
            for dash in [8, 13, 18, 23] { #expect(uuid[dash] == UInt8(ascii: "-")) }
        }
    }

    @Test("The names of field maps are read, other words are not")
    func names() {
        #expect(PseudonymShape(named: "ga-client-id") == .gaClientID)
        #expect(PseudonymShape(named: "epoch-seconds") == .epochSeconds)
        #expect(PseudonymShape(named: "digits-10") == .digits(10))
        #expect(PseudonymShape(named: "hex-32") == .hex(32))
        #expect(PseudonymShape(named: "uuid") == .uuid)
        for word in ["", "hex", "hex-", "hex-0", "hex-129", "digits--1", "uuid-4", "GA"] {
            #expect(PseudonymShape(named: word) == nil)
        }
    }

    @Test("Same value and scope give the same pseudonym, any other scope another one")
    func scopes() {
        let master = Self.pseudonymizer
        let keys = [
            master.key(site: "shop", destination: "ga", kind: "client-id"),
            master.key(site: "shop2", destination: "ga", kind: "client-id"),
            master.key(site: "shop", destination: "meta", kind: "client-id"),
            master.key(site: "shop", destination: "ga", kind: "user-id"),
            // The same letters, cut elsewhere.
            master.key(site: "shopg", destination: "a", kind: "client-id"),
            Pseudonymizer(masterKey: (1, 2)).key(
                site: "shop", destination: "ga", kind: "client-id"),
        ]
        var seen: Set<String> = []
        for key in keys { seen.insert(pseudonym("1234567890.1700000000", .hex(32), key: key)) }
        #expect(seen.count == keys.count)
        #expect(pseudonym("a", .uuid) == pseudonym("a", .uuid))
        #expect(pseudonym("a", .uuid) != pseudonym("b", .uuid))
        let derived = treated("a") {
            master.write(
                $0, site: "shop", destination: "ga", kind: "client-id", shape: .uuid, bits: nil,
                into: &$1)
        }
        #expect(derived == pseudonym("a", .uuid))
    }

    @Test("A pseudonym shows nothing of the value, and an empty value stays empty")
    func opacity() {
        for value in ["1234567890.1700000000", "jan@example.com", "0"] {
            #expect(!pseudonym(value, .gaClientID).contains(value) || value == "0")
        }
        #expect(pseudonym("", .uuid).isEmpty)
        #expect(String(describing: Self.key) == "SecretKey(redacted)")
    }

    @Test(
        "Folding to b bits leaves at most 2^b pseudonyms, and nearly all of them", arguments: 0...10
    )
    func folding(bits: Int) {
        var seen: Set<String> = []
        for value in 0..<8192 { seen.insert(pseudonym(String(value), .gaClientID, bits: bits)) }
        #expect(seen.count <= 1 << bits)
        #expect(seen.count >= (1 << bits) * 99 / 100)
    }

    @Test("The measured collision rate is that of a random function")
    func collisions() {
        // 4,000 values in 2^16 places: 4000 * 3999 / 2 / 65536 = 122 pairs expected, deviation 11.
        for seed in 0..<10 {
            let key = Pseudonymizer(masterKey: (UInt64(seed), 7))
                .key(site: "s", destination: "d", kind: "k")
            var counts: [String: Int] = [:]
            for value in 0..<4000 {
                counts[pseudonym(String(value), .hex(16), key: key, bits: 16), default: 0] += 1
            }
            let pairs = counts.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
            #expect((85...160).contains(pairs))
        }
    }

    @Test("Without folding there are no collisions")
    func fullWidth() {
        var seen: Set<String> = []
        for value in 0..<20_000 { seen.insert(pseudonym(String(value), .uuid)) }
        #expect(seen.count == 20_000)
    }
}
