import Privacy
import Testing

@testable import Gateway

@Suite struct ScriptReaderTests {
    private func read(_ scripts: String) -> (mistakes: String, scripts: [ScriptDefinition]) {
        let text = """
            vendor: own
            sources: [https://vendor.example]
            hosts: [vendor.example]
            needs: [statistics]
            endpoints: [{path: /c, methods: [GET, POST], body: [form], answer: pixel}, {path: "/e/{x}", methods: [GET], body: none, answer: pixel}, {path: /p.js, methods: [POST], body: form, answer: pixel}]
            fields: {page: url}
            scripts:

            """
        let mistakes = MistakeList(file: "v.yaml")
        let root = YAMLComposer(mistakes: mistakes).compose(text + scripts)
        let vendor = root.flatMap { VendorReader(mistakes: mistakes).read($0, name: "own") }
        return (mistakes.sorted.map(\.description).joined(separator: "\n"), vendor?.scripts ?? [])
    }

    @Test func `a file is read with all that may be said of it`() throws {
        let (mistakes, scripts) = read(
            """
              - path: /a/{site}.js
                origin: https://cdn.vendor.example
                query: {id: site, l: [dataLayer, "5"], v: known, g: drop, hl: locale}
                type: json
                rewrite: [www.vendor.example, "*.hits.example"]
                stay: [help.vendor.example]
                replace: [{find: '"col"+"lect"', with: "{site}"}]
                redirects: [b.vendor.example]
                fresh: 15m
                largest: 512KiB
              - {path: /p.js, origin: upstream}
            """)
        #expect(mistakes.isEmpty)
        var first = ScriptDefinition(path: "/a/{site}.js", source: .host("cdn.vendor.example"))
        first.query = [
            .init(name: "id", rule: .site), .init(name: "l", rule: .values(["dataLayer", "5"])),
            .init(name: "v", rule: .known), .init(name: "g", rule: .dropped),
            .init(name: "hl", rule: .locale),
        ]
        first.type = .json
        first.rewritten = ["www.vendor.example", "*.hits.example"]
        first.staying = ["help.vendor.example"]
        first.replacements = [.init(find: "\"col\"+\"lect\"", with: "{site}")]
        first.redirects = ["b.vendor.example"]
        first.freshSeconds = 900
        first.largestBytes = 512 * 1_024
        first.line = 8
        var second = ScriptDefinition(path: "/p.js", source: .upstream)
        second.line = 18
        #expect(scripts == [first, second])
    }

    @Test(arguments: [
        (
            "  - https://cdn.vendor.example/a.js",
            "v.yaml:8: a script is \"https://cdn.vendor.example/a.js\"; expected keys with values: path, origin, query, type, rewrite, stay, replace, redirects, fresh, largest"
        ),
        (
            "  - {path: /a.js, origin: https://h.example, rewite: [a.example]}",
            "v.yaml:8: unknown key \"rewite\"; expected one of path, origin, query, type, rewrite, stay, replace, redirects, fresh, largest; did you mean \"rewrite\"? (in a script)"
        ),
        (
            "  - {path: a.js, origin: https://h.example}",
            "v.yaml:8: path is \"a.js\"; expected a path such as /gtag/js or /c/hotjar-{site}.js, with {site}, {known} or {locale}"
        ),
        (
            "  - {path: \"/{id}.js\", origin: https://h.example}",
            "v.yaml:8: path is \"/{id}.js\"; expected a path such as /gtag/js or /c/hotjar-{site}.js, with {site}, {known} or {locale}"
        ),
        (
            "  - {path: /a.js, origin: http://h.example}",
            "v.yaml:8: origin is \"http://h.example\"; expected https://HOST or upstream"
        ),
        (
            "  - {path: /a.js, origin: https://h.example:8443}",
            "v.yaml:8: origin is \"https://h.example:8443\"; expected https://HOST or upstream"
        ),
        (
            "  - {path: /a.js, origin: https://127.0.0.1}",
            "v.yaml:8: origin is \"https://127.0.0.1\"; expected https://HOST or upstream"
        ),
        (
            "  - {path: /a.js, origin: upstream, query: {id: sit}}",
            "v.yaml:8: unknown id \"sit\"; expected one of site, known, locale, drop; did you mean \"site\"?"
        ),
        (
            "  - {path: /a.js, origin: upstream, query: {l: [a b]}}",
            "v.yaml:8: l holds \"a b\"; expected letters, digits, . _ -, at most 64"
        ),
        (
            "  - {path: /a.js, origin: upstream, query: {a b: site}}",
            "v.yaml:8: \"a b\" is no name of a parameter; expected letters, digits, . _ -"
        ),
        (
            "  - {path: /a.js, origin: upstream, type: scrpt}",
            "v.yaml:8: unknown type \"scrpt\"; expected one of script, json, style, gif, png; did you mean \"script\"?"
        ),
        (
            "  - {path: /a.js, origin: upstream, rewrite: [\"https://a.example\"]}",
            "v.yaml:8: rewrite holds \"https://a.example\"; expected a list of host names such as [www.example.com, \"*.example.com\"]"
        ),
        (
            "  - {path: /a.js, origin: upstream, rewrite: [a.example], stay: [a.example]}",
            "v.yaml:8: a.example cannot both be rewritten and stay"
        ),
        (
            "  - {path: /a.js, origin: upstream, redirects: [\"*.example\"]}",
            "v.yaml:8: redirects holds \"*.example\"; expected exact host names"
        ),
        (
            "  - {path: /a.js, origin: upstream, replace: [{find: abc, with: x}]}",
            "v.yaml:8: find is \"abc\"; expected at least 8 characters"
        ),
        (
            "  - {path: /a.gif, origin: upstream, type: gif, rewrite: [a.example]}",
            "v.yaml:8: /a.gif is a picture; there is nothing in it to rewrite"
        ),
        (
            "  - {path: /a.js, origin: upstream, fresh: 2d}",
            "v.yaml:8: fresh is \"2d\"; expected 30s to 1d"
        ),
        (
            "  - {path: /a.js, origin: upstream, largest: 5MiB}",
            "v.yaml:8: largest is \"5MiB\"; expected 1KiB to 4MiB"
        ),
        (
            "  - {path: /a.js, origin: upstream, fresh: 15}",
            "v.yaml:8: fresh is \"15\"; expected a time such as 10s"
        ),
        (
            "  - {path: /a.js, origin: upstream, largest: 1MB}",
            "v.yaml:8: largest is \"1MB\"; expected a size such as 64KiB"
        ),
        (
            "  - {path: \"/a-{site}.js\", origin: upstream}\n  - {path: \"/a-{known}.js\", origin: upstream}",
            "v.yaml:9: two scripts answer /a-{known}.js; the other is /a-{site}.js on line 8"
        ),
        (
            "  - {path: /c, origin: upstream}",
            "v.yaml:8: the script /c would be answered by the endpoint /c on line 5"
        ),
        (
            "  - {path: /e/a.js, origin: upstream}",
            "v.yaml:8: the script /e/a.js would be answered by the endpoint /e/{x} on line 5"
        ),
    ])
    func `a mistake is told with its line`(scripts: String, expected: String) {
        #expect(read(scripts).mistakes == expected)
    }

