import Bytes
import Decoding
import Testing

@testable import Privacy

/// What the memo gives back is what was put in, for the same bytes under the same rule.
@Suite struct ValueMemoTests {
    private static let reduced = FieldRule(kind: .userAgent, treatment: .generaliseUserAgent)

    /// What is known of a value, as the text it became; `-` where it is left out.
    private func known(
        _ memo: borrowing ValueMemo, _ text: String, _ tag: ValueMemo.Tag
    ) -> String? {
        let bytes = Array(text.utf8)
        guard let place = ValueMemo.place(of: bytes.span, tag: tag),
            let memory = memo.memory(of: bytes.span, at: place)
        else { return nil }
        switch memory.outcome {
        case .leftOut: return "-"
        case .unchanged: return text
        case .rewritten:
            var output = ByteBuffer()
            memo.write(memory, into: &output)
            return output.span.string
        }
    }

    private func remember(
        _ memo: inout ValueMemo, _ text: String, _ tag: ValueMemo.Tag,
        _ outcome: ValueMemo.Outcome, _ result: String = ""
    ) throws {
        let bytes = Array(text.utf8)
        let found = ValueMemo.place(of: bytes.span, tag: tag)
        let place = try #require(found)
        memo.remember(bytes.span, at: place, outcome, result: Array(result.utf8).span)
    }

    @Test func `a value is known by its bytes and its rule`() throws {
        var memo = ValueMemo()
        let tag = ValueMemo.Tag(Self.reduced)
        try remember(&memo, "Mozilla/5.0 (X11)", tag, .rewritten, "Firefox")
        try remember(&memo, "Mozilla/5.0 (X12)", tag, .unchanged)
        try remember(&memo, "Mozilla/5.0 (X13)", tag, .leftOut)
        let known = [
            known(memo, "Mozilla/5.0 (X11)", tag), known(memo, "Mozilla/5.0 (X12)", tag),
            known(memo, "Mozilla/5.0 (X13)", tag), known(memo, "Mozilla/5.0 (X14)", tag),
            known(memo, "Mozilla/5.0 (X11)", .masked(.userAgent)),
        ]
        #expect(known == ["Firefox", "Mozilla/5.0 (X12)", "-", nil, nil])
    }

    @Test func `a rule whose result is not the value's alone is not remembered`() {
        let treatments: [Treatment] = [
            .pseudonymise, .regenerate, .encryptAddress, .truncateAddress, .remove, .keep,
        ]
        for treatment in treatments {
            #expect(ValueMemo.Tag(FieldRule(kind: .ip, treatment: treatment)) == .none)
        }
        let bytes = Array("203.0.113.9 and more".utf8)
        let place = ValueMemo.place(of: bytes.span, tag: .none)
        #expect(place == nil)
    }

