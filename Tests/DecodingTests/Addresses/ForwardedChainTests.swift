import Testing

@testable import Decoding

/// Who is believed to have asked; 10.0.0.0/8 and 2001:db8:aaaa::/48 are the proxies.
@Suite struct ForwardedChainTests {
    static let trusted = AddressSet([
        (.v4(0x0A00_0000), 8), (.v6(high: 0x2001_0db8_aaaa_0000, low: 0), 48),
    ])

    private static func text(_ finding: ForwardedChain.Finding) -> String {
        switch finding {
        case .nothing: "nothing"
        case .unknown: "unknown"
        case .known(.v4(let number)):
            (0..<4).map { String(number >> (24 - 8 * UInt32($0)) & 255) }.joined(separator: ".")
        case .known(.v6(let high, let low)):
            [high, low].map { String($0, radix: 16) }.joined(separator: "|")
        }
    }

    static let forwardedFor: [(fields: [String], expected: String)] = [
        ([], "nothing"),
        (["203.0.113.7"], "203.0.113.7"),
        (["203.0.113.7, 10.0.0.2, 10.0.0.3"], "203.0.113.7"),
        // What a client writes stands left of what the proxy adds.
        (["1.2.3.4, 203.0.113.7"], "203.0.113.7"),
        (["10.0.0.9, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (["garbage, unknown, , 203.0.113.7"], "203.0.113.7"),
        (["1.2.3.4,203.0.113.7,10.0.0.2"], "203.0.113.7"),
        (["\t 203.0.113.7 \t,\t10.0.0.2 "], "203.0.113.7"),
        // Fields are joined in their order.
        (["1.2.3.4", "203.0.113.7", "10.0.0.2"], "203.0.113.7"),
        (["203.0.113.7", "1.2.3.4"], "1.2.3.4"),
        // Ports, brackets, families.
        (["203.0.113.7:1234"], "203.0.113.7"), (["203.0.113.7:0"], "203.0.113.7"),
        (["2001:db8::1"], "20010db800000000|1"),
        (["[2001:db8::1]"], "20010db800000000|1"), (["[2001:db8::1]:443"], "20010db800000000|1"),
        (["::ffff:203.0.113.7"], "203.0.113.7"), (["[::ffff:203.0.113.7]:9"], "203.0.113.7"),
        (["203.0.113.7, ::ffff:10.0.0.2"], "203.0.113.7"),
        (["203.0.113.7, 2001:db8:aaaa::5, [2001:db8:aaaa::6]:1"], "203.0.113.7"),
        // Only proxies: the first of them asks for itself.
        (["10.0.0.1"], "10.0.0.1"), (["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        // The last untrusted entry names nobody.
        (["203.0.113.7, unknown"], "unknown"), (["203.0.113.7, unknown, 10.0.0.2"], "unknown"),
        (["203.0.113.7, _hidden"], "unknown"), (["203.0.113.7,"], "unknown"),
        (["203.0.113.7, , 10.0.0.2"], "unknown"), ([""], "unknown"), ([" "], "unknown"),
        ([","], "unknown"), (["203.0.113.7", ""], "unknown"),
        // Forms that other programs read in other ways.
        (["203.0.113.07"], "unknown"), (["0313.0.0161.7"], "unknown"), (["3405803783"], "unknown"),
        (["0xcb.0.113.7"], "unknown"), (["203.0.113"], "unknown"), (["203.0.113.7.8"], "unknown"),
        (["203.0.113.7 8"], "unknown"), (["203.0.113.7;"], "unknown"),
        (["203.0.113.7:"], "unknown"), (["203.0.113.7:65536"], "unknown"),
        (["203.0.113.7:x"], "unknown"), (["203.0.113.7:123456"], "unknown"),
        (["203.0.113.7:+1"], "unknown"), (["203.0.113.7:1:2"], "unknown"),
        (["[203.0.113.7]"], "unknown"), (["[2001:db8::1"], "unknown"), (["["], "unknown"),
        (["[]"], "unknown"), (["[2001:db8::1]443"], "unknown"), (["[2001:db8::1]:"], "unknown"),
        (["[2001:db8::1]]"], "unknown"), (["[[2001:db8::1]]"], "unknown"),
        (["fe80::1%eth0"], "unknown"), (["[fe80::1%25eth0]"], "unknown"),
        (["2001:db8::1::2"], "unknown"), (["\"203.0.113.7\""], "unknown"),
        (["'203.0.113.7'"], "unknown"), (["localhost"], "unknown"),
        (["for=203.0.113.7"], "unknown"),
        (["203.0.113.7\u{A0}"], "unknown"), (["２０３.0.113.7"], "unknown"), (["-"], "unknown"),
        (["203.0.113.7/32"], "unknown"), (["203.0.113.7#"], "unknown"), (["::"], "0|0"),
    ]

    @Test("X-Forwarded-For gives the last entry that is not trusted", arguments: forwardedFor)
    func readsForwardedFor(fields: [String], expected: String) {
        var chain = ForwardedChain()
        for field in fields {
            chain.addForwardedFor(Array(field.utf8).span, trusted: Self.trusted)
        }
        #expect(Self.text(chain.finding) == expected)
    }

    static let forwarded: [(fields: [String], expected: String)] = [
        (["for=203.0.113.7"], "203.0.113.7"), (["For=203.0.113.7"], "203.0.113.7"),
        (["FOR=\"203.0.113.7\""], "203.0.113.7"), (["for=\"203.0.113.7:80\""], "203.0.113.7"),
        (["for=\"[2001:db8::1]\""], "20010db800000000|1"),
        (["for=\"[2001:db8::1]:1234\""], "20010db800000000|1"),
        (["for=203.0.113.7;proto=https;by=10.0.0.1"], "203.0.113.7"),
        (["proto=https;by=10.0.0.1;for=203.0.113.7"], "203.0.113.7"),
        (["for=1.2.3.4, for=203.0.113.7;by=x, for=10.0.0.2"], "203.0.113.7"),
        (["for=1.2.3.4", "for=203.0.113.7", "for=10.0.0.2"], "203.0.113.7"),
        (["for=203.0.113.7 ; proto=https"], "203.0.113.7"), (["for=203.0.113.7;"], "203.0.113.7"),
        ([";for=203.0.113.7"], "203.0.113.7"),
        (["host=\"a b;for=1.2.3.4\";for=203.0.113.7"], "203.0.113.7"),
        (["host=\"a\\\"b; for=1.2.3.4\";for=203.0.113.7"], "203.0.113.7"),
        (["for=10.0.0.1, for=10.0.0.2"], "10.0.0.1"),
        // The last untrusted element names nobody.
        (["for=203.0.113.7, for=unknown"], "unknown"), (["for=\"_mXyZ\""], "unknown"),
        (["for=_hidden, for=10.0.0.2"], "unknown"), (["for=203.0.113.7, proto=https"], "unknown"),
        (["for=203.0.113.7, "], "unknown"), ([""], "unknown"), ([","], "unknown"),
        (["for="], "unknown"), (["for=\"\""], "unknown"), (["for"], "unknown"), (["="], "unknown"),
        (["for=\"203.0.113.7:_x\""], "unknown"), (["for=203.0.113.7:80"], "unknown"),
        (["for=[2001:db8::1]"], "unknown"), (["for=\"2001:db8::1\""], "unknown"),
        (["for=\"203.0.113\\.7\""], "unknown"), (["for = 203.0.113.7"], "unknown"),
        (["for=203.0.113.7;for=1.2.3.4"], "unknown"), (["for=203.0.113.7 for=1.2.3.4"], "unknown"),
        (["for=\"203.0.113.7\"x"], "unknown"), (["for=\" 203.0.113.7\""], "unknown"),
        (["203.0.113.7"], "unknown"), (["for:203.0.113.7"], "unknown"),
        // An open quotation mark swallows what a proxy adds; nothing behind it is believed.
        (["for=1.2.3.4;x=\", for=203.0.113.7"], "unknown"),
        (["for=1.2.3.4;x=\", for=\"203.0.113.7\""], "unknown"),
        (["for=1.2.3.4;x=\", for=\"[2001:db8::1]:9\", for=10.0.0.2"], "unknown"),
        // Nor where the proxy quotes a host that the client chose, and so closes the mark.
        (["by=\", for=203.0.113.7;host=\";for=1.2.3.4;by=\""], "unknown"),
        (["by=\", for=203.0.113.7;host=\", for=1.2.3.4;by=\""], "unknown"),
        (["by=\"\\, for=203.0.113.7;host=\";for=1.2.3.4;by=\""], "unknown"),
        (["host=\"a,b\";for=203.0.113.7"], "unknown"),
        (["host=\"a,b\"", "for=203.0.113.7"], "203.0.113.7"),
        (["for=1.2.3.4;x=\"\\", "for=203.0.113.7"], "203.0.113.7"),
        (["for=\"", "for=203.0.113.7"], "203.0.113.7"),
        (["for=203.0.113.7", "for=\""], "unknown"),
    ]

    @Test("Forwarded gives the last element that is not trusted", arguments: forwarded)
    func readsForwarded(fields: [String], expected: String) {
        var chain = ForwardedChain()
        for field in fields {
            chain.addForwarded(Array(field.utf8).span, trusted: Self.trusted)
        }
        #expect(Self.text(chain.finding) == expected)
    }

    @Test(
        "A field of a content network holds one address, once",
        arguments: [
            (["203.0.113.7"], false, "203.0.113.7"), (["2001:db8::1"], false, "20010db800000000|1"),
            ([" 203.0.113.7 "], false, "203.0.113.7"), (["203.0.113.7, 1.2.3.4"], false, "unknown"),
            (["203.0.113.7", "203.0.113.7"], false, "unknown"), ([""], false, "unknown"),
            (["203.0.113.7:80"], false, "unknown"), (["203.0.113.7:46532"], true, "203.0.113.7"),
            (["2001:db8::1:46532"], true, "20010db800000000|1"),
            (["[2001:db8::1]:46532"], true, "20010db800000000|1"),
            (["203.0.113.7"], true, "unknown"), (["2001:db8::1:"], true, "unknown"),
            ([":80"], true, "unknown"), (["[2001:db8::1]"], true, "unknown"),
            (["[203.0.113.7]:80"], true, "unknown"), (["x]:80"], true, "unknown"),
        ] as [([String], Bool, String)])
    func readsSingle(fields: [String], hasPort: Bool, expected: String) {
        var chain = ForwardedChain()
        for field in fields { chain.addSingle(Array(field.utf8).span, hasPort: hasPort) }
        #expect(Self.text(chain.finding) == expected)
    }

    @Test("Two kinds of fields that disagree are not known")
    func joins() {
        var chain = ForwardedChain()
        #expect(chain.joined(with: .nothing) == .nothing)
        #expect(chain.joined(with: .known(.v4(1))) == .known(.v4(1)))
        chain.addForwardedFor(Array("0.0.0.1".utf8).span, trusted: Self.trusted)
        #expect(chain.joined(with: .nothing) == .known(.v4(1)))
        #expect(chain.joined(with: .known(.v4(1))) == .known(.v4(1)))
        #expect(chain.joined(with: .known(.v4(2))) == .unknown)
        #expect(chain.joined(with: .unknown) == .unknown)
    }

    @Test("What a client writes to the left never becomes the answer")
    func neverTheLeft() {
        let pieces = [
            "1.2.3.4", "for=1.2.3.4", "\"", "\\", ",", ";", "=", " ", "[", "]", "::1", "unknown",
            "10.0.0.1", "x=\"", "for=\"", ":", "_a",
        ]
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            var left = ""
            for _ in 0..<6 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                left += pieces[Int(state % UInt64(pieces.count))]
            }
            for (end, isForwarded) in [
                (", 203.0.113.7", false), (", for=203.0.113.7", true),
                (", for=\"[2001:db8::7]:1\";host=\"h\"", true),
                (", for=203.0.113.7;host=\";for=1.2.3.4;by=\"", true),
                (", for=203.0.113.7;host=\"; for=1.2.3.4 ;by=\"", true),
            ] {
                var chain = ForwardedChain()
                let field = Array((left + end).utf8)
                if isForwarded {
                    chain.addForwarded(field.span, trusted: Self.trusted)
                } else {
                    chain.addForwardedFor(field.span, trusted: Self.trusted)
                }
                let found = Self.text(chain.finding)
                #expect(
                    ["203.0.113.7", "20010db800000000|7", "unknown"].contains(found), "\(left)")
            }
        }
    }
}
