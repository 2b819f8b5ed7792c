import Bytes
import Consent
import Decoding
import Testing

@testable import Privacy

@Suite struct EventConsentTests {
    private static let categories = [
        CategoryDefinition(word: "Analytics", purposes: .statistics),
        CategoryDefinition(word: "Advertising", purposes: .marketing),
        CategoryDefinition(word: "Necessary", purposes: []),
    ]

    private static func field(
        _ pattern: String, _ kind: Kind?, decode: [NestedCodec] = [],
        _ fields: [FieldDefinition] = [], event: Bool = false, again: Bool = false
    ) -> FieldDefinition {
        var field = FieldDefinition(pattern: pattern, kind: kind, decode: decode, fields: fields)
        field.isEvent = event
        field.isRecursive = again
        return field
    }

    private static let fields = [
        field("en", .eventName),
        field("gcd", .consent),
        field("flag", .consent),
        field("batch", nil, event: true, again: true),
        field("packed", nil, decode: [.base64, .json], [field("flag", .consent)]),
        field(
            "context", nil,
            [
                field("consent", nil, [field("*", .consent)]),
                field("management", nil, [field("allowed", .technical)]),
            ]),
    ]
    private static let flag = ConsentField.Form.choice(
        purposes: .statistics, granted: ["yes", "true"], denied: ["no", "false"])
    private static let consent = [
        ConsentField(path: "flag", form: flag),
        ConsentField(path: "packed.flag", form: flag),
        ConsentField(path: "context.consent", form: .members(categories)),
        ConsentField(
            path: "context.management",
            form: .lists(granted: "allowed", denied: "denied", categories: categories)),
    ]
    private static let map = CompiledMap(
        eventFields: fields, profile: Profile(name: "test", events: [:]),
        signals: [SignalField(signal: .gcd, field: "gcd")], consent: consent)

    private func decide(
        _ body: String, query: String = "", as layout: BodyLayout = .json, trusted: Bool = true
    ) -> ConsentStates {
        let evidence = ConsentEvidence()
        let query = Array(query.utf8)
        let body = Array(body.utf8)
        let nothing: [UInt8] = []
        let event = RawEvent(
            path: nothing.span, query: query.span, body: body.span, userAgent: nothing.span,
            headers: nothing.span, address: nothing.span)
        evidence.add(event, layouts: [layout], map: Self.map, trusted: trusted)
        return evidence.decision
    }

    // MARK: One event