    @Test func `kinds and treatments have tags of their own`() {
        var tags: [ValueMemo.Tag] = [.masked(.plain), .masked(.userAgent)]
        let treatments: [Treatment] = [
            .maskAddresses, .scrub, .reduceURL, .stripURL, .referrerOrigin, .referrerInternal,
            .generaliseUserAgent,
        ]
        for kind in [Kind.url, .referrer, .userAgent] {
            for treatment in treatments {
                tags.append(ValueMemo.Tag(FieldRule(kind: kind, treatment: treatment)))
            }
        }
        for (index, tag) in tags.enumerated() { #expect(tags.firstIndex(of: tag) == index) }
    }

    @Test func `what does not fit is not kept, and what is kept is right`() throws {
        var memo = ValueMemo()
        let tag = ValueMemo.Tag(Self.reduced)
        let long = String(repeating: "long value ", count: 30)
        try remember(&memo, String(long.prefix(300)), tag, .rewritten, long)
        let tooLong = known(memo, String(long.prefix(300)), tag)
        #expect(tooLong == nil)
        for text in [String(long.prefix(321)), "short"] {
            let place = ValueMemo.place(of: Array(text.utf8).span, tag: tag)
            #expect(place == nil)
        }
        // Many more than there is room for: each is right or forgotten.
        var remembered = 0
        for number in 0..<20_000 {
            try remember(&memo, "user agent \(number)", tag, .rewritten, "agent \(number)")
            let earlier = number / 2
            guard let result = known(memo, "user agent \(earlier)", tag) else { continue }
            remembered += 1
            #expect(result == "agent \(earlier)")
        }
        #expect(remembered > 500)
    }

    @Test func `a value that comes often stays beside those that come once`() throws {
        var memo = ValueMemo()
        let tag = ValueMemo.Tag(Self.reduced)
        try remember(&memo, "Mozilla/5.0 (often)", tag, .rewritten, "often")
        var hits = 0
        for number in 0..<20_000 {
            try remember(&memo, "once only \(number)", tag, .leftOut)
            if known(memo, "Mozilla/5.0 (often)", tag) == nil {
                try remember(&memo, "Mozilla/5.0 (often)", tag, .rewritten, "often")
            } else {
                hits += 1
            }
        }
        #expect(hits > 19_900)
    }

    // MARK: In lines

    private static let profile = Profile(
        name: "anonymous", events: [:],
        logs: [
            .ip: .truncateAddress, .url: .stripURL, .referrer: .referrerInternal,
            .userAgent: .generaliseUserAgent, .timestamp: .keep, .technical: .keep,
        ])

    private static let columns: [FieldDefinition] = [
        FieldDefinition(pattern: "%h", kind: .ip),
        FieldDefinition(pattern: "%t", kind: .timestamp),
        FieldDefinition(
            pattern: "%r", kind: .url, decode: [.requestLine],
            fields: [FieldDefinition(pattern: "target", kind: .url)]),
        FieldDefinition(pattern: "%>s", kind: .technical),
        FieldDefinition(pattern: "%{Referer}i", kind: .referrer),
        FieldDefinition(pattern: "%{User-Agent}i", kind: .userAgent),
    ]

    @Test(arguments: [
        "/order/1234567?x=1", "/order/1234567?x=2#y", "/order/1234567", "/order/1234567 ?x",
        "/order/1234567#x?y", "//shop.example/order/1234567?x", "https://shop.example/a?b",
        "-?xxxxxxxxx", "*?xxxxxxxxx", "/zeep/lavendel-blok-100g?q=olijfzeep",
    ])
    func `a target is treated alike whether it is new or known`(target: String) throws {
        let format = CompiledLogFormat(
            name: "test",
            format: try AccessLogFormat(apache: #"%h %t "%r" %>s "%{Referer}i" "%{User-Agent}i""#),
            columns: Self.columns, profile: Self.profile)
        let line = Array(
            (#"203.0.113.9 [10/Oct/2024:13:55:36 +0200] "GET \#(target) HTTP/1.1" 200 "#
                + #""\#(target)" "Mozilla/5.0 (\#(target))""#).utf8)
        func treated(_ engine: inout LogAnonymizer) -> String {
            var output = ByteBuffer()
            let fits = engine.anonymize(line.span, as: format, into: &output)
            #expect(fits)
            return output.span.string
        }
        var fresh = LogAnonymizer(options: EngineOptions())
        let first = treated(&fresh)
        let counts = fresh.tally.counts
        let second = treated(&fresh)
        let doubled = fresh.tally.counts
        #expect(second == first)
        #expect(doubled == counts.map { $0 * 2 })
        // Others that share the path, and not the rest, came before.
        var used = LogAnonymizer(options: EngineOptions())
        for other in ["/order/1234567?z", "/order/1234567", "//shop.example/order/1234567"] {
            var output = ByteBuffer()
            let text = String(decoding: line, as: UTF8.self).replacing(target, with: other)
            _ = used.anonymize(Array(text.utf8).span, as: format, into: &output)
        }
        let third = treated(&used)
        #expect(third == first)
    }

    @Test func `a run of lines comes out as one line after another does`() throws {
        let format = CompiledLogFormat(
            name: "test",
            format: try AccessLogFormat(apache: #"%h %t "%r" %>s "%{Referer}i" "%{User-Agent}i""#),
            columns: Self.columns, profile: Self.profile)
        let tail = #" [10/Oct/2024:13:55:36 +0200] "GET /a?b HTTP/1.1" 200 "-" "curl/8.5.0 (x)""#
        let clients = ["203.0.113.9", "2a02:1810:3507:9e00:1:22:333:4444", "host.example", "-"]
        var text = ""
        for number in 0..<40 {
            text += clients[number % 4] + tail + (number % 3 == 0 ? "\r\n" : "\n")
        }
        let block = Array((text + "no line of the format\n" + text).utf8)
        var runs = LogAnonymizer(options: EngineOptions())
        var output = ByteBuffer()
        var position = 0
        let count = runs.anonymizeLines(block.span, from: &position, as: format, into: &output)
        #expect(count == 40)
        #expect(position == text.utf8.count)
        var single = LogAnonymizer(options: EngineOptions())
        var expected = ByteBuffer()
        let lines = Array(text.utf8)
        var cursor = LineCursor()
        while let line = cursor.next(in: lines.span) {
            let content = lines.span.extracting(line.content)
            let fits = single.anonymize(content, as: format, into: &expected)
            #expect(fits)
            expected.append(lines.span.extracting(line.terminator))
        }
        let (found, wanted) = (output.span.string, expected.span.string)
        #expect(found == wanted)
    }
}
