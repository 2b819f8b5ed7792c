import Bytes
import Decoding
import Testing

@Suite("Host names in one form")
struct HostNameTests {
    private func canonical(_ host: [UInt8]) -> String? {
        var output = ByteBuffer()
        output.append("before ")
        let isName = HostName.appendCanonical(host.span, into: &output)
        let written = String(output.span.string.dropFirst(7))
        return isName ? written : written.isEmpty ? nil : "refused, but wrote"
    }

    @Test(
        "Case, trailing dot, script and width do not matter",
        arguments: [
            ("shop.example", "shop.example"), ("SHOP.Example.", "shop.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("BU\u{308}CHER.example", "xn--bcher-kva.example"),
            ("caf\u{e9}.be", "xn--caf-dma.be"), ("cafe\u{301}.be", "xn--caf-dma.be"),
            ("straße.example", "xn--strae-oqa.example"),
            ("STRAẞE.example", "xn--strae-oqa.example"),
            ("Łódź.example", "xn--d-uga0v4h.example"), ("łódź.example", "xn--d-uga0v4h.example"),
            ("Магазин.example", "xn--80aairftm.example"),
            ("МАГАЗИН.example", "xn--80aairftm.example"),
            ("ＳＨＯＰ．example", "shop.example"), ("shop\u{3002}example", "shop.example"),
            ("sh\top.example", "shop.example"), ("shop_1.example", "shop_1.example"),
            ("日本.example", "xn--wgv71a.example"), ("shop", "shop"),
        ])
    func equal(host: String, expected: String) {
        #expect(canonical(Array(host.utf8)) == expected)
    }

    @Test(
        "What looks like another host is another host",
        arguments: [
            // Cyrillic о, Greek ο, dotless ı, soft hyphen, zero-width joiner, fraction slash.
            "sh\u{43E}p.example", "sh\u{3BF}p.example", "sh\u{131}p.example",
            "sh\u{AD}op.example", "sh\u{200D}op.example", "shop\u{2044}.example",
            "xn--shop-.example", "xn--shop.example", "shop.example.evil.test",
        ])
    func lookAlikes(host: String) {
        #expect(canonical(Array(host.utf8)) != "shop.example")
    }

    @Test(
        "What is no host name is refused",
        arguments: [
            "", ".", "shop..example", ".shop.example", "shop.example..", "shop%2Eexample", "a b",
            "[2001:db8::1]", "a@b", "a/b", "a:b", String(repeating: "a", count: 64) + ".example",
            String(repeating: "abcdefg.", count: 33),
        ])
    func refused(host: String) {
        #expect(canonical(Array(host.utf8)) == nil)
    }

    @Test("No bytes crash it, and the form of the form is the form")
    func anyBytes() {
        var generator = SeededGenerator(seed: 8)
        #expect(canonical([0xFF, 0x2E, 0x61]) == nil)
        for _ in 0..<20_000 {
            let bytes = generator.bytes(upTo: 30, from: "aB.-xnéÜ\u{308}日o\u{301}")
            guard let once = canonical(bytes) else { continue }
            #expect(canonical(Array(once.utf8)) == once)
        }
    }
}
