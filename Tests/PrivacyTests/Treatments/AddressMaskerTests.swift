import Bytes
import Privacy
import Testing

@Suite("Address masker")
struct AddressMaskerTests {
    @Test(
        "An address in any text is cut and everything else is copied",
        arguments: [
            ("203.0.113.9", "203.0.113.0"),
            ("a 203.0.113.9, b 198.51.100.7.", "a 203.0.113.0, b 198.51.100.0."),
            ("203.0.113.9:51234", "203.0.113.0:51234"),
            ("(203.0.113.9)", "(203.0.113.0)"),
            ("client=203.0.113.9;", "client=203.0.113.0;"),
            ("client:203.0.113.9", "client:203.0.113.0"),
            ("\"ip\":\"203.0.113.9\"", "\"ip\":\"203.0.113.0\""),
            ("203.0.113.9-203.0.113.20", "203.0.113.0-203.0.113.0"),
            ("/path/203.0.113.9/x", "/path/203.0.113.0/x"),
            ("/firmware/1.2.3.4/", "/firmware/1.2.3.0/"),
            ("Name/1.2.3.4", "Name/1.2.3.0"),
            ("http://203.0.113.9/", "http://203.0.113.0/"),
            ("client.203.0.113.9.example", "client.203.0.113.0.example"),
            ("10.0.0.1 127.0.0.1 192.168.1.17", "10.0.0.0 127.0.0.0 192.168.1.0"),
            ("é203.0.113.9é", "é203.0.113.0é"),
        ])
    func plainIPv4(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "An escape sequence before an address is a boundary",
        arguments: [
            ("q=%20203.0.113.9", "q=%20203.0.113.0"),
            ("q=%203.0.113.9", "q=%203.0.113.0"),
            ("q=%2C1.2.3.4", "q=%2C1.2.3.0"),
            ("q=%2520203.0.113.9", "q=%2520203.0.113.0"),
            ("q=%252520203.0.113.9", "q=%252520203.0.113.0"),
            ("\\x20203.0.113.9", "\\x20203.0.113.0"),
            ("\\n203.0.113.9", "\\n203.0.113.0"),
            ("\\t203.0.113.9\\n", "\\t203.0.113.0\\n"),
            ("\\u0020203.0.113.9", "\\u0020203.0.113.0"),
            ("#011203.0.113.9", "#011203.0.113.0"),
            ("#040203.0.113.9#012", "#040203.0.113.0#012"),
            ("\\011203.0.113.9", "\\011203.0.113.0"),
            ("#203.0.113.9", "#203.0.113.0"),
            ("\\\"203.0.113.9\\\"", "\\\"203.0.113.0\\\""),
            ("&quot;203.0.113.9&quot;", "&quot;203.0.113.0&quot;"),
            ("203%2E0%2E113%2E9", "203%2E0%2E113%2E0"),
            ("203%2e0.113%2e9", "203%2e0.113%2e0"),
            ("203%252E0%252E113%252E9", "203%252E0%252E113%252E0"),
            ("%5B2001:db8:1:2::1%5D:443", "%5B2001:db8:1::%5D:443"),
            ("2001%3Adb8%3A1%3A2%3A%3A1", "2001%3Adb8%3A1%3A%3A"),
            ("2001%253adb8%253a1%253a2%253a%253a1", "2001%253adb8%253a1%253a%253a"),
            ("%3A%3A1", "%3A%3A"),
            ("%20::1 #011::1 \\f::1", "%20:: #011:: \\f::"),
            ("%202001:db8:1:2::1", "%202001:db8:1::"),
            ("\\u00202001:db8:1:2::1%20x", "\\u00202001:db8:1::%20x"),
            ("\\n2001:db8:1:2::1\\n", "\\n2001:db8:1::\\n"),
            ("\\bfe80:0:0:1::1", "\\bfe80::"),
        ])
    func escapes(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "Every written form of an IPv6 address is cut",
        arguments: [
            ("2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"),
            ("2001:0DB8:85A3:08D3:1319:8A2E:0370:7348", "2001:db8:85a3::"),
            ("[2001:db8:1:2::1]:443", "[2001:db8:1::]:443"),
            ("http://[2001:db8:1:2::1]/x", "http://[2001:db8:1::]/x"),
            ("2001:db8:1:2::1%eth0", "2001:db8:1::"),
            ("fe80::1%25eth0]", "fe80::]"),
            ("fe80::1%12 x", "fe80:: x"),
            ("fe80::1%eth0.100.", "fe80::."),
            ("::1", "::"),
            ("ip=::1;", "ip=::;"),
            ("::ffff:192.0.2.128", "::ffff:192.0.2.0"),
            ("::ffff:c000:280", "::ffff:192.0.2.0"),
            ("::192.0.2.128", "::"),
            ("64:ff9b::192.0.2.33", "64:ff9b::"),
            ("client:2001:db8:1:2::1", "client:2001:db8:1::"),
            ("client 2001:db8:1:2::1: message", "client 2001:db8:1::: message"),
            ("2001:db8:1:2::1, 2001:db8:3:4::5", "2001:db8:1::, 2001:db8:3::"),
            ("2001:db8::1:51236", "2001:db8:::51236"),
            ("2001:db8:85a3:8d3:1319:8a2e:370:7348:443", "2001:db8:85a3:::443"),
            ("dad:2001:db8:85a3:8d3:1319:8a2e:370:7348", "dad:2001:db8:85a3::"),
            ("2001:db8:1:2:3:4:5:6:7:8:9", "2001:db8:1::"),
            ("1200::AB00:1234::2552:7777:1313", "1200::"),
            ("[IPv6:2001:db8:1:2::9e8f]", "[IPv6:2001:db8:1::]"),
            ("[IPv6:2001:db8:1:2:3:4:5:abcd]", "[IPv6:2001:db8:1::]"),
            ("IPv6%3A2001%3Adb8%3A1%3A2%3A%3A1", "IPv6%3A2001%3Adb8%3A1%3A%3A"),
            ("eth0:2001:db8:1:2::1", "eth0:2001:db8:1::"),
            ("SHA256:2001:db8:1:2::1", "SHA256:2001:db8:1::"),
            ("IPv6:::1", "IPv6:::"),
            ("IPv6:fe80::1%eth0]", "IPv6:fe80::]"),
            ("12:34:56:2001:db8:1:2::9e8f", "12:34:56:2001::"),
            ("{\"a\":\"2001:db8:1:2::1\"}", "{\"a\":\"2001:db8:1::\"}"),
        ])
    func ipv6(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "Reverse names are cut on the side of the host",
        arguments: [
            ("9.113.0.203.in-addr.arpa", "0.113.0.203.in-addr.arpa"),
            ("9.113.0.203.IN-ADDR.ARPA.", "0.113.0.203.IN-ADDR.ARPA."),
            (
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.4.0.0.0.3.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
                "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
            ),
            (
                "b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.b.a.d.c.b.a.d.c.b.a.d.c.b.a.ip6.arpa",
                "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.d.c.b.a.d.c.b.a.ip6.arpa"
            ),
            (
                "ip-203-0-113-9.eu-west-1.compute.internal",
                "ip-203-0-113-0.eu-west-1.compute.internal"
            ),
            ("ip-203-0-113-9", "ip-203-0-113-0"),
            ("203-0-113-9.dyn.isp.example", "0-0-113-0.dyn.isp.example"),
            ("dsl-203-0-113-9.isp.example", "dsl-0-0-113-0.isp.example"),
        ])
    func reverseNames(text: String, expected: String) {
        #expect(masked(text) == expected)
    }

