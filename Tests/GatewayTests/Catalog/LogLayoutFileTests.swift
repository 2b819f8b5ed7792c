import Decoding
import Privacy
import Testing

@testable import Gateway

/// Format files with templates, several layouts, and tables of W3C columns.
@Suite struct LogLayoutFileTests {
    private let catalog = Catalog()

    @Test(arguments: [
        "alb", "bunny", "cloudfront", "elb", "envoy", "haproxy", "lighttpd", "php-fpm", "s3",
        "traefik",
        "uwsgi", "varnish", "w3c", "xferlog",
    ])
    func `every server without a language of its own has a format`(name: String) throws {
        let format = try catalog.logFormat(named: name)
        #expect(format.name == name && !format.isNamedOnly)
        #expect(format.codec == .w3c || format.template != nil)
        for profile in ["anonymous", "addresses"] {
            let profile = try catalog.profile(named: profile)
            #expect(throws: Never.self) { try CompiledLogFormat(format, profile: profile) }
        }
    }

    @Test(arguments: [
        ("haproxy", 5), ("lighttpd", 4), ("vhost-combined", 3), ("litespeed", 2), ("s3", 1),
    ])
    func `a name stands for all layouts of its file`(name: String, count: Int) throws {
        let format = try catalog.ownLogFormat(named: name)
        #expect(format.alternatives.count == count - 1)
        #expect(format.alternatives.allSatisfy { $0.name == name })
    }

    @Test func `a name may stand for formats of other files, where somebody names it`() throws {
        let named = try catalog.logFormat(named: "cloudfront")
        #expect(named.alternatives.map(\.name) == ["w3c"])
        let own = try catalog.ownLogFormat(named: "cloudfront")
        #expect(own.alternatives.isEmpty && own.isTabbed == true)
        #expect(own.marks.contains("x-edge-location"))
    }

    @Test func `formats that fit nearly every line are only used where somebody names them`() throws
    {
        let named = try catalog.logFormatNames.filter {
            try catalog.ownLogFormat(named: $0).isNamedOnly
        }
        #expect(named.contains("apache-agent") && named.contains("apache-referer"))
    }

    @Test func `the columns of a template have grammars and facts`() throws {
        let format = try catalog.logFormat(named: "alb")
        let template = try #require(format.template)
        #expect(template.columns["port"]?.leftOut == UInt8(ascii: "0"))
        #expect(template.columns["client"]?.extent == .toLast)
        #expect(template.columns["status"]?.shape == .number)
        #expect(format.columns.first { $0.pattern == "request" }?.fact == .request)
        #expect(format.columns.first { $0.pattern == "request" }?.decode == [.requestLine])
    }

    private func mistakes(_ text: String) -> [String] {
        let mistakes = MistakeList(file: "own.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) {
            _ = LogFormatReader(mistakes: mistakes).read(root, name: "own")
        }
        return mistakes.sorted.map(\.description)
    }

    private static let head = """
        log-format: own
        sources: [https://shop.example/]
        codec: access-log
        syntax: layout

        """

    @Test(arguments: [
        ("format: \"{a}{b}\"\ncolumns: {a: ip, b: ip}", ":5: format: nothing separates"),
        ("format: \"{a} {c}\"\ncolumns: {a: ip, b: ip}", ":5: format: unknown directive \"c\""),
        ("format: \"{a}\"\ncolumns: {a: ip, b: ip}", ":6: unknown column \"b\""),
        ("format: []\ncolumns: {a: ip}", ":5: format is empty"),
        ("format: \"{a}\"\ncolumns: {a: {kind: ip, grammar: statsu}}", "did you mean \"status\"?"),
        ("format: \"{a}\"\ncolumns: {a: {kind: ip, read: words}}", "unknown read \"words\""),
        ("format: \"{a}\"\ncolumns: {a: {kind: ip, missing: none at all}}", "longer than one"),
        (
            "format: \"{a}\"\ncolumns: {a: {kind: ip, grammar: port, missing: x}}",
            "not in the grammar"
        ),
        ("escapes: html\nformat: \"{a}\"\ncolumns: {a: ip}", "unknown escapes \"html\""),
    ])
    func `a mistake in a template is reported`(text: String, expected: String) {
        let found = mistakes(Self.head + text)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `a right template has no mistake`() {
        let text = """
            escapes: haproxy
            format:
              - '{client}:{port} "{request}"'
              - '{client}'
            columns:
              client: {kind: ip, read: to-last}
              port: {kind: fingerprint, grammar: port, missing: "0"}
              request: {kind: url, fact: page, relayed: true, parts: bars}
            """
        #expect(mistakes(Self.head + text) == [])
    }

    @Test func `names of W3C columns do not differ by case alone`() {
        let text = """
            log-format: own
            sources: [https://shop.example/]
            codec: w3c
            separator: comma
            fields:
              c-ip: ip
              C-IP: ip
              sc-status: {kind: technical, grammar: state}
            """
        let found = mistakes(text)
        #expect(found.contains { $0.hasPrefix("own.yaml:7: \"C-IP\" is spelled like") })
        #expect(found.contains { $0.contains("unknown separator \"comma\"") })
        #expect(found.contains { $0.contains("\"state\"") })
    }
}
