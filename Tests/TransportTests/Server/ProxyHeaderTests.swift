import Bytes
import Testing

@testable import Transport

/// Headers of the PROXY protocol, as proxies write them.
enum ProxyText {
    static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    /// A header of version 2; `length` is told instead of the real one if it is given.
    static func binary(
        command: UInt8 = 0x21, family: UInt8, _ block: [UInt8], length: Int? = nil
    ) -> [UInt8] {
        let length = length ?? block.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 255)] + block
    }

    /// 203.0.113.9:4711 to 192.0.2.1:443.
    static let four: [UInt8] = [203, 0, 113, 9, 192, 0, 2, 1, 0x12, 0x67, 0x01, 0xBB]

    /// [2001:db8::9]:4711 to [2001:db8::1]:443.
    static let six: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [9]
        + [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1]
        + [0x12, 0x67, 0x01, 0xBB]

    static func tlv(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [type, UInt8(value.count >> 8), UInt8(value.count & 255)] + value
    }

    /// A header with a checksum, which is `wrong` by one bit if that is asked for.
    static func withChecksum(wrong: Bool = false) -> [UInt8] {
        var header = binary(family: 0x11, four + tlv(0x03, [0, 0, 0, 0]) + tlv(0x04, [0, 0]))
        let hole = 16 + 12 + 3
        var sum = ProxyHeader.checksum(header.span, without: hole..<hole + 4)
        if wrong { sum ^= 1 }
        for index in 0..<4 { header[hole + index] = UInt8(sum >> (24 - 8 * UInt32(index)) & 255) }
        return header
    }
}

@Suite struct `A PROXY header` {
    private static let nine = SocketAddress.ipv4(0xCB00_7109, port: 4711)
    private static let nineSix = SocketAddress.ipv6(
        high: 0x2001_0DB8_0000_0000, low: 9, zone: 0, port: 4711)

    static let accepted: [(bytes: [UInt8], client: SocketAddress?)] = [
        (Array("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n".utf8), nine),
        (Array("PROXY TCP6 2001:db8::9 2001:DB8::1 4711 443\r\n".utf8), nineSix),
        (Array("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n".utf8), .ipv4(0, port: 0)),
        (Array("PROXY UNKNOWN\r\n".utf8), nil),
        (Array("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n".utf8), nil),
        (Array("PROXY UNKNOWN anything at all\r\n".utf8), nil),
        (ProxyText.binary(family: 0x11, ProxyText.four), nine),
        (ProxyText.binary(family: 0x21, ProxyText.six), nineSix),
        (ProxyText.binary(family: 0x31, [UInt8](repeating: 0x2F, count: 216)), .unix(path: "")),
        (ProxyText.binary(family: 0x00, []), nil),
        (ProxyText.binary(family: 0x00, ProxyText.tlv(0x04, [])), nil),
        (ProxyText.binary(command: 0x20, family: 0x00, []), nil),
        (ProxyText.binary(command: 0x20, family: 0x11, ProxyText.four), nil),
        (
            ProxyText.binary(
                family: 0x11,
                ProxyText.four + ProxyText.tlv(0x01, Array("h2".utf8)) + ProxyText.tlv(0x05, [])
                    + ProxyText.tlv(0x20, [UInt8](repeating: 7, count: 300))), nine
        ),
        (ProxyText.withChecksum(), nine),
    ]

    @Test(arguments: accepted)
    func `names the client, however it was divided`(bytes: [UInt8], client: SocketAddress?) {
        let expected = ProxyHeader.Progress.complete(
            ProxyHeader(client: client, length: bytes.count))
        #expect(ProxyHeader.parse((bytes + Array("GET /".utf8)).span) == expected)
        for end in 0..<bytes.count {
            let progress = ProxyHeader.parse(bytes.span.extracting(..<end))
            #expect(progress == .needMore, "after \(end) bytes")
        }
    }

    private static let line = "PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n"

