import Testing

@testable import Decoding

@Suite("URL parts")
struct URLPartsTests {
    /// Scheme, userinfo, host, port, path, query, fragment.
    private func parts(_ bytes: [UInt8]) -> [String?] {
        let parts = URLParts(bytes.span)
        return [
            bytes.text(parts.scheme), bytes.text(parts.userinfo), bytes.text(parts.host),
            bytes.text(parts.port), bytes.text(parts.path), bytes.text(parts.query),
            bytes.text(parts.fragment),
        ]
    }

    @Test(
        "Absolute URLs are split",
        arguments: [
            (
                "https://shop.example/p/42?a=1#top",
                ["https", nil, "shop.example", nil, "/p/42", "a=1", "top"]
            ),
            ("HTTP://Shop.Example", ["HTTP", nil, "Shop.Example", nil, "", nil, nil]),
            (
                "https://user:pass@shop.example:8443/x",
                ["https", "user:pass", "shop.example", "8443", "/x", nil, nil]
            ),
            (
                "https://[2001:db8::1]:443/?q",
                ["https", nil, "[2001:db8::1]", "443", "/", "q", nil]
            ),
            ("https://[2001:db8::1]", ["https", nil, "[2001:db8::1]", nil, "", nil, nil]),
            ("https://h?a#b?c", ["https", nil, "h", nil, "", "a", "b?c"]),
            ("https://h#a?b", ["https", nil, "h", nil, "", nil, "a?b"]),
            ("https://h/?", ["https", nil, "h", nil, "/", "", nil]),
            ("https://h/#", ["https", nil, "h", nil, "/", nil, ""]),
            ("https://h:/", ["https", nil, "h", "", "/", nil, nil]),
            (
                "https://h/a?b=https://x/?y#z",
                ["https", nil, "h", nil, "/a", "b=https://x/?y", "z"]
            ),
            (
                "android-app://com.example/x",
                ["android-app", nil, "com.example", nil, "/x", nil, nil]
            ),
            ("file:///etc/hosts", ["file", nil, "", nil, "/etc/hosts", nil, nil]),
            ("file:/etc", ["file", nil, nil, nil, "/etc", nil, nil]),
            ("https://", ["https", nil, "", nil, "", nil, nil]),
            ("https:", ["https", nil, "", nil, "", nil, nil]),
        ] as [(String, [String?])])
    func absolute(url: String, expected: [String?]) {
        #expect(parts(url.bytes) == expected)
        #expect(!URLParts(url.bytes.span).isOpaque)
    }

    @Test(
        "References without a scheme are split",
        arguments: [
            ("//host/x?y", [nil, nil, "host", nil, "/x", "y", nil]),
            ("/p/42?a#b", [nil, nil, nil, nil, "/p/42", "a", "b"]),
            ("p/42", [nil, nil, nil, nil, "p/42", nil, nil]),
            ("", [nil, nil, nil, nil, "", nil, nil]),
            ("?a=1", [nil, nil, nil, nil, "", "a=1", nil]),
            ("#/path?x=1", [nil, nil, nil, nil, "", nil, "/path?x=1"]),
            ("/a:b", [nil, nil, nil, nil, "/a:b", nil, nil]),
            ("1a:b", [nil, nil, nil, nil, "1a:b", nil, nil]),
            ("*", [nil, nil, nil, nil, "*", nil, nil]), ("/", [nil, nil, nil, nil, "/", nil, nil]),
        ] as [(String, [String?])])
    func relative(url: String, expected: [String?]) {
        #expect(parts(url.bytes) == expected)
    }

    @Test(
        "Opaque URLs have no host",
        arguments: [
            (
                "mailto:jan@shop.example?subject=x",
                ["mailto", nil, nil, nil, "jan@shop.example", "subject=x", nil]
            ),
            (
                "data:text/html,<p>//x</p>",
                ["data", nil, nil, nil, "text/html,<p>//x</p>", nil, nil]
            ),
            ("javascript:alert(1)", ["javascript", nil, nil, nil, "alert(1)", nil, nil]),
            ("tel:+3225550100", ["tel", nil, nil, nil, "+3225550100", nil, nil]),
            ("about:blank", ["about", nil, nil, nil, "blank", nil, nil]),
            ("mailto:", ["mailto", nil, nil, nil, "", nil, nil]),
        ] as [(String, [String?])])
    func opaque(url: String, expected: [String?]) {
        #expect(parts(url.bytes) == expected)
        #expect(URLParts(url.bytes.span).isOpaque)
    }