    @Test(
        "What only looks like an address is copied",
        arguments: [
            "v1.2.3.4", "(V1.2.3.4)", "%20v1.2.3.4", "v1.2.3.4.5", "192.0.2", "192.0.2.256",
            "1234.1.1.1", "3.14.15", "1.299,00", "12:34:56", "2015:10:05:03",
            "[17/May/2015:10:05:03 +0000]", "00:1b:63:84:45:e6", "00:1b:63:84:45:e6:77:88",
            "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD", "::1f", "::",
            "std::bad", "Foo::Cafe", "a::before", "12345::", "2001:db8::g", ":1", "1:2:3:4:5:6:7",
            "2024-01-15-10", "10-05-17-12.log", "size-1-2-3-4.html", "1-2-3", "", "-", ".", ":",
            "%",
            "%2", "%3A", "::%", "1.", "1.2", "10:30:00::error", "favicon.ico", "a.ip6.arpa",
        ])
    func lookAlikes(text: String) {
        #expect(masked(text) == text)
        let padded = "xxxxxxxxxxxxxxxxxxxxxxxx \(text) yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
        #expect(masked(padded) == padded)
    }

    @Test(
        "Glued to a word, padded or followed by more numbers, an address is an address",
        arguments: [
            ("ip203.0.113.9", "ip203.0.113.0"), ("203.0.113.9px", "203.0.113.0px"),
            ("203.0.113.9ms", "203.0.113.0ms"), ("srv203.0.113.9", "srv203.0.113.0"),
            ("\\v203.0.113.9", "\\v203.0.113.0"), ("1.2.3.4a", "1.2.3.0a"),
            (
                "203.0.113.9.443 > 198.51.100.7.5555: S", "203.0.113.0.443 > 198.51.100.0.5555: S"
            ),
            ("1.2.3.4.5", "1.2.3.0.0"), ("5.203.0.113.9", "5.203.0.0.0"),
            ("1.3.6.1.4.1.311", "1.3.6.0.0.0.311"), ("300.203.0.113.9", "300.203.0.113.0"),
            ("203.000.113.009", "203.000.113.0"), ("192.000.002.001", "192.000.002.0"),
            ("h203-0-113-9.dsl.x.nl", "h0-0-113-0.dsl.x.nl"),
            ("203-000-113-009.dsl.x.nl", "0-000-113-0.dsl.x.nl"),
            (
                "ec2-203-0-113-9.compute-1.example.com", "ec0-203-0-0-0.compute-1.example.com"
            ),
            ("x2001:db8:1:2:3:4:5:abcd", "x2001:db8:1::"),
            ("face2001:db8:1:2::9e8f", "face2001:db8:1::"),
            ("2001:db8:1:2:3:4:5:abcdms", "2001:db8:1::ms"),
            ("2001:db8:1:2::9px", "2001:db8:1::px"), ("2001:db8:1:2::xyz", "2001:db8:1::xyz"),
            ("::ffff:203.0.113.9px", "::ffff:203.0.113.0px"),
            ("::ffff:203.0.113.9.443", "::ffff:203.0.113.0.443"),
        ])
    func glued(text: String, expected: String) {
        #expect(masked(text) == expected)
        #expect(masked(expected) == expected)
    }