    static let refusedLines: [String] = [
        "GET / HTTP/1.1\r\n", "proxy TCP4 203.0.113.9 192.0.2.1 4711 443\r\n",
        "PROXY  TCP4 203.0.113.9 192.0.2.1 4711 443\r\n", "PROXY\tTCP4 203.0.113.9 1\r\n",
        " PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n", "PROXY \r\n", "PROXY TCP4\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711 443 \r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711 443 x\r\n",
        "PROXY TCP4 203.0.113.9  192.0.2.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\n", "PROXY TCP4 203.0.113.9 192.0.2.1 1 2\rX",
        "PROXY TCP4 203.0.113.09 192.0.2.1 4711 443\r\n",
        "PROXY TCP4 203.0.113 192.0.2.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.256 192.0.2.1 4711 443\r\n",
        "PROXY TCP4 2001:db8::9 2001:db8::1 4711 443\r\n",
        "PROXY TCP6 203.0.113.9 192.0.2.1 4711 443\r\n",
        "PROXY TCP6 2001:db8::9 192.0.2.1 4711 443\r\n",
        "PROXY TCP6 [2001:db8::9] [2001:db8::1] 4711 443\r\n",
        "PROXY TCP6 fe80::9%eth0 fe80::1 4711 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 04711 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 +4711 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 65536 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711 -1\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 4711 \r\n",
        "PROXY UDP4 203.0.113.9 192.0.2.1 4711 443\r\n",
        "PROXY UNKNOWNS\r\n", "PROXY unknown\r\n",
        "PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n",
    ]

    @Test(arguments: refusedLines)
    func `of version 1 is refused in any other form`(text: String) {
        #expect(ProxyHeader.parse(Array(text.utf8).span) == .refused(.malformed))
    }

    @Test func `of version 1 has 107 bytes at most, and is refused when it can only be longer`() {
        let longest = "PROXY UNKNOWN " + String(repeating: "x", count: 91) + "\r\n"
        #expect(longest.utf8.count == 107)
        #expect(
            ProxyHeader.parse(Array(longest.utf8).span)
                == .complete(ProxyHeader(client: nil, length: 107)))
        let endless = Array(("PROXY UNKNOWN " + String(repeating: "x", count: 92)).utf8)
        #expect(ProxyHeader.parse(endless.span) == .refused(.malformed))
    }

    static let refusedBinaries: [(bytes: [UInt8], fault: ProxyHeader.Fault)] = [
        (ProxyText.binary(command: 0x11, family: 0x11, ProxyText.four), .malformed),
        (ProxyText.binary(command: 0x22, family: 0x11, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x12, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x22, ProxyText.six), .malformed),
        (ProxyText.binary(family: 0x41, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x10, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x13, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x11, Array(ProxyText.four.dropLast())), .malformed),
        (ProxyText.binary(family: 0x21, ProxyText.four), .malformed),
        (ProxyText.binary(family: 0x11, ProxyText.four + [0x04]), .malformed),
        (ProxyText.binary(family: 0x11, ProxyText.four + [0x04, 0, 1]), .malformed),
        (ProxyText.binary(family: 0x11, ProxyText.four + [0x04, 0xFF, 0xFF, 0]), .malformed),
        (
            ProxyText.binary(family: 0x11, ProxyText.four + ProxyText.tlv(0x03, [0, 0, 0])),
            .malformed
        ),
        (ProxyText.binary(family: 0x11, ProxyText.four, length: 4081), .malformed),
        (ProxyText.binary(family: 0x11, ProxyText.four, length: 65535), .malformed),
        (ProxyText.withChecksum(wrong: true), .checksum),
        ([13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 13], .malformed),
    ]

    @Test(arguments: refusedBinaries)
    func `of version 2 is refused in any other form`(
        bytes: [UInt8], fault: ProxyHeader.Fault
    ) {
        #expect(ProxyHeader.parse(bytes.span) == .refused(fault))
    }

    @Test func `has the checksum of the RFC`() {
        // RFC 3720 B.4.
        let zeros = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        let nine = Array("123456789".utf8)
        #expect(ProxyHeader.checksum(zeros.span, without: 0..<0) == 0x8A91_36AA)
        #expect(ProxyHeader.checksum(ones.span, without: 0..<0) == 0x62A8_AB43)
        #expect(ProxyHeader.checksum(nine.span, without: 0..<0) == 0xE306_9283)
    }

    @Test func `of random bytes never traps, and takes no more than there is`() {
        var generator = SeededGenerator(state: 17)
        for _ in 0..<20_000 {
            var bytes = ProxyText.withChecksum()
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            guard case .complete(let header) = ProxyHeader.parse(bytes.span) else { continue }
            #expect(header.length <= bytes.count)
        }
    }
}
