import Bytes
import Privacy
import Testing

@testable import Gateway

@Suite struct ScriptRewriterTests {
    private static let definition: ScriptDefinition = {
        var script = ScriptDefinition(path: "/tag.js", source: .host("cdn.vendor.example"))
        script.rewritten = ["www.vendor.example", "*.hits.example"]
        script.staying = ["help.vendor.example"]
        script.replacements = [
            ScriptDefinition.Replacement(find: "\"col\"+\"lect\"", with: "\"{host}/c\"")
        ]
        return script
    }()

    private static func rewriter() -> ScriptRewriter {
        var vendor = VendorDefinition(
            name: "vendor", sources: [], endpoints: [], needs: [], signals: [],
            map: FieldMapDefinition(name: "vendor", file: "vendor.yaml", fields: []))
        vendor.hosts = ["*.vendor.example"]
        return ScriptRewriter(definition, vendor: vendor, upstreamHost: "up.stream.example")
    }

    private static func rewrite(
        _ text: String, isSecure: Bool = true, authority: String = "s.shop.example",
        mount: String = "/m/n"
    ) -> (text: String, strangers: [String]) {
        var output = ByteBuffer()
        let target = ScriptTarget(
            isSecure: isSecure, authority: authority, mount: mount, destination: 0)
        let strangers = rewriter().rewrite(
            Array(text.utf8).span, for: target, into: &output)
        return (output.span.string, strangers)
    }

