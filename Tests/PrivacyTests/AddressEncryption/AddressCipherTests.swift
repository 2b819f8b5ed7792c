import Bytes
import Decoding
import Testing

@testable import Privacy

@Suite("Address encryption")
struct AddressCipherTests {
    private static func cipher(
        _ method: AddressCipher.Method, _ key: String
    ) throws -> AddressCipher {
        try AddressCipher(method: method, hexadecimal: Array(key.utf8).span)
    }

    private static func address(_ text: String) throws -> IPAddress {
        let bytes = Array(text.utf8)
        let address = IPAddress(bytes.span)
        return try #require(address)
    }

    private static func encrypted(
        _ address: IPAddress, _ cipher: AddressCipher, _ tweak: AddressCipher.Tweak = .none
    ) -> String {
        var output = ByteBuffer()
        cipher.encrypt(address, tweak: tweak, into: &output)
        return output.span.string
    }

    private static func decrypted(_ text: String, _ cipher: AddressCipher) -> IPAddress? {
        cipher.decrypt(Array(text.utf8).span)
    }

    private static let keys: [AddressCipher.Method: String] = [
        .deterministic: "0123456789abcdeffedcba9876543210",
        .randomised: "0123456789abcdeffedcba9876543210",
        .prefixes: "0123456789abcdeffedcba98765432101032547698badcfeefcdab8967452301",
        .randomisedWide: "0123456789abcdeffedcba98765432101032547698badcfeefcdab8967452301",
        .cryptoPAn: AddressVectors.cryptoPAnKey,
    ]

    private static func cipher(_ method: AddressCipher.Method) throws -> AddressCipher {
        try cipher(method, #require(keys[method]))
    }

    // MARK: Known answers

    @Test("ipcrypt-deterministic and ipcrypt-pfx give the published addresses, and back")
    func withoutTweak() throws {
        for (method, text) in [
            (AddressCipher.Method.deterministic, AddressVectors.deterministic),
            (.prefixes, AddressVectors.prefixes),
        ] {
            let lines = AddressVectors.lines(text)
            #expect(lines.count >= 3)
            for line in lines {
                let cipher = try Self.cipher(method, line[0])
                let address = try Self.address(line[1])
                #expect(Self.encrypted(address, cipher) == line[2])
                #expect(Self.decrypted(line[2], cipher) == address)
            }
        }
    }

    @Test("ipcrypt-nd and ipcrypt-ndx give the published results, and back")
    func withTweak() throws {
        for (method, text) in [
            (AddressCipher.Method.randomised, AddressVectors.randomised),
            (.randomisedWide, AddressVectors.randomisedWide),
        ] {
            for line in AddressVectors.lines(text) {
                let cipher = try Self.cipher(method, line[0])
                let address = try Self.address(line[1])
                let digits = line[2]
                let high = try #require(UInt64(digits.prefix(16), radix: 16))
                let low = try #require(UInt64(digits.dropFirst(16).prefix(16), radix: 16))
                let tweak = AddressCipher.Tweak(
                    high: high, low: method == .randomised ? 0 : low)
                #expect(Self.encrypted(address, cipher, tweak) == digits)
                #expect(Self.decrypted(digits, cipher) == address)
                #expect(Self.decrypted(digits.uppercased(), cipher) == address)
            }
        }
    }

    @Test("Crypto-PAn gives the published addresses, and back")
    func cryptoPAn() throws {
        let cipher = try Self.cipher(.cryptoPAn)
        let lines = AddressVectors.lines(AddressVectors.cryptoPAn)
        #expect(lines.count == 75)
        for line in lines {
            let address = try Self.address(line[0])
            #expect(Self.encrypted(address, cipher) == line[1])
            #expect(Self.decrypted(line[1], cipher) == address)
        }
    }

    // MARK: Properties

    @Test("Every address comes back", arguments: AddressCipher.Method.allCases)
    func roundTrips(method: AddressCipher.Method) throws {
        let cipher = try Self.cipher(method)
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<100 {
            let word = generator.next()
            let addresses = [
                IPAddress.v4(UInt32(truncatingIfNeeded: word)),
                .v6(high: word, low: generator.next()),
            ]
            for address in addresses {
                var output = ByteBuffer()
                cipher.encrypt(address, using: &generator, into: &output)
                let back = cipher.decrypt(output.span)
                #expect(back == address)
                let plain = treated("") { address.write(into: &$1) }
                let text = output.span.string
                #expect(text != plain)
            }
        }
        let mapped = IPAddress.v6(high: 0, low: 0xFFFF_C000_0201)
        #expect(
            Self.encrypted(mapped, cipher) == Self.encrypted(.v4(0xC000_0201), cipher))
    }

