import Bytes
import Privacy
import Transport

@testable import Gateway

// Vendors' scripts on their way to browsers.

extension FuzzTargets {
    /// No host of the list stays where it is one, nothing else changes, and lines are rewritten alike
    /// whether they come alone or together.
    ///
    /// The first byte picks the rules and the target.
    static func script(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let rules = FuzzScripts.rules[Int(bytes[0]) % FuzzScripts.rules.count]
        let target = FuzzScripts.targets[Int(bytes[0] >> 4) % FuzzScripts.targets.count]
        let text = FuzzText.words(bytes.extracting(1...), rules.words)
        let (written, strangers) = rules.rewrite(text, target)
        precondition(strangers.count <= ScriptRewriter.mostStrangers, "too many strangers")
        precondition(Set(strangers).count == strangers.count, "a stranger twice")
        let lower = written.map(ASCII.lowercased)
        for host in rules.exact {
            FuzzScripts.checkAbsent(host, in: lower)
        }
        // A second time may change more: what looked like a port or a part of a name behind a host was the
        // beginning of another host, and is none any more.
        if !FuzzScripts.holdsAny(rules.marks, text.map(ASCII.lowercased)) {
            precondition(written == text, "another text is changed")
        }
        guard let cut = text.indices.first(where: { $0 >= text.count / 2 && text[$0] == 0x0A })
        else { return }
        let first = rules.rewrite(Array(text[...cut]), target)
        let second = rules.rewrite(Array(text[(cut + 1)...]), target)
        precondition(first.text + second.text == written, "lines alone are rewritten otherwise")
    }

    /// What is asked of a vendor is in the words of its map: a path and values of letters, digits, `.`,
    /// `_` and `-`, never anything else that a client wrote.
    static func scriptRequest(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let rules = FuzzScripts.rules[Int(bytes[0]) % FuzzScripts.rules.count]
        let text = FuzzText.words(bytes.extracting(1...), rules.requestWords).span
        let mark = text.firstOffset(of: UInt8(ascii: "?"))
        let path = text.extracting(..<(mark ?? text.count))
        let query = text.extracting((mark.map { $0 + 1 } ?? text.count)...)
        guard let request = rules.route.request(path: path, query: query) else { return }
        let segments = request.target.split(separator: UInt8(ascii: "/"))
        precondition(!segments.contains { $0 == Array("..".utf8)[...] }, "leads elsewhere")
        let allowed = Set("/?&=._-".utf8)
        for byte in request.target {
            precondition(
                ASCII.isAlphanumeric(byte) || allowed.contains(byte), "what a client wrote is sent")
        }
        precondition(request.target.first == UInt8(ascii: "/"))
        precondition(request.target.count <= text.count + rules.route.definition.path.utf8.count)
    }
}

/// Rules of rewriting: some of the fuzzer's own, and those of every vendor of the catalogue.
struct FuzzScripts: Sendable {
    let rewriter: ScriptRewriter
    let route: ScriptRoute
    /// Hosts that are exchanged, each by its whole name.
    let exact: [[UInt8]]
    /// What a text has to hold to be changed at all, in lower case.
    let marks: [[UInt8]]
    /// What texts are made of.
    let words: [[UInt8]]
    let requestWords: [[UInt8]]

    static let targets = [
        ScriptTarget(isSecure: true, authority: "s.shop.test", mount: "", destination: 0),
        ScriptTarget(isSecure: true, authority: "s.shop.test", mount: "/m/n", destination: 0),
        ScriptTarget(isSecure: false, authority: "127.0.0.1:8080", mount: "/m", destination: 0),
    ]

