import Bytes
import Decoding
import Privacy
import Testing

@Suite("Address truncation")
struct AddressTruncationTests {
    @Test(
        "A token keeps port, brackets and quotes and loses its zone",
        arguments: [
            ("203.0.113.255", "203.0.113.0"), ("192.0.2.1:51234", "192.0.2.0:51234"),
            ("\"192.0.2.1:4711\"", "\"192.0.2.0:4711\""),
            ("[2001:db8:1:2::1]", "[2001:db8:1::]"),
            ("[2001:db8:1:2::1]:443", "[2001:db8:1::]:443"),
            ("\"[2001:db8:1:2::1]:4711\"", "\"[2001:db8:1::]:4711\""),
            ("2001:DB8:1:2::1", "2001:db8:1::"), ("2001:DB8:1::", "2001:DB8:1::"),
            ("fe80::1%eth0", "fe80::"), ("fe80::1%25eth0", "fe80::"),
            ("[fe80::1%eth0]:80", "[fe80::]:80"),
            ("2001:db8::1:51236", "2001:db8:::51236"), ("2001:db8:::51236", "2001:db8:::51236"),
            ("::ffff:192.0.2.128", "::ffff:192.0.2.0"), ("::ffff:c000:280", "::ffff:192.0.2.0"),
            ("::1", "::"), ("127.0.0.1", "127.0.0.0"), ("10.1.2.3", "10.1.2.0"), ("::", "::"),
        ])
    func tokens(text: String, expected: String) {
        #expect(truncatedToken(text) == expected)
        #expect(truncatedToken(expected) == expected)
    }

    @Test(
        "What is no address is refused and nothing is written",
        arguments: [
            "", "-", "unknown", "localhost", "client.example", "777.2", "1.2.3", "192.0.2.256",
            "::g",
            "192.000.002.001", "1.2.3.4.5", "203.0.113.9:", "203.0.113.9:99999", "203.0.113.9 x",
            "[203.0.113.9]", "[2001:db8::1", "2001:db8::1]", "12:34:56", "1200::AB00::1", "12345::",
            "203.0.113.9/24", "\"203.0.113.9", "203%2E0%2E113%2E9x", "198.51.100.x", "3221225985",
        ])
    func refusals(text: String) {
        #expect(truncatedToken(text) == nil)
    }