    @Test(
        "A refusal counts wherever it stands, trusted or not",
        arguments: [
            (#"{"flag":"no"}"#, BodyLayout.json), (#"{"flag":false}"#, .json),
            (#"{"flag":"NO"}"#, .json), (#"{"flag":["yes","no"]}"#, .json),
            (#"{"context":{"consent":{"Analytics":false}}}"#, .json),
            (#"{"context":{"consent":{"analytics":"denied"}}}"#, .json),
            (#"{"context":{"consent":{"Analytics":0,"Advertising":true}}}"#, .json),
            (#"{"context":{"management":{"allowed":[],"denied":["Analytics"]}}}"#, .json),
            (#"{"\u0066lag":"n\u006f"}"#, .json),
            // {"flag":"no"}
            (#"{"packed":"eyJmbGFnIjoibm8ifQ=="}"#, .json),
            ("packed=eyJmbGFnIjoibm8ifQ%3D%3D", .form), ("flag=no", .form), ("%66lag=n%6F", .form),
            ("en=a&flag=no", .formLines), (#"{"flag":"no"}"#, .jsonLines),
            (
                "--b\r\nContent-Disposition: form-data; name=\"flag\"\r\n\r\nno\r\n--b--\r\n",
                .multipart
            ),
        ])
    func refusals(body: String, layout: BodyLayout) {
        #expect(decide(body, as: layout).statistics == .denied)
        #expect(decide(body, as: layout, trusted: false).statistics == .denied)
    }

    @Test(
        "A grant counts only where the site is known to fill it in",
        arguments: [
            (#"{"flag":"yes"}"#, BodyLayout.json),
            (#"{"context":{"consent":{"Analytics":true,"Own":true}}}"#, .json),
            (#"{"context":{"management":{"denied":[],"allowed":["Analytics"]}}}"#, .json),
            // {"flag":"yes"}
            (#"{"packed":"eyJmbGFnIjoieWVzIn0="}"#, .json), ("flag=yes", .form),
        ])
    func grants(body: String, layout: BodyLayout) {
        #expect(decide(body, as: layout).statistics == .granted)
        #expect(decide(body, as: layout, trusted: false) == .unknown)
    }

    @Test(
        "What is malformed, empty or something else grants nothing",
        arguments: [
            "", "{", #"{"flag":"maybe"}"#, #"{"flag":{"yes":"yes"}}"#, #"{"flag":"yes""#,
            #"{"flag":"yes"}{"#, #"{"context":{"consent":{}}}"#, #"{"context":{"consent":true}}"#,
            #"{"context":{"consent":["Analytics"]}}"#,
            #"{"context":{"consent":{"Analytics":{"Analytics":true}}}}"#,
            #"{"context":{"management":{"allowed":"Analytics","denied":[]}}}"#,
            #"{"context":{"management":{"allowed":[["Analytics"]],"denied":[]}}}"#,
            #"{"packed":"eyJmbGFnIjoieWVzIn0"#, #"{"flag":"yes","packed":"e30xxx{"}"#,
            #"{"other":{"flag":"yes"}}"#, #"{"context":{"flag":"yes"}}"#,
        ])
    func malformed(body: String) { #expect(decide(body).granted.isEmpty) }

    @Test(
        "Of a name that stands twice the stricter value counts, in either order",
        arguments: [
            #"{"flag":"yes","flag":"no"}"#, #"{"flag":"no","flag":"yes"}"#,
            #"{"context":{"consent":{"Analytics":true,"Analytics":false}}}"#,
            #"{"context":{"consent":{"Analytics":false},"consent":{"Analytics":true}}}"#,
        ])
    func doubled(body: String) { #expect(decide(body).statistics == .denied) }

    @Test("A name that stands twice and once says nothing grants nothing")
    func doubledWithNothing() {
        #expect(decide(#"{"flag":"yes","flag":"maybe"}"#) == .unknown)
        #expect(decide("", query: "gcd=13r3r3r3r5&gcd=13t3t3t3t5") == .unknown)
        #expect(decide("", query: "gcd=13r3r3r3r5&gcd=13r3r3r3r5").statistics == .granted)
    }

    @Test("Hostile texts end within their bounds and grant nothing")
    func hostile() {
        let deep = String(repeating: #"{"context":"#, count: 5000)
        #expect(decide(deep).granted.isEmpty)
        let nested = String(repeating: "[", count: 5000)
        #expect(decide(#"{"flag":"yes","context":"# + nested).granted.isEmpty)
        let wide = (0..<5000).map { #""k\#($0)":true"# }.joined(separator: ",")
        #expect(decide(#"{"context":{"consent":{"Analytics":true,\#(wide)}}}"#).granted.isEmpty)
        let long = String(repeating: "A", count: 100_000)
        #expect(decide("", query: "gcd=\(long)&flag=yes").granted.isEmpty)
    }

    // MARK: Several events

    @Test(
        "A grant in one event never covers another, and one refusal refuses for all",
        arguments: [
            (#"{"batch":[{"flag":"yes"},{"flag":"yes"}]}"#, ConsentState.granted),
            (#"{"batch":[{"flag":"yes"},{"en":"a"}]}"#, .unknown),
            (#"{"batch":[{"en":"a"},{"flag":"yes"}]}"#, .unknown),
            (#"{"batch":[{"flag":"yes"},{"flag":"maybe"}]}"#, .unknown),
            (#"{"batch":[{"flag":"yes"},{"en":"a"},{"flag":"no"}]}"#, .denied),
            (#"[{"flag":"yes"},{"flag":"yes"}]"#, .granted),
            (#"[{"flag":"yes"},{"en":"a"}]"#, .unknown),
            (#"[{"flag":"yes"},{}]"#, .unknown),
            (#"{"flag":"yes","batch":[{"en":"a"},{"en":"b"}]}"#, .granted),
            (#"{"batch":[{"batch":[{"flag":"yes"},{"en":"a"}]}]}"#, .unknown),
            (#"[{"flag":"yes","batch":[{"en":"a"},{"en":"b"}]},{"flag":"yes"}]"#, .unknown),
        ])
    func batches(body: String, expected: ConsentState) {
        #expect(decide(body).statistics == expected)
    }

    @Test("Lines are events of their own, and the query is common to all")
    func lines() {
        let grant = "gcd=13r3r3r3r5"
        #expect(decide("en=a\nen=b", query: grant, as: .formLines).statistics == .granted)
        #expect(decide("en=a&\(grant)\nen=b", as: .formLines) == .unknown)
        #expect(decide("en=a&\(grant)\nen=b&\(grant)", as: .formLines).statistics == .granted)
        #expect(
            decide("en=a\nen=b&gcd=13q3q3q3q5", query: grant, as: .formLines).statistics == .denied)
        #expect(decide("{\"flag\":\"yes\"}\n{\"en\":\"a\"}", as: .jsonLines) == .unknown)
    }

    @Test("Parameters that mean the same everywhere are read although the map does not name them")
    func standardNames() {
        #expect(decide("", query: "us_privacy=1YYN").marketing == .denied)
        #expect(decide("", query: "gcs=G100").statistics == .denied)
    }

    // MARK: What leaves

    private static let words = [
        "true", "false", "0", "1", "yes", "no", "\"true\"", "\"granted\"", "null", "{}", "[]",
        "\"x\"",
    ]

    @Test("What leaves never claims more than was decided", arguments: words)
    func loweringNeverRaises(word: String) throws {
        let field = CompiledConsentField(
            ConsentField(path: "c", form: .members(Self.categories)))
        let text = Array(#"{"Analytics":\#(word),"Advertising":\#(word),"Own":\#(word)}"#.utf8)
        for granted in 0...PurposeSet.all.rawValue {
            let decision = ConsentStates(granted: PurposeSet(rawValue: granted), denied: [])
            var output = ByteBuffer()
            guard ConsentObject.lower(text.span, as: field, to: decision, into: &output) else {
                continue
            }
            let claimed = try ConsentObject.read(output.span, as: field)
            #expect(claimed.granted.isSubset(of: decision.granted))
            #expect(!output.span.string.contains("Own"))
        }
    }

    @Test("What is not covered moves from the list of grants to that of refusals")
    func lists() {
        let field = CompiledConsentField(
            ConsentField(
                path: "c",
                form: .lists(granted: "allowed", denied: "denied", categories: Self.categories)))
        let text = Array(
            #"{"denied":["shop_own"],"allowed":["Necessary","Analytics","Advertising"]}"#.utf8)
        var output = ByteBuffer()
        let decision = ConsentStates(statistics: .granted, marketing: .unknown)
        #expect(ConsentObject.lower(text.span, as: field, to: decision, into: &output))
        #expect(
            output.span.string
                == #"{"allowed":["Necessary","Analytics"],"denied":["shop_own","Advertising"]}"#)
    }

    @Test(
        "A choice is written in the words that it came in",
        arguments: [
            ("yes", "no"), ("true", "false"), ("no", "no"), ("FALSE", "FALSE"), ("maybe", "no"),
            ("", "no"),
        ])
    func choices(value: String, lowered: String) {
        let field = CompiledConsentField(ConsentField(path: "flag", form: Self.flag))
        var output = ByteBuffer()
        #expect(
            ConsentLowering.lower(
                Array(value.utf8).span, choice: field, to: .unknown, into: &output))
        #expect(output.span.string == lowered)
    }
}