    static let rules: [FuzzScripts] = {
        var own = ScriptDefinition(
            path: "/c/{site}/tag-{known}.js", source: .host("cdn.vendor.example"))
        own.rewritten = ["www.vendor.example", "*.hits.example"]
        own.staying = ["help.vendor.example"]
        own.replacements = [
            ScriptDefinition.Replacement(find: "\"col\"+\"lect\"", with: "\"{host}/c\""),
            ScriptDefinition.Replacement(find: "BASE", with: "{site}"),
        ]
        own.query = [
            ScriptDefinition.Parameter(name: "id", rule: .site),
            ScriptDefinition.Parameter(name: "lang", rule: .locale),
            ScriptDefinition.Parameter(name: "cb", rule: .dropped),
            ScriptDefinition.Parameter(name: "v", rule: .values(["1", "2"])),
            ScriptDefinition.Parameter(name: "k", rule: .known),
        ]
        var vendor = VendorDefinition(
            name: "vendor", sources: [], endpoints: [], needs: [], signals: [],
            map: FieldMapDefinition(name: "vendor", file: "vendor.yaml", fields: []))
        vendor.hosts = ["*.vendor.example"]
        let catalog = Catalog()
        let known = catalog.vendorNames.compactMap { try? catalog.vendor(named: $0) }
        return [FuzzScripts(own, vendor: vendor)]
            + known.flatMap { vendor in
                vendor.scripts.map { FuzzScripts($0, vendor: vendor) }
            }
    }()

    private init(_ definition: ScriptDefinition, vendor: VendorDefinition) {
        let upstream = "up.stream.example"
        route = ScriptRoute(
            definition, vendor: vendor, destination: 0, mount: "",
            origin: ScriptOrigin(
                origin: Origin(scheme: .https, host: "cdn.vendor.example"),
                authority: "cdn.vendor.example", allowsPrivate: false),
            ids: ["G-1", "abc"], upstreamHost: upstream)
        rewriter = route.rewriter
        var hosts = definition.rewritten + [upstream]
        if case .host(let host) = definition.source, !definition.staying.contains(host) {
            hosts.append(host)
        }
        exact = hosts.filter { !$0.hasPrefix("*") }.map { Array($0.lowercased().utf8) }
        let names = hosts.map { $0.hasPrefix("*.") ? String($0.dropFirst(2)) : $0 }
        marks =
            (names + definition.replacements.map(\.find) + ["sourcemappingurl="])
            .map { Array($0.lowercased().utf8) }
        let texts =
            names + names.map { "a." + $0 } + names.map { $0.uppercased() } + definition.staying
            + vendor.hosts + definition.replacements.map(\.find) + Self.pieces
        words = texts.map { Array($0.utf8) }
        let segments = definition.path.split(whereSeparator: { "/{}".contains($0) }).map(
            String.init)
        requestWords =
            (segments + definition.query.flatMap { [$0.name + "=", "&" + $0.name + "="] }
            + [definition.path, "/", "?", "&", "=", "%2F", "..", "G-1", "abc", "en_US", "%"])
            .map { Array($0.utf8) }
    }

    private static let pieces = [
        "https://", "http://", "wss://", "//", "\\/\\/", "\\u002F\\u002F", "\\x2f\\x2f", "%2F%2F",
        "https:\\/\\/", "https:\\\\/\\\\/", "https:/\\/", "https%3A%2F%2F", "\"", "'", "\n", "/",
        "\\/", ":443", ":8443", "@", ".",
        "\\", "\\n", "\\u00", "%", "x", "-", "_", "é", "+", " ", "//# sourceMappingURL=",
        "/*# sourceMappingURL=", "*/", "https://0a1b@", "https://s.shop.test",
    ]

    func rewrite(_ text: [UInt8], _ target: ScriptTarget) -> (text: [UInt8], strangers: [String]) {
        var output = ByteBuffer()
        let strangers = rewriter.rewrite(text.span, for: target, into: &output)
        return (output.span.array, strangers)
    }

    /// Stops where a host stands in `text` as the host of an address, written in full.
    static func checkAbsent(_ host: [UInt8], in text: [UInt8]) {
        let ends = Set("/\"'?# \n\\".utf8)
        for separator in ["://", ":\\/\\/", ":\\\\/\\\\/", ":/\\/", ":\\u002f\\u002f"] {
            let needle = Array(separator.utf8) + host
            var position = 0
            while let start = text.span.firstOffset(of: needle.span, from: position) {
                position = start + 1
                let end = start + needle.count
                guard end == text.count || ends.contains(text[end]) else { continue }
                preconditionFailure("a vendor's host stays: \(text.span.string.debugDescription)")
            }
        }
    }

    /// Whether any of `texts` stands in `text`.
    static func holdsAny(_ texts: [[UInt8]], _ text: [UInt8]) -> Bool {
        texts.contains { text.span.firstOffset(of: $0.span, from: 0) != nil }
    }
}