    @Test("A prefix that cuts nothing leaves the numbers behind an address alone")
    func wholePrefix() {
        #expect(masked("203.0.113.9.80", ipv4: 32) == "203.0.113.9.80")
    }

    @Test(
        "In a user agent a version stays and an address does not",
        arguments: [
            (
                "Mozilla/5.0 (...) Chrome/134.0.0.0 Safari/537.36",
                "Mozilla/5.0 (...) Chrome/134.0.0.0 Safari/537.36"
            ),
            ("rv:1.9.2.8) Gecko", "rv:1.9.2.8) Gecko"),
            ("Foo v1.2.3.4", "Foo v1.2.3.4"), ("Foo b1.2.3.4", "Foo b1.2.3.4"),
            ("1.2.3.4pre 1.2.3.4.5 01.2.3.4", "1.2.3.4pre 1.2.3.4.5 01.2.3.4"),
            (".NET CLR 1.1.43.22;", ".NET CLR 1.1.43.22;"),
            ("bot (+http://203.0.113.9/)", "bot (+http://203.0.113.0/)"),
            ("Mozilla/5.0 (203.0.113.9)", "Mozilla/5.0 (203.0.113.0)"),
            ("scan from 203.0.113.9", "scan from 203.0.113.0"),
            ("x/1.0 2001:db8:1:2::1", "x/1.0 2001:db8:1::"),
        ])
    func userAgents(text: String, expected: String) {
        #expect(masked(text, context: .userAgent) == expected)
    }

    @Test(
        "User agents from a real log are not changed",
        arguments: [
            "Mozilla/5.0 (Windows; U; Windows NT 5.2; en-US; rv:1.8.1.4) Gecko/20070515 Firefox/2.0.0.4",
            "Mozilla/5.0 (X11; Linux x86_64) Ubuntu Chromium/32.0.1.102 Chrome/32.0.1.102 Safari/537.36",
            "Mozilla/4.0 (compatible; MSIE 7.0; .NET CLR 1.1.4322; .NET CLR 3.0.4506.2152; MS-RTC LM 8)",
            "Mozilla/5.0 (iPad) GSA/3.1.0.23 Mobile/11B554a Safari/9537.53",
            "Mozilla/5.0 (Windows; U; rv:1.9.2.3pre) Gecko/20100403 BonEcho/2.0.0.1pre",
            "Mozilla/5.0 (compatible; Google Desktop/5.9.1005.12335; http://desktop.google.com/)",
            "curl/7.19.7 libcurl/7.19.7 NSS/3.14.0.0 zlib/1.2.3 libidn/1.18 libssh2/1.4.2",
            "OPR/19.0.132.57", "UP.Browser/6.2.3.8.c.1.102", "Iron/31.0.170.0 Chrome/31.0.170.0",
            "Chef Client/10.18.2 (ruby-1.9.3-p327; ohai-6.16.0; x86_64-linux; +http://opscode.com)",
        ])
    func realUserAgents(text: String) {
        #expect(masked(text, ipv4: 0, ipv6: 0, context: .userAgent) == text)
    }

