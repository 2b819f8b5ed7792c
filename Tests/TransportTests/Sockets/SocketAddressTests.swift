import Bytes
import Testing

@testable import Transport

@Suite struct `Socket addresses` {
    @Test(arguments: [
        ("127.0.0.1:8080", SocketAddress.ipv4(0x7F00_0001, port: 8080)),
        ("0.0.0.0:0", .ipv4(0, port: 0)),
        ("[::1]:443", .ipv6(high: 0, low: 1, zone: 0, port: 443)),
        ("[2001:db8::5]:65535", .ipv6(high: 0x2001_0DB8 << 32, low: 5, zone: 0, port: 65535)),
        ("unix:/run/a.sock", .unix(path: "/run/a.sock")),
    ])
    func `are read and written in the same form`(text: String, address: SocketAddress) throws {
        #expect(try SocketAddress(text: text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("", SocketAddress.TextFault.portMissing), ("127.0.0.1", .portMissing),
        ("127.0.0.1:", .portMissing), ("127.0.0.1:65536", .portOutOfRange),
        ("127.0.0.1:+80", .portOutOfRange), ("127.0.0.1:8 0", .portOutOfRange),
        ("localhost:80", .hostNotAnAddress), ("::1:80", .hostNotAnAddress),
        ("[127.0.0.1]:80", .hostNotAnAddress), ("127.1:80", .hostNotAnAddress),
        (":80", .hostNotAnAddress), ("[::1%lo]:80", .hostNotAnAddress), ("unix:", .pathEmpty),
        ("unix:/" + String(repeating: "x", count: 107), .pathTooLong(limit: 107)),
    ])
    func `are refused in any other form`(text: String, fault: SocketAddress.TextFault) {
        #expect(throws: fault) { try SocketAddress(text: text) }
    }

    @Test func `of clients are never printed`() {
        let peer = RawPeer(.ipv4(0xC633_6407, port: 4711))
        #expect("\(peer)" == "<redacted>")
        #expect(String(reflecting: peer) == "<redacted>")
        var dumped = ""
        dump(peer, to: &dumped)
        #expect(!dumped.contains("3325256711") && !dumped.contains("4711"))
    }

    @Test(arguments: [
        (SocketAddress.ipv4(0xC633_6407, port: 1), "198.51.100.7"),
        (.ipv6(high: 0x2001_0DB8 << 32, low: 0xFF, zone: 0, port: 1), "2001:db8::ff"),
        (.unix(path: ""), ""),
    ])
    func `of clients are written for whoever truncates them`(address: SocketAddress, text: String) {
        var buffer = ByteBuffer()
        RawPeer(address).appendHost(to: &buffer)
        #expect(buffer.span.string == text)
    }

    @Test(arguments: [
        "10.1.2.3", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "100.64.0.1",
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1", "::1", "::", "fe80::1",
        "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::", "2001::1", "2001:db8::1", "3fff::1",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "::ffff:0:8.8.8.8",
        "2a00:1450::5efe:a00:1", "2a00:1450::200:5efe:c0a8:1", "fec0::1", "100::1",
    ])
    func `of private and reserved ranges are not global`(text: String) throws {
        let address = try #require(SocketAddress.literal(text, port: 80))
        #expect(!address.isGlobal)
    }

    @Test(arguments: [
        "8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4009::200e", "::ffff:8.8.8.8",
        "64:ff9b::808:808", "2002:808:808::1", "2a00:1450::5efe:808:808", "3fff:1000::1",
    ])
    func `of everybody are global`(text: String) throws {
        let address = try #require(SocketAddress.literal(text, port: 80))
        #expect(address.isGlobal)
    }
}
