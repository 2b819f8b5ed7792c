import Testing

@testable import Decoding

@Suite("Address tokens")
struct AddressTokenTests {
    /// Address, zone and port of the token in short.
    private func parts(_ bytes: [UInt8], barePort: Bool = false) -> [String?]? {
        AddressToken.split(bytes.span, barePort: barePort).map {
            [bytes.text($0.text), bytes.text($0.zone), bytes.text($0.port)]
        }
    }

    @Test(
        "Addresses are found inside their trimmings",
        arguments: [
            ("192.0.2.1", ["192.0.2.1", nil, nil]),
            ("192.0.2.1:51234", ["192.0.2.1", nil, "51234"]),
            ("2001:db8::1", ["2001:db8::1", nil, nil]), ("::", ["::", nil, nil]),
            ("[2001:db8::1]", ["2001:db8::1", nil, nil]),
            ("[2001:db8::1]:443", ["2001:db8::1", nil, "443"]), ("[::]:0", ["::", nil, "0"]),
            ("fe80::1ff:fe23:4567:890a%eth0", ["fe80::1ff:fe23:4567:890a", "eth0", nil]),
            ("fe80::1%25eth0", ["fe80::1", "eth0", nil]), ("fe80::1%25", ["fe80::1", "25", nil]),
            ("fe80::1%3", ["fe80::1", "3", nil]), ("[fe80::1%eth0]:80", ["fe80::1", "eth0", "80"]),
            ("[fe80::1%25en1.2]", ["fe80::1", "en1.2", nil]),
            ("\"[2001:db8::1]:4711\"", ["2001:db8::1", nil, "4711"]),
            ("\"192.0.2.1:4711\"", ["192.0.2.1", nil, "4711"]), ("\"::1\"", ["::1", nil, nil]),
            ("[::ffff:192.0.2.1]:80", ["::ffff:192.0.2.1", nil, "80"]),
            ("::ffff:192.0.2.1", ["::ffff:192.0.2.1", nil, nil]),
            ("2001:db8::1:80", ["2001:db8::1:80", nil, nil]),
            ("192.0.2.1:65535", ["192.0.2.1", nil, "65535"]),
        ] as [(String, [String?])])
    func accepts(token: String, expected: [String?]) {
        #expect(parts(token.bytes) == expected)
    }

    @Test(
        "What is not one address as a whole is refused",
        arguments: [
            "", "\"", "\"\"", "-", "unknown", "_hidden", "192.0.2.1:", "192.0.2.1:65536",
            "192.0.2.1:123456", "192.0.2.1:8a", "192.0.2.1:+80", ":80", "[192.0.2.1]",
            "[192.0.2.1]:80",
            "[::1", "::1]", "[::1]x", "[::1]:", "[::1]80", "[]", "[]:80", "[::1]:80:80", "fe80::1%",
            "192.0.2.1%eth0", "fe80::1%eth 0", "fe80::1%eth0:80", "[fe80::1%]:80",
            "192.0.2.1, 192.0.2.2",
            "\"192.0.2.1", "2001:db8::1234:58430", "shop.example:443", "fe80::1%eth0%eth1",
            "[[::1]]",
        ])
    func refuses(token: String) {
        #expect(parts(token.bytes) == nil)
    }

    @Test(
        "A port behind a bare IPv6 address is taken only when asked",
        arguments: [
            ("2001:db8::1234:58430", ["2001:db8::1234", nil, "58430"]),
            ("2001:db8::1:51236", ["2001:db8::1", nil, "51236"]), ("::1:443", ["::1", nil, "443"]),
            ("1:2:3:4:5:6:7:8:80", ["1:2:3:4:5:6:7:8", nil, "80"]),
            ("1:2:3:4:5:6:7:80", ["1:2:3:4:5:6:7:80", nil, nil]),
            ("::ffff:192.0.2.1:80", ["::ffff:192.0.2.1", nil, "80"]),
            ("2001:db8::1:abcd", ["2001:db8::1:abcd", nil, nil]), ("::1", ["::1", nil, nil]),
            ("192.0.2.1:80", ["192.0.2.1", nil, "80"]), ("[::1]:80", ["::1", nil, "80"]),
            ("192.0.2.1", ["192.0.2.1", nil, nil]),
        ] as [(String, [String?])])
    func barePort(token: String, expected: [String?]) {
        #expect(parts(token.bytes, barePort: true) == expected)
    }

    @Test("The address is the number of its text")
    func address() throws {
        let bytes = "\"[2001:DB8::1%25eth0]:443\"".bytes
        let split = AddressToken.split(bytes.span)
        let token = try #require(split)
        #expect(token.address == .v6(high: 0x2001_0DB8_0000_0000, low: 1))
        #expect(token.text == 2..<13)
    }

    @Test("Random tokens never trap, and ranges hold what they say")
    func random() {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<20_000 {
            let bytes = random.bytes(upTo: 24, from: "[]::::.%\"0125abf")
            for barePort in [false, true] {
                guard let token = AddressToken.split(bytes.span, barePort: barePort) else {
                    continue
                }
                let again = IPAddress(bytes.span.extracting(token.text))
                #expect(again == token.address)
            }
        }
    }
}
