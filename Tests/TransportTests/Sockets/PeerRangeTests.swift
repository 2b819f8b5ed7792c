import Testing

@testable import Transport

@Suite struct `A block of peers` {
    private func peer(_ text: String) throws -> SocketAddress {
        try #require(SocketAddress.literal(text, port: 514))
    }

    @Test(arguments: [
        ("10.0.0.0", 8, ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::a00:0"]),
        ("10.1.2.3", 32, ["10.1.2.3"], ["10.1.2.2", "10.1.2.4"]),
        ("10.1.2.128", 25, ["10.1.2.128", "10.1.2.255"], ["10.1.2.127"]),
        ("0.0.0.0", 0, ["255.255.255.255", "0.0.0.0"], ["::"]),
        ("::", 0, ["::1", "ffff::"], ["0.0.0.0"]),
        ("2001:db8::", 32, ["2001:db8:ffff::1"], ["2001:db9::", "2001:db7:ffff::"]),
        ("2001:db8::", 64, ["2001:db8::ffff:ffff:ffff:ffff"], ["2001:db8:0:1::"]),
        ("2001:db8:0:0:8000::", 65, ["2001:db8::ffff:0:0:0"], ["2001:db8::7fff:0:0:0"]),
        ("::1", 128, ["::1"], ["::2", "::"]),
    ])
    func `holds those that share its prefix`(
        base: String, length: Int, inside: [String], outside: [String]
    ) throws {
        let range = try #require(PeerRange(try peer(base), prefixLength: length))
        for text in inside { #expect(range.contains(try peer(text)), "\(text)") }
        for text in outside { #expect(!range.contains(try peer(text)), "\(text)") }
        #expect(range.description == "\(base)/\(length)")
        #expect(!range.contains(.unix(path: "/run/log")))
    }

    @Test func `is none with a prefix that its address has not`() throws {
        #expect(PeerRange(try peer("10.0.0.0"), prefixLength: 33) == nil)
        #expect(PeerRange(try peer("10.0.0.0"), prefixLength: -1) == nil)
        #expect(PeerRange(try peer("::"), prefixLength: 129) == nil)
        #expect(PeerRange(.unix(path: "/x"), prefixLength: 0) == nil)
    }

    @Test func `is not asked for when there is no list`() throws {
        #expect([PeerRange]().admits(try peer("192.0.2.1")))
        let list = [try #require(PeerRange(try peer("::1"), prefixLength: 128))]
        #expect(list.admits(.unix(path: "")))
        #expect(!list.admits(try peer("192.0.2.1")))
    }
}
