import Bytes
import Privacy
import Testing

@testable import Gateway

@Suite struct ScriptRouteTests {
    private static let query: [ScriptDefinition.Parameter] = [
        .init(name: "id", rule: .site), .init(name: "l", rule: .values(["dataLayer"])),
        .init(name: "v", rule: .known), .init(name: "gtm", rule: .dropped),
    ]

    private func target(_ path: String, _ query: String) -> String? {
        let route = TestScripts.route(
            "/gtag/js", query: Self.query, ids: ["G-TEST000001", "myLayer"], mount: "/m")
        return TestScripts.request(route, path, query).map { $0.target.span.string }
    }

    @Test(arguments: [
        ("", "/gtag/js"),
        ("id=G-TEST000001", "/gtag/js?id=G-TEST000001"),
        ("l=dataLayer&id=G-TEST000001", "/gtag/js?id=G-TEST000001&l=dataLayer"),
        ("l=myLayer", "/gtag/js?l=myLayer"),
        ("id=G-TEST000001&gtm=45je4xx0%20secret", "/gtag/js?id=G-TEST000001"),
        ("v=1.2.3", "/gtag/js?v=1.2.3"),
    ])
    func `the vendor is asked in the words of the map and the configuration`(
        query: String, expected: String
    ) {
        #expect(target("/m/gtag/js", query) == expected)
    }

    @Test(arguments: [
        "id=G-TEST000002", "id=", "id=G-TEST000001&id=G-TEST000001", "cid=1111111111.1700000000",
        "l=other", "id=G-TEST000001&x", "ID=G-TEST000001", "id=G%2DTEST000001", "l=data+Layer",
        "v=a%2Fb", "v=../x", "v=a/b", "v=jan@example.com", "v=.hidden",
        "v=" + String(repeating: "a", count: 65), "gtm=" + String(repeating: "a", count: 4_000),
    ])
    func `anything else is asked of nobody`(query: String) {
        #expect(target("/m/gtag/js", query) == nil)
    }

    @Test(arguments: [
        ("/c/hotjar-{site}.js", "/c/hotjar-G-1.js", true),
        ("/c/hotjar-{site}.js", "/c/hotjar-2.js", false),
        ("/c/hotjar-{site}.js", "/c/hotjar-.js", false),
        ("/c/hotjar-{site}.js", "/c/hotjar-G-1.js/", false),
        ("/c/hotjar-{site}.js", "/c/hotjar-G-1.jsx", false),
        ("/{locale}/fbevents.js", "/en_US/fbevents.js", true),
        ("/{locale}/fbevents.js", "/nl/fbevents.js", true),
        ("/{locale}/fbevents.js", "/klant/fbevents.js", false),
        ("/{locale}/fbevents.js", "//fbevents.js", false),
        ("/lib/{known}", "/lib/main.0a1b.js", true),
        ("/lib/{known}", "/lib/..", false),
        ("/lib/{known}", "/lib/%2e%2e", false),
        ("/lib/{known}", "/lib/a/b", false),
        ("/lib/{known}", "/lib/a\\b", false),
    ])
    func `a path is the map's or nobody's`(path: String, asked: String, isTaken: Bool) {
        #expect((TestScripts.request(TestScripts.route(path), asked) != nil) == isTaken)
    }

    @Test func `what a vendor's files must vouch for is said`() throws {
        let route = TestScripts.route("/lib/main.{known}.js", query: Self.query)
        let request = try #require(TestScripts.request(route, "/lib/main.0a1b.js", "v=9"))
        #expect(request.unproven.map { $0.value.span.string } == ["0a1b", "9"])
        #expect(request.unproven.map { $0.segment.span.string } == ["main.0a1b.js", "9"])
        #expect(request.key == "vendor https://cdn.vendor.example:443/lib/main.0a1b.js?v=9")
    }

    @Test(arguments: [
        "/a.js", "/{site}.js", "/a/{known}/b.js", "/{locale}/x", "/c/x-{site}.min.js",
        "/npm/@a/b@{site}/sp.js",
    ])
    func `a path may be written so`(path: String) {
        #expect(ScriptTemplate.isValid(path))
        let template = ScriptTemplate(path)
        #expect(template.blanks(of: template.sample.span) != nil)
    }

    @Test(arguments: [
        "", "/", "a.js", "/a b", "/{any}.js", "/{site}{known}", "/a/../b", "/a//b", "/a?b", "/%61",
        "/{site", "/site}", "/a/.", "/é.js",
    ])
    func `and not so`(path: String) { #expect(!ScriptTemplate.isValid(path)) }
}