    @Test(arguments: [
        ("\"https://www.vendor.example/c?x=1\"", "\"https://s.shop.example/m/n/c?x=1\""),
        ("'//cdn.vendor.example/a.js'", "'//s.shop.example/m/n/a.js'"),
        ("\"https:\\/\\/www.vendor.example\\/c\"", "\"https:\\/\\/s.shop.example\\/m\\/n\\/c\""),
        (
            "'{\"u\":\"https:\\\\/\\\\/www.vendor.example\\\\/c\"}'",
            "'{\"u\":\"https:\\\\/\\\\/s.shop.example\\\\/m\\\\/n\\\\/c\"}'"
        ),
        (
            "\"https:/\\/www.vendor.example/c\"", "\"https:/\\/s.shop.example\\/m\\/n/c\""
        ),
        (
            "\"https:\\u002F\\u002Fwww.vendor.example\\u002fc\"",
            "\"https:\\u002F\\u002Fs.shop.example\\u002Fm\\u002Fn\\u002fc\""
        ),
        (
            "\"https:\\x2f\\x2fwww.vendor.example\\x2fc\"",
            "\"https:\\x2f\\x2fs.shop.example\\x2Fm\\x2Fn\\x2fc\""
        ),
        (
            "u=https%3A%2F%2Fwww.vendor.example%2Fc",
            "u=https%3A%2F%2Fs.shop.example%2Fm%2Fn%2Fc"
        ),
        (
            "\"https://\"+\"www.vendor.example\"+\"/c\"",
            "\"https://\"+\"s.shop.example/m/n\"+\"/c\""
        ),
        ("h=\"www.vendor.example\\/c\"", "h=\"s.shop.example\\/m\\/n\\/c\""),
        ("\"HTTPS://WWW.Vendor.Example/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"http://www.vendor.example/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"wss://www.vendor.example/c\"", "\"wss://s.shop.example/m/n/c\""),
        ("\"https://www.vendor.example:443/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"https://eu.hits.example/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"https://a.b.hits.example/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"https://up.stream.example/c\"", "\"https://s.shop.example/m/n/c\""),
        ("\"https://0a1b@www.vendor.example/7\"", "\"https://0a1b@s.shop.example/m/n/7\""),
        ("\"\\nwww.vendor.example\"", "\"\\ns.shop.example/m/n\""),
        ("x(\"col\"+\"lect\")", "x(\"s.shop.example/m/n/c\")"),
        ("www.vendor.example", "s.shop.example/m/n"),
    ])
    func `a host becomes the site's, however it is written`(text: String, expected: String) {
        let (found, strangers) = Self.rewrite(text)
        #expect(found == expected)
        #expect(strangers.isEmpty)
    }

    @Test(arguments: [
        ("\"https://www.vendor.example.evil.test/c\"", ""),
        ("\"https://xwww.vendor.example/c\"", "xwww.vendor.example"),
        ("\"https://x-www.vendor.example/c\"", "x-www.vendor.example"),
        ("\"https://_www.vendor.example/c\"", "_www.vendor.example"),
        ("\"https://éwww.vendor.example/c\"", "éwww.vendor.example"),
        ("\"https://www.vendor.examplex/c\"", ""),
        ("\"https://www-vendor.example/c\"", ""),
        ("\"https://hits.example/c\"", "hits.example"),
        ("\"https://xhits.example/c\"", ""),
        ("\"https://www.vendor.example:8443/c\"", "www.vendor.example"),
        ("\"https://www.vendor.example./c\"", "www.vendor.example"),
        ("a+\".vendor.example/c\"", "vendor.example"),
        ("\"https://other.test/www.vendor.example/c\"", ""),
        ("\"https:\\/\\/other.test\\/www.vendor.example\\/c\"", ""),
        ("\"https://www.vendor.example@other.test/\"", "www.vendor.example"),
        ("mail me@www.vendor.example now", "www.vendor.example"),
        ("/www\\.vendor\\.example/.test(h)", ""),
        ("\"https://new.vendor.example/c\"", "new.vendor.example"),
        ("\"https://help.vendor.example/c\"", ""),
        ("", ""), (".", ""), ("...", ""), ("a.", ""), ("%", ""), ("\\", ""), ("\\u", ""),
        ("//", ""),
        ("%2F%2F", ""), ("%2", ""), ("@.b", ""),
    ])
    func `what is not a whole host stays byte for byte, and is told of where it looks like one`(
        text: String, stranger: String
    ) {
        let (found, strangers) = Self.rewrite(text)
        #expect(found == text)
        #expect(strangers == (stranger.isEmpty ? [] : [stranger]))
    }

    @Test func `where the shop is tried out, scheme and port are the request's`() {
        let (text, _) = Self.rewrite(
            "a(\"https://www.vendor.example/c\",\"https:\\/\\/www.vendor.example\",\"wss://www.vendor.example/s\")",
            isSecure: false, authority: "127.0.0.1:8080", mount: "")
        #expect(
            text
                == "a(\"http://127.0.0.1:8080/c\",\"http:\\/\\/127.0.0.1:8080\",\"ws://127.0.0.1:8080/s\")"
        )
    }

    @Test(arguments: [
        ("a()\n//# sourceMappingURL=https://x.test/a.map\n", "a()\n\n"),
        ("a()\n//@ sourceMappingURL=a.map", "a()\n"),
        ("a()\n/*# sourceMappingURL=a.map */b()", "a()\nb()"),
        ("/*# sourceMappingURL=a*///# sourceMappingURL=b\nc()", "\nc()"),
        ("//# sourceMappingURL=a.map", ""),
        ("a(\"//# sourceMappingURL=\"+x)", "a(\"//# sourceMappingURL=\"+x)"),
        ("sourceMappingURL=", "sourceMappingURL="),
        ("# sourceMappingURL=x", "# sourceMappingURL=x"),
    ])
    func `comments that name a source map go, texts stay`(text: String, expected: String) {
        #expect(Self.rewrite(text).text == expected)
    }

    @Test func `any bytes pass, and what is long is done in one go`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("wwvendor.example/\\:%2F@\"u00\n é".utf8)
        for _ in 0..<300 {
            let bytes = (0..<80).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            var output = ByteBuffer()
            let target = ScriptTarget(
                isSecure: true, authority: "s", mount: "", destination: 0)
            _ = Self.rewriter().rewrite(bytes.span, for: target, into: &output)
            let same = output.span.array == bytes
            let holdsHost = String(decoding: bytes, as: UTF8.self).contains("vendor.example")
            #expect(same || holdsHost)
        }
        let long = String(repeating: "\"https://www.vendor.example/c\";", count: 20_000)
        #expect(!Self.rewrite(long).text.contains("vendor"))
    }

    @Test func `a file with a thousand unknown hosts tells of a few`() {
        let text = (0..<1_000).map { "\"https://h\($0).vendor.example\"" }.joined()
        #expect(Self.rewrite(text).strangers.count == ScriptRewriter.mostStrangers)
    }
}