    @Test(
        "IPv4 inside IPv6 is hidden whatever the IPv6 prefix",
        arguments: [
            ("::ffff:192.0.2.128", "::ffff:192.0.2.0"),
            ("::ffff:0:192.0.2.128", "::ffff:0:c000:200"),
            ("::192.0.2.128", "::c000:200"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:200"),
            ("64:ff9b:1::192.0.2.33", "64:ff9b:1::"), ("2002:c000:204::1", "2002:c000:200::"),
            ("2002:c000:204::c000:204", "2002:c000:200::"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:4136:e378:8000:63bf:3fff:fdff"),
            ("2001:db8::5efe:192.0.2.33", "2001:db8::5efe:c000:200"),
            ("2001:db8::200:5efe:c000:221", "2001:db8::200:5efe:c000:200"),
            ("2001:db8:99::192.0.2.33", "2001:db8:99::c000:200"),
        ])
    func embedded(text: String, expected: String) {
        #expect(truncatedToken(text, ipv6: 128) == expected)
        #expect(masked("at \(text), ", ipv6: 128) == "at \(expected), ")
    }

    @Test("The table of prefixes holds")
    func prefixTable() {
        let full = "2001:db8:85a3:8d3:1319:8a2e:370:7348"
        #expect(truncatedToken(full, ipv6: 64) == "2001:db8:85a3:8d3::")
        #expect(truncatedToken(full, ipv6: 48) == "2001:db8:85a3::")
        #expect(truncatedToken(full, ipv6: 32) == "2001:db8::")
        #expect(truncatedToken(full, ipv6: 128) == full)
        #expect(truncatedToken(full, ipv6: 0) == "::")
        #expect(truncatedToken("192.0.2.123", ipv4: 16) == "192.0.0.0")
        #expect(truncatedToken("192.0.2.123", ipv4: 0) == "0.0.0.0")
        #expect(truncatedToken("192.0.2.123", ipv4: 32) == "192.0.2.123")
    }

    @Test("At every IPv4 width two addresses with one prefix become one", arguments: 0...32)
    func everyIPv4Width(width: Int) {
        var generator = SeededGenerator(seed: UInt64(width))
        let prefixes = AddressPrefixes(ipv4: width)
        let mask: UInt32 = width == 0 ? 0 : .max << UInt32(32 - width)
        for _ in 0..<300 {
            let address = UInt32.random(in: 0 ... .max, using: &generator)
            let other = address & mask | UInt32.random(in: 0 ... .max, using: &generator) & ~mask
            let cut = AddressTruncation.truncate(.v4(address), prefixes: prefixes)
            #expect(cut == .v4(address & mask))
            #expect(cut == AddressTruncation.truncate(.v4(other), prefixes: prefixes))
        }
    }

    @Test("At every IPv6 width two addresses with one prefix become one", arguments: 0...128)
    func everyIPv6Width(width: Int) {
        var generator = SeededGenerator(seed: UInt64(width))
        let prefixes = AddressPrefixes(ipv6: width)
        let high: UInt64 = width == 0 ? 0 : width >= 64 ? .max : .max << UInt64(64 - width)
        let low: UInt64 = width <= 64 ? 0 : .max << UInt64(128 - width)
        for _ in 0..<100 {
            // 2a00::/8 holds none of the embedded forms but ISATAP, which is not drawn.
            let first = UInt64.random(in: 0 ... .max, using: &generator) >> 8 | 0x2A << 56
            let second = UInt64.random(in: 0 ... .max, using: &generator) | 1 << 63
            let otherLow = second & low | (UInt64.random(in: 0 ... .max, using: &generator) & ~low)
            let cut = AddressTruncation.truncate(.v6(high: first, low: second), prefixes: prefixes)
            #expect(cut == .v6(high: first & high, low: second & low))
            if width >= 64 {
                #expect(
                    cut
                        == AddressTruncation.truncate(
                            .v6(high: first, low: otherLow), prefixes: prefixes))
            }
        }
    }

    @Test("Every embedded form at every pair of widths shows no more than the IPv4 prefix")
    func everyEmbeddedWidth() {
        let client: UInt32 = 0xCB00_714D
        for ipv4 in 0...32 {
            let mask: UInt32 = ipv4 == 0 ? 0 : .max << UInt32(32 - ipv4)
            // Two clients that differ only behind the prefix must not be told apart.
            let other = client & mask | ~client & ~mask
            for ipv6 in 0...128 {
                let prefixes = AddressPrefixes(ipv4: ipv4, ipv6: ipv6)
                for (one, two) in zip(Self.forms(client), Self.forms(other)) {
                    let first = AddressTruncation.truncate(one, prefixes: prefixes)
                    if first != AddressTruncation.truncate(two, prefixes: prefixes)
                        || AddressTruncation.truncate(first, prefixes: prefixes) != first
                    {
                        Issue.record("\(one) at /\(ipv4) and /\(ipv6)")
                    }
                }
            }
        }
    }

    private static func forms(_ client: UInt32) -> [IPAddress] {
        let tail = UInt64(client)
        return [
            .v6(high: 0, low: 0xFFFF_0000_0000 | tail),
            .v6(high: 0, low: 0xFFFF_0000_0000_0000 | tail),
            .v6(high: 0, low: tail), .v6(high: 0x0064_FF9B_0000_0000, low: tail),
            .v6(high: 0x0064_FF9B_0001_0000, low: tail),
            .v6(high: 0x2002 << 48 | tail << 16, low: tail),
            .v6(high: 0x2001_0000_4136_E378, low: 0x8000_63BF << 32 | UInt64(~client)),
            .v6(high: 0x2001_0DB8 << 32, low: 0x5EFE << 32 | tail),
            .v6(high: 0x2001_0DB8 << 32, low: 0x0200_5EFE << 32 | tail),
        ]
    }

    @Test(
        "Lists are cut element by element",
        arguments: [
            ("203.0.113.9, 198.51.100.7", "203.0.113.0, 198.51.100.0"),
            ("203.0.113.9,unknown, -,2001:db8:1:2::1", "203.0.113.0,unknown, -,2001:db8:1::"),
            ("203.0.113.9:80 , [2001:db8:1:2::1]:443", "203.0.113.0:80 , [2001:db8:1::]:443"),
            ("jan, <script>, 777.2, 10.0.0.7", "-, -, -, 10.0.0.0"),
            ("for=192.0.2.43", "for=192.0.2.0"),
            (
                "For=\"[2001:db8:cafe:1::17]:4711\";proto=https;by=203.0.113.43",
                "For=\"[2001:db8:cafe::]:4711\";proto=https;by=203.0.113.0"
            ),
            (
                "for=unknown, for=_hidden;host=203.0.113.9;secret=jan",
                "for=unknown, for=-;host=203.0.113.0;-"
            ),
            ("for=\\\"[2001:db8:1:2::1]:4711\\\"", "for=\\\"[2001:db8:1::]:4711\\\""),
            ("for=203.0.113.9;host=jan@shop.nl;proto=Jan Jansen", "for=203.0.113.0;host=-;proto=-"),
            ("host=shop.nl:8443;proto=HTTPS", "host=shop.nl:8443;proto=HTTPS"),
            ("host=\"shop.nl\";proto=\"http\"", "host=\"shop.nl\";proto=\"http\""),
            ("host=Jan Jansen;proto=httpsjan", "host=-;proto=-"),
            ("host=\\x22jan/x\\x22;proto=", "host=\\x22-\\x22;proto=-"),
            (
                "host=h203-0-113-9.dsl.x.nl;host=[2001:db8:1:2::1]:80",
                "host=h0-0-113-0.dsl.x.nl;host=[2001:db8:1::]:80"
            ),
            ("", ""), ("-", "-"), (",", ","), ("unknown", "unknown"),
        ])
    func lists(text: String, expected: String) {
        func cut(_ text: String) -> String {
            treated(text) {
                _ = AddressTruncation.truncateList($0, prefixes: AddressPrefixes(), into: &$1)
            }
        }
        #expect(cut(text) == expected)
        #expect(cut(expected) == expected)
    }

    @Test("Prefixes outside the range are moved into it")
    func clamping() {
        #expect(AddressPrefixes(ipv4: -1, ipv6: 999) == AddressPrefixes(ipv4: 0, ipv6: 128))
        #expect(AddressPrefixes() == AddressPrefixes(ipv4: 24, ipv6: 48))
    }
}