    @Test(
        "Prefixes are kept to the bit, and no further",
        arguments: [AddressCipher.Method.prefixes, .cryptoPAn])
    func prefixes(method: AddressCipher.Method) throws {
        let cipher = try Self.cipher(method)
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<20 {
            let number = UInt32(truncatingIfNeeded: generator.next())
            let one = try Self.address(Self.encrypted(.v4(number), cipher))
            for bit in 0..<32 {
                let other = try Self.address(
                    Self.encrypted(.v4(number ^ 1 << UInt32(31 - bit)), cipher))
                guard case .v4(let first) = one, case .v4(let second) = other else {
                    Issue.record("no IPv4 address")
                    continue
                }
                #expect((first ^ second).leadingZeroBitCount == bit)
            }
            let (high, low) = (generator.next(), generator.next())
            let wide = try Self.address(Self.encrypted(.v6(high: high, low: low), cipher))
            for bit in stride(from: 0, to: 128, by: 7) {
                let changed = IPAddress.v6(
                    high: bit < 64 ? high ^ 1 << UInt64(63 - bit) : high,
                    low: bit < 64 ? low : low ^ 1 << UInt64(127 - bit))
                let other = try Self.address(Self.encrypted(changed, cipher))
                guard case .v6(let a, let b) = wide, case .v6(let c, let d) = other else {
                    Issue.record("no IPv6 address")
                    continue
                }
                let shared =
                    a == c ? 64 + (b ^ d).leadingZeroBitCount : (a ^ c).leadingZeroBitCount
                #expect(shared == bit)
            }
        }
    }

    @Test(
        "With a random tweak equal addresses look different",
        arguments: [AddressCipher.Method.randomised, .randomisedWide])
    func tweaks(method: AddressCipher.Method) throws {
        let cipher = try Self.cipher(method)
        var generator = SeededGenerator(seed: 11)
        var seen: Set<String> = []
        for _ in 0..<200 {
            var output = ByteBuffer()
            cipher.encrypt(.v4(1), using: &generator, into: &output)
            #expect(output.count == 2 * (method.tweakBytes + 16))
            seen.insert(String(output.span.string.suffix(32)))
        }
        #expect(seen.count == 200)
    }

    @Test("Another key gives another result", arguments: AddressCipher.Method.allCases)
    func keyed(method: AddressCipher.Method) throws {
        let key = try #require(Self.keys[method])
        let cipher = try Self.cipher(method)
        // Any byte of the key counts.
        for index in 0..<method.keyBytes {
            var bytes = Array(key.utf8)
            bytes[2 * index + 1] = bytes[2 * index + 1] == 0x30 ? 0x31 : 0x30
            let other = try AddressCipher(method: method, hexadecimal: bytes.span)
            let isSame = (0..<8).allSatisfy { number in
                let address = IPAddress.v6(high: 0x2001_0DB8 << 32, low: UInt64(number) << 60)
                return Self.encrypted(address, cipher) == Self.encrypted(address, other)
            }
            #expect(!isSame, "byte \(index)")
        }
    }

    // MARK: Refusals

    @Test("A key of the wrong form is refused in words, without its digits")
    func keyFaults() throws {
        func fault(_ method: AddressCipher.Method, _ key: String) -> AddressCipherFault? {
            do {
                _ = try AddressCipher(method: method, hexadecimal: Array(key.utf8).span)
                return nil
            } catch {
                return error
            }
        }
        let half = "0123456789abcdeffedcba9876543210"
        #expect(fault(.deterministic, half) == nil)
        #expect(fault(.deterministic, half.uppercased()) == nil)
        #expect(
            fault(.deterministic, half + half)?.description
                == "key of ipcrypt-deterministic: has 64 hexadecimal digits; "
                + "expected 32 hexadecimal digits")
        #expect(fault(.prefixes, half)?.reason == .length(digits: 32))
        #expect(fault(.prefixes, half + half)?.reason == .equalHalves)
        #expect(fault(.randomisedWide, half + half.uppercased())?.reason == .equalHalves)
        #expect(fault(.cryptoPAn, half + half) == nil)
        #expect(fault(.cryptoPAn, "")?.reason == .length(digits: 0))
        #expect(fault(.randomised, half.dropLast() + "g")?.reason == .notHexadecimal(offset: 31))
        #expect(
            fault(.randomised, half + "\n")?.description
                == "key of ipcrypt-nd: has another character at position 33; "
                + "expected 32 hexadecimal digits")
        #expect(fault(.randomised, String(half.dropLast()))?.reason == .length(digits: 31))
        #expect(fault(.randomised, half + "0")?.reason == .length(digits: 33))
        #expect(fault(.randomised, String(repeating: "0", count: 100_000)) != nil)
        #expect(throws: AddressCipherFault.self) {
            let bytes: [UInt8] = [1, 2, 3]
            _ = try AddressCipher(method: .deterministic, key: bytes.span)
        }
    }

    @Test(
        "What is no result of the method is not decrypted", arguments: AddressCipher.Method.allCases
    )
    func hostileTexts(method: AddressCipher.Method) throws {
        let cipher = try Self.cipher(method)
        let hex = String(repeating: "0", count: 2 * (method.tweakBytes + 16))
        let texts = [
            "", "x", "1.2.3", "1.2.3.4.5", "::g", String(hex.dropLast()), hex + "0",
            String(hex.dropLast()) + "g", " " + String(hex.dropLast()), "é",
            String(repeating: ":", count: 5000),
        ]
        for text in texts { #expect(Self.decrypted(text, cipher) == nil) }
    }

    @Test("The names are those of the treatments, and each warns")
    func names() {
        #expect(
            AddressCipher.Method.allCases.map(\.rawValue) == [
                "ipcrypt-deterministic", "ipcrypt-pfx", "ipcrypt-nd", "ipcrypt-ndx", "cryptopan",
            ])
        for method in AddressCipher.Method.allCases {
            #expect(method.caution.contains("pseudonyms"))
            #expect(!method.caution.contains("anonym"))
        }
    }
}