    @Test("Shorter prefixes keep the separators as they were")
    func shortPrefixes() {
        #expect(masked("at 203.0.113.9.", ipv4: 16) == "at 203.0.0.0.")
        #expect(masked("203%2E0%2E113%2E9%2E", ipv4: 12) == "203%2E0%2E0%2E0%2E")
        #expect(masked("9.113.0.203.in-addr.arpa", ipv4: 16) == "0.0.0.203.in-addr.arpa")
        #expect(masked("2001:db8:85a3::1.", ipv6: 20) == "2001::.")
    }

    @Test("The number of addresses is returned")
    func counting() {
        var output = ByteBuffer()
        let text = Array("203.0.113.9 1.2.3 ::1 2001:db8::1".utf8)
        let found = AddressMasker.mask(
            text.span, prefixes: AddressPrefixes(), context: .plain, into: &output)
        #expect(found == 3)
    }

    @Test("An address is found wherever in a block of the wide search it stands", arguments: 0..<70)
    func offsets(offset: Int) {
        let before = String(repeating: "x", count: offset) + " "
        for after in ["", " ", " yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"] {
            #expect(masked(before + "203.0.113.9" + after) == before + "203.0.113.0" + after)
            #expect(masked(before + "::1" + after) == before + "::" + after)
            #expect(
                masked(before + "2001:db8:1:2::1" + after) == before + "2001:db8:1::" + after)
        }
    }

    @Test(
        "Masking a second time changes nothing", arguments: [(24, 48), (16, 32), (0, 0), (9, 57)])
    func idempotence(prefixes: (Int, Int)) {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<4000 {
            let text = (0..<6).map { _ in HostileText.piece(using: &generator) }
                .joined(separator: " ")
            let once = masked(text, ipv4: prefixes.0, ipv6: prefixes.1)
            #expect(masked(once, ipv4: prefixes.0, ipv6: prefixes.1) == once, "from \(text)")
        }
    }

    @Test("No planted address survives in hostile bytes, and nothing crashes")
    func hostileBytes() {
        var generator = SeededGenerator(seed: 11)
        var output = ByteBuffer()
        let canaries = ["203.0.113.77", "2001:db8:aa:bb:cc:dd:ee:77", "2001:db8:aa:bb::e77"]
        for round in 0..<100_000 {
            let canary = canaries[round % canaries.count]
            let before = HostileText.make(using: &generator)
            let after = HostileText.make(using: &generator)
            let bytes = Array("\(before) \(canary) \(after)".utf8)
            output.removeAll()
            AddressMasker.mask(
                bytes.span, prefixes: AddressPrefixes(), context: .plain, into: &output)
            let once = output.span.string
            if once.contains(canary) { Issue.record("\(once) from \(before) \(canary)") }
        }
    }
}

/// Random text from the alphabet of addresses and escapes.
enum HostileText {
    private static let alphabet = Array("0123456789abcdefFx:.%-[]\\\"# nuv/@E=\u{e9}".utf8)
    private static let pieces = [
        "203.0.113.9", "2001:db8::1", "%2E", "%3A", "::", "%25", "ip-", "\\x20", "#011",
        ".in-addr.arpa", ".ip6.arpa", "::ffff:", "1-2-3-4", "%eth0", ":443", "fe80::",
        "[2001:db8:1:2::3%25eth0]:443", "2001:db8:1:2::3:51236", "203.0.113.9:443",
    ]

    static func piece(using generator: inout SeededGenerator) -> String {
        pieces.randomElement(using: &generator) ?? ""
    }

    static func make(using generator: inout SeededGenerator) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<24, using: &generator) {
            if Int.random(in: 0..<4, using: &generator) == 0 {
                bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            } else {
                bytes.append(alphabet.randomElement(using: &generator) ?? 0)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