    @Test(arguments: [
        (
            "scripts: true",
            "shop.yaml:13: missing key \"script-ids\" in a destination that serves the scripts of google-analytics-4; expected the ids that its pages load, such as [G-TEST000001]"
        ),
        (
            "scripts: yes\n    script-ids: [G-1]",
            """
            shop.yaml:13: scripts is "yes"; expected true or false
            shop.yaml:14: script-ids has no effect without scripts: true
            """
        ),
        (
            "script-ids: [G-1]",
            "shop.yaml:13: script-ids has no effect without scripts: true"
        ),
        (
            "scripts: true\n    script-ids: [G-1, G-1, a/b, \"\"]",
            """
            shop.yaml:14: script-ids names "G-1" twice
            shop.yaml:14: script-ids holds "a/b"; expected letters, digits, . _ -, at most 64
            shop.yaml:14: script-ids is ""; expected a list of ids such as [G-TEST000001]
            """
        ),
        ("scripts: true\n    script-ids: [G-TEST000001]", ""),
    ])
    func `a destination says which scripts it serves`(keys: String, expected: String) {
        let text = configuration(replacing: "site: shop", with: "site: shop\n    " + keys)
        #expect(mistakes(in: text) == expected)
    }

    private func two(_ first: String, _ second: String) -> String {
        """
        listen: [{address: "127.0.0.1:8080"}]
        sites: [{name: shop, hosts: [s.shop.example], rules: be-strict}]
        destinations:
          - {name: one, site: shop, \(first)}
          - {name: two, site: shop, \(second)}
        """
    }

    @Test(arguments: [
        (
            "vendor: generic, upstream: \"https://own.example\", paths: [/script.js]",
            "vendor: umami, upstream: \"https://umami.example\", scripts: true",
            "shop.yaml:5: the script /script.js already belongs to \"one\" (line 4); expected a mount"
        ),
        (
            "vendor: sentry, upstream: \"https://sentry.example\", scripts: true, script-ids: [a1]",
            "vendor: goatcounter, upstream: \"https://g.example\", scripts: true, script-ids: [v4]",
            ""
        ),
        (
            "vendor: sentry, upstream: \"https://sentry.example\", scripts: true, script-ids: [a1]",
            "vendor: getsitecontrol, upstream: \"https://g.example\", scripts: true, script-ids: [v4]",
            "shop.yaml:5: the script /{site}.js already belongs to \"one\" (line 4); expected a mount"
        ),
        (
            "vendor: google-analytics-4, upstream: \"https://g.example\", scripts: true, script-ids: [G-1]",
            "vendor: google-tag, upstream: \"https://t.example\", scripts: true, script-ids: [AW-1]",
            ""
        ),
        (
            "vendor: matomo, upstream: \"https://m.example\", scripts: true, script-ids: [G1]",
            "vendor: matomo, upstream: \"https://n.example\", scripts: true, script-ids: [G2]",
            ""
        ),
        (
            "vendor: umami, when-granted: aggregate, when-denied: drop, when-unknown: drop, scripts: true",
            "vendor: matomo, upstream: \"https://m.example\"",
            "shop.yaml:4: the scripts of umami come from the upstream, and there is none; expected upstream: https://HOST"
        ),
        (
            "vendor: shopify-monorail, upstream: \"https://s.example\", scripts: true",
            "vendor: matomo, upstream: \"https://m.example\"",
            "shop.yaml:4: scripts has no effect: the map of shopify-monorail names no script"
        ),
    ])
    func `paths that two would answer are told`(
        first: String, second: String, expected: String
    ) {
        #expect(mistakes(in: two(first, second)) == expected)
    }
}