    @Test(
        "Tricks do not hide the host that a browser would visit",
        arguments: [
            (#"https://shop.example\@evil.example/"#, "shop.example"),
            (#"https:\\evil.example\x"#, "evil.example"),
            ("https://shop.example@evil.example/", "evil.example"),
            ("https://a@shop.example:b@evil.example/", "evil.example"),
            ("https://shop.example:80@evil.example", "evil.example"),
            (#"\\evil.example/x"#, "evil.example"), (#"/\evil.example/x"#, "evil.example"),
            ("/\t/evil.example/x", "evil.example"), ("///evil.example", "evil.example"),
            ("ht\ntps://evil.example/", "evil.example"), ("https:/\n/evil.example", "evil.example"),
            ("https:evil.example/x", "evil.example"), ("https:/evil.example", "evil.example"),
            ("https:////evil.example", "evil.example"),
            ("  \u{1}https://evil.example ", "evil.example"),
            ("\t//evil.example", "evil.example"),
            ("https://evil.example?@shop.example/", "evil.example"),
            ("https://evil.example#@shop.example/", "evil.example"),
            (#"https://evil.example\.shop.example"#, "evil.example"),
            ("https://evil.example\t", "evil.example"),
        ])
    func tricks(url: String, host: String) {
        #expect(parts(url.bytes)[2] == host)
    }

    @Test("A backslash is data in URLs of unknown schemes")
    func backslashInUnknownScheme() {
        #expect(parts(#"app://a\b/c"#.bytes)[2] == #"a\b"#)
        #expect(parts(#"app:\\a"#.bytes)[2] == nil)
        #expect(!URLParts(#"app:\\a"#.bytes.span).backslashIsSlash)
    }

    @Test(
        "Hosts are compared without case and trailing dot",
        arguments: [
            ("https://Shop.EXAMPLE./x", "shop.example", true),
            ("https://shop.example", "SHOP.example.", true),
            ("https://shop.example:443/", "shop.example", true),
            ("https://sh\top.example/", "shop.example", true),
            ("https://xshop.example", "shop.example", false),
            ("https://shop.example.evil", "shop.example", false),
            ("https://shop.example..", "shop.example", false),
            ("https://shop.exampl", "shop.example", false),
            ("https://shop%2Eexample", "shop.example", false),
            ("/shop.example", "shop.example", false),
            ("mailto:shop.example", "shop.example", false), ("https:///", "", false),
            ("https://./", ".", false),
        ])
    func comparesHosts(url: String, name: String, expected: Bool) {
        let bytes = url.bytes
        let wanted = name.bytes
        let isEqual = URLParts(bytes.span).hostEquals(wanted.span, in: bytes.span)
        #expect(isEqual == expected)
    }

    @Test("Schemes are compared without case and skipped bytes")
    func comparesSchemes() {
        let bytes = "Ma\tILTO:x".bytes
        let parts = URLParts(bytes.span)
        let (isMail, isPrefix, isLonger) = (
            parts.schemeEquals("mailto", in: bytes.span),
            parts.schemeEquals("mail", in: bytes.span),
            parts.schemeEquals("mailtox", in: bytes.span)
        )
        #expect(isMail && !isPrefix && !isLonger)
    }

    @Test("Parts are in order and never overlap, whatever the bytes")
    func random() {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<20_000 {
            let bytes = random.bytes(upTo: 40, from: "https://\\@:?#[]. \tab")
            let parts = URLParts(bytes.span)
            let ranges = [
                parts.scheme, parts.userinfo, parts.host, parts.port, parts.path, parts.query,
                parts.fragment,
            ].compactMap { $0 }
            var position = 0
            for range in ranges {
                #expect(range.lowerBound >= position && range.upperBound <= bytes.count)
                position = range.upperBound
            }
            var cursor = PathSegmentCursor(parts, in: bytes.span)
            var count = 0
            while cursor.next(in: bytes.span) != nil { count += 1 }
            #expect(count <= parts.path.count + 1)
        }
    }

    @Test(
        "A path is walked segment by segment",
        arguments: [
            ("/a/b", ["a", "b"]), ("/a//b/", ["a", "", "b", ""]), ("/", [""]), ("", []),
            ("a", ["a"]),
            ("a/b", ["a", "b"]), (#"/a\b"#, ["a", "b"]), ("/a/../b;v=1?c/d", ["a", "..", "b;v=1"]),
            ("https://h/x%2Fy/z", ["x%2Fy", "z"]), ("https://h", []), ("mailto:a/b@c", ["a/b@c"]),
            (#"app://h/a\b/c"#, [#"a\b"#, "c"]), ("mailto:", []),
        ] as [(String, [String])])
    func segments(url: String, expected: [String]) {
        let bytes = url.bytes
        var cursor = PathSegmentCursor(URLParts(bytes.span), in: bytes.span)
        var segments: [String] = []
        while let range = cursor.next(in: bytes.span) { segments.append(bytes.text(range)) }
        #expect(segments == expected)
    }
}
