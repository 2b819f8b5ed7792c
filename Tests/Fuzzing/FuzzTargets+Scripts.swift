import Bytes
import Privacy

@testable import Gateway

// What vendors' files become.

extension FuzzTargets {
    /// A file without a name of the vendor stays as it is, and what is rewritten twice does not change.
    ///
    /// Bytes with the high bit stand for words, so that names are met often.
    static func script(_ bytes: Span<UInt8>) {
        let input = FuzzText.words(bytes, scriptWords)
        var once = ByteBuffer()
        let strangers = rewriter.rewrite(input.span, for: scriptTarget, into: &once)
        precondition(strangers.count <= ScriptRewriter.mostStrangers)
        for stranger in strangers { precondition(!stranger.isEmpty && stranger.utf8.count <= 253) }
        let text = String(decoding: input, as: UTF8.self).lowercased()
        let isTouched = [".example", "col", "sourcemappingurl"].contains { text.contains($0) }
        precondition(isTouched || once.span.equals(input.span), "changes what it does not know")
        // Of two comments on one line the second is found when the first is gone.
        guard !text.contains("sourcemappingurl") else { return }
        var twice = ByteBuffer()
        _ = rewriter.rewrite(once.span, for: scriptTarget, into: &twice)
        precondition(twice.span.equals(once.span), "rewriting twice changes something")
    }

    private static let scriptTarget = ScriptTarget(
        isSecure: true, authority: "s.shop.test", mount: "/m", destination: 0)

    private static let rewriter: ScriptRewriter = {
        var script = ScriptDefinition(path: "/tag.js", source: .host("cdn.vendor.example"))
        script.rewritten = ["www.vendor.example", "*.hits.example"]
        script.staying = ["help.vendor.example"]
        script.replacements = [
            ScriptDefinition.Replacement(find: "\"col\"+\"lect\"", with: "\"{host}/c\"")
        ]
        var vendor = VendorDefinition(
            name: "vendor", sources: [], endpoints: [], needs: [], signals: [],
            map: FieldMapDefinition(name: "vendor", file: "vendor.yaml", fields: []))
        vendor.hosts = ["*.vendor.example"]
        return ScriptRewriter(script, vendor: vendor, upstreamHost: "up.stream.example")
    }()

    private static let scriptWords = [
        "www.vendor.example", "cdn.vendor.example", "help.vendor.example", "a.hits.example",
        "hits.example", "up.stream.example", "vendor.example", "https://", "http://", "//", "\"",
        "'", "https:\\/\\/", "\\/", "%2F%2F", "https%3A%2F%2F", "\\x2f\\x2f", "\\u002F", ":443",
        "/c",
        "\"col\"+\"lect\"", "sourceMappingURL=", "//# ", "/*# ", "*/", "\n", ".", "-", "_", "x",
        "+",
        "s.shop.test", "/m", "wss://", "@", "?", "#", "\\", "%", "é",
    ].map { Array($0.utf8) }
}
