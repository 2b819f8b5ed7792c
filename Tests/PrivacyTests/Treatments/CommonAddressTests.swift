import Bytes
import Decoding
import Testing

@testable import Privacy

/// The short cut for client columns says what the readers of addresses say.
@Suite struct CommonAddressTests {
    private func kept(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return CommonAddress.kept(of: bytes.span, AddressPrefixes())
            .map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }

    /// The cut address by way of numbers.
    private func cut(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let address = IPAddress(bytes.span) else { return nil }
        let cut = AddressTruncation.truncate(address, prefixes: AddressPrefixes())
        var output = ByteBuffer()
        cut == address ? output.append(bytes.span) : cut.write(into: &output)
        return output.span.string
    }

    @Test(arguments: [
        ("203.0.113.9", "203.0.113."), ("10.20.30.40", "10.20.30."), ("1.2.3.40", "1.2.3."),
        ("255.255.255.255", "255.255.255."), ("0.0.0.255", "0.0.0."),
        ("2a02:1810:3507:9e00:1:22:333:4444", "2a02:1810:3507:"),
        ("3fff:1:2:3:4:5:6:7", "3fff:1:2:"),
    ])
    func `usual spellings are read`(text: String, expected: String) {
        #expect(kept(text) == expected)
    }

    @Test(arguments: [
        "256.1.1.1", "1.1.1.256", "1.300.1.1", "01.2.3.45", "1.2.3.045", "1.2.3.4.5", "1.2..3.45",
        ".1.2.3.45", "1.2.3.45.", "1234.1.1.1", "1.2.3.4567", "1.2.3.4x", "203.0.113", "1.2.3:45",
        "2002:cb00:7109:1:2:3:4:5", "2001:0:1:2:3:4:5:6", "2001:0db8:1:2:3:4:5:6",
        "2a02:1:0:3:4:5:6:7", "2a02:1:2:0:0:0:0:0", "2A02:1810:3507:1:2:3:4:5",
        "2a02:1810:3507::1:2:3", "2a02:18100:3507:1:2:3:4:5", "fe80:1:2:3:4:5:6:7",
        "2a02:1:2:3:4:5:6:7:8", "2a02:1:2:3:4:5:6:", "2a02:1:2:3:4:5:6:g7",
        "64:ff9b:1:2:3:4:5:6789",
    ])
    func `all else is left to others`(text: String) {
        #expect(kept(text) == nil)
    }

    @Test func `random addresses come out as they do by way of numbers`() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdf.:".utf8)
        var read = 0
        for _ in 0..<20_000 {
            var text =
                Bool.random(using: &random)
                ? (0..<4).map { _ in String(Int.random(in: 0...300, using: &random)) }
                    .joined(separator: ".")
                : "2"
                    + (0..<8).map { _ in
                        String(UInt16.random(in: 0...0x8FFF, using: &random) >> 2, radix: 16)
                    }.joined(separator: ":")
            if Int.random(in: 0..<3, using: &random) == 0 {
                var bytes = Array(text.utf8)
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = try #require(
                    alphabet.randomElement(using: &random))
                text = String(decoding: bytes, as: UTF8.self)
            }
            guard let kept = kept(text) else { continue }
            read += 1
            #expect(kept + (kept.hasSuffix(".") ? "0" : ":") == cut(text), "\(text)")
        }
        #expect(read > 5000)
    }

    @Test(arguments: [(25, 48), (24, 47), (0, 128)])
    func `other prefixes are left to others`(ipv4: Int, ipv6: Int) {
        let prefixes = AddressPrefixes(ipv4: ipv4, ipv6: ipv6)
        let texts = ["203.0.113.9", "2a02:1810:3507:9e00:1:22:333:4444"]
        let kept = texts.map { text in
            CommonAddress.kept(of: Array(text.utf8).span, prefixes) != nil
        }
        #expect(kept == [ipv4 == 24, ipv6 == 48])
    }

    @Test func `where private addresses are spared others look`() {
        let prefixes = AddressPrefixes(sparesPrivate: true)
        let kept = CommonAddress.kept(of: Array("192.168.10.20".utf8).span, prefixes)
        #expect(kept == nil)
    }
}
