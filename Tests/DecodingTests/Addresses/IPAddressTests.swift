import Glibc
import Testing

@testable import Decoding

@Suite("IP addresses")
struct IPAddressTests {
    private func parsed(_ bytes: [UInt8]) -> IPAddress? { IPAddress(bytes.span) }

    private func canonical(_ text: String) -> String? {
        let bytes = text.bytes
        guard let address = parsed(bytes) else { return nil }
        let output = written { address.write(into: &$0) }
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "Every text form is read and written canonically",
        arguments: [
            ("192.0.2.123", "192.0.2.123"), ("0.0.0.0", "0.0.0.0"),
            ("255.255.255.255", "255.255.255.255"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"), ("2001:DB8::1", "2001:db8::1"), ("::", "::"),
            ("::1", "::1"), ("1::", "1::"), ("0:0:0:0:0:0:0:0", "::"),
            ("::ffff:192.0.2.128", "::ffff:192.0.2.128"), ("::ffff:c000:280", "::ffff:192.0.2.128"),
            ("::192.0.2.128", "::c000:280"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("a:0:0:0:0:0:0:b", "a::b"),
            ("0:0:1:0:0:0:0:0", "0:0:1::"), ("::1:2", "::1:2"),
            ("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"),
        ])
    func accepts(text: String, expected: String) {
        #expect(canonical(text) == expected)
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "", ".", ":", ":::", "192.0.2", "192.0.2.256", "192.000.002.001", "192.0.2.01",
            "00.0.0.0",
            "192.0.2.1.", ".192.0.2.1", "192.0.2.1.5", "192..2.1", "192.0.2.1 ", " 192.0.2.1",
            "3221225985", "0xC0000201", "0300.0.02.01", "192.0.2.1:80", "1922.0.2.1", "a.b.c.d",
            "-1.0.0.0", "1200::AB00:1234::2552:7777:1313", "1:2:3:4:5:6:7", "12345::",
            "2001:db8::g",
            "::ffff:192.0.2.999", "12:34:56", ":1", "1:", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8", "1::2::3", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:1.2.3.4",
            "1.2.3.4::",
            "::1.2.3", "::1.2.3.4:5", "::1.2.3.04", "fe80::1%eth0", "[::1]", "::1 ",
            "1:2:3:4:5:6:7:",
            "00:1b:63:84:45:e6", "::00001", "٢.0.0.1", "1:2:3:4:5:1.2.3.4", "-",
        ])
    func refuses(text: String) {
        #expect(canonical(text) == nil)
    }

    @Test("Reading agrees with the C library on mutated addresses")
    func agreesWithPton() {
        var random = SeededGenerator(seed: 20)
        let seeds = [
            "2001:db8::1", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "192.0.2.10", "::", "fe80::a:b",
        ]
        let letters = "0123456789abcdefF:.::".bytes
        var accepted = 0
        for _ in 0..<60_000 {
            var bytes = (seeds.randomElement(using: &random) ?? "").bytes
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let letter = letters.randomElement(using: &random) ?? 0x30
                let index = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes.insert(letter, at: index)
                case 1 where index < bytes.count: bytes[index] = letter
                case 2 where index < bytes.count: bytes.remove(at: index)
                default: break
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let ours = IPAddress(bytes.span)
            let theirs = Self.parsedByLibrary(text)
            #expect(ours == theirs, "\(text)")
            if ours != nil { accepted += 1 }
        }
        #expect(accepted > 5000)
    }

    private static func parsedByLibrary(_ text: String) -> IPAddress? {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 { return .v4(UInt32(bigEndian: v4.s_addr)) }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let words = unsafe unsafeBitCast(v6, to: SIMD2<UInt64>.self)
        return .v6(high: UInt64(bigEndian: words[0]), low: UInt64(bigEndian: words[1]))
    }

    @Test("Every address comes back from its text")
    func roundTrip() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<20_000 {
            // Zero groups are frequent, so that every kind of gap is met.
            var high: UInt64 = 0
            var low: UInt64 = 0
            for _ in 0..<4 {
                high = high << 16 | (Bool.random(using: &random) ? 0 : random.next() & 0xFFFF)
                low = low << 16 | (Bool.random(using: &random) ? 0 : random.next() & 0xFFFF)
            }
            for address in [
                IPAddress.v6(high: high, low: low), .v4(UInt32(truncatingIfNeeded: low)),
            ] {
                let text = written { address.write(into: &$0) }
                let again = IPAddress(text.span)
                #expect(again == address)
                #expect(!text.contains { (0x41...0x5A).contains($0) })
            }
        }
    }

    @Test(
        "An IPv4 address inside an IPv6 address is found",
        arguments: [
            ("::ffff:192.0.2.128", .mapped, "192.0.2.128"),
            ("::ffff:0:192.0.2.128", .translated, "192.0.2.128"),
            ("::192.0.2.128", .compatible, "192.0.2.128"), ("::2", .compatible, "0.0.0.2"),
            ("2002:c000:204::1", .sixToFour, "192.0.2.4"),
            ("64:ff9b::192.0.2.33", .nat64, "192.0.2.33"),
            ("64:ff9b:1::192.0.2.33", .localNAT64, "192.0.2.33"),
            ("64:ff9b:1:c000:2:2100::", .localNAT64, "192.0.2.33"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", .teredo, "192.0.2.45"),
            ("fe80::5efe:192.0.2.5", .isatap, "192.0.2.5"),
            ("2001:db8::200:5efe:192.0.2.5", .isatap, "192.0.2.5"),
        ] as [(String, EmbeddedIPv4.Kind, String)])
    func embedded(text: String, kind: EmbeddedIPv4.Kind, expected: String) throws {
        let bytes = text.bytes
        let address = try #require(parsed(bytes))
        let found = try #require(address.embeddedIPv4)
        let inner = written { IPAddress.v4(found.address).write(into: &$0) }
        #expect(found.kind == kind)
        #expect(inner == expected.bytes)
    }

    @Test(
        "Other addresses carry none",
        arguments: [
            "::", "::1", "2001:db8::1", "192.0.2.1", "2001:1::1", "64:ff9b:2::1", "fe80::1",
            "64:ff9b::1:0:0", "2003::1", "::fffe:1.2.3.4",
        ])
    func notEmbedded(text: String) throws {
        let bytes = text.bytes
        let address = try #require(parsed(bytes))
        #expect(address.embeddedIPv4 == nil)
    }
}
