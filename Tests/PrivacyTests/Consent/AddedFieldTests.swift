import Bytes
import Consent
import Decoding
import Privacy
import Testing

@_spi(Anonymizer) import Records

/// Fields that an event gets where marketing is not granted, and `gdpr` beside its string.
@Suite struct AddedFieldTests {
    /// A string that says nothing but what is decided.
    private static let string = ForwardedStringTests().string(purposes: [1, 8])

    private static func field(_ name: String, _ kind: Kind) -> FieldDefinition {
        FieldDefinition(pattern: name, kind: kind)
    }

    private static let profile = Profile(
        name: "test", events: [.consent: .token, .technical: .token])

    private static func map(known: Bool = true) -> CompiledMap {
        CompiledMap(
            eventFields: [field("v", .technical), field("gdpr", .consent)]
                + (known ? [field("npa", .consent), field("flag", .consent)] : []),
            profile: profile,
            additions: [
                AddedField(name: "npa", value: "1"), AddedField(name: "flag", value: "no"),
            ])
    }

    private func send(
        _ query: String, body: String = "", as layout: BodyLayout = .none,
        map: CompiledMap = map(), marketing: ConsentState = .unknown, isSent: Bool = true
    ) throws(AnonymizerFault) -> String? {
        let path = Array("/c".utf8)
        let query = Array(query.utf8)
        let body = Array(body.utf8)
        let nothing: [UInt8] = []
        let route = EventRoute(
            site: 0, destination: 0, method: "POST", body: [layout], map: map, keys: nil,
            isSent: isSent)
        let decision = ConsentStates(
            granted: marketing == .granted ? .all : .statistics,
            denied: marketing == .denied ? .marketing : [])
        var anonymizer = EventAnonymizer(options: EngineOptions())
        let record = try anonymizer.anonymize(
            RawEvent(
                path: path.span, query: query.span, body: body.span, userAgent: nothing.span,
                headers: nothing.span, address: nothing.span), route: route, decision: decision)
        return record.request.map {
            String(decoding: $0.target, as: UTF8.self) + " "
                + String(decoding: $0.body, as: UTF8.self)
        }
    }

    @Test(
        "A query string gets each field once, with that value alone",
        arguments: [
            ("v=2", "/c?v=2&npa=1&flag=no "), ("v=2&npa=0", "/c?v=2&npa=1&flag=no "),
            ("npa=1&v=2", "/c?npa=1&v=2&flag=no "), ("n%70a=0&v=2", "/c?npa=1&v=2&flag=no "),
            ("v=2&npa", "/c?v=2&npa=1&flag=no "), ("flag=yes&v=2", "/c?v=2&npa=1&flag=no "),
            ("flag=no&v=2", "/c?flag=no&v=2&npa=1 "),
        ])
    func query(sent: String, leaves: String) throws {
        #expect(try send(sent) == leaves)
        #expect(try send(sent, marketing: .denied) == leaves)
    }

    @Test("With marketing granted nothing is added, and what came stays")
    func granted() throws {
        #expect(try send("v=2", marketing: .granted) == "/c?v=2 ")
        #expect(
            try send("v=2&npa=0&flag=yes", marketing: .granted) == "/c?v=2&npa=0&flag=yes ")
    }

    @Test("A form in the body gets them; lines only where no query string is shared")
    func bodies() throws {
        #expect(try send("", body: "v=2", as: .form) == "/c v=2&npa=1&flag=no")
        #expect(
            try send("v=2", body: "v=3\nflag=yes&npa=0", as: .formLines)
                == "/c?v=2&npa=1&flag=no v=3\nnpa=1")
        #expect(
            try send("", body: "v=2\nv=3&npa=0", as: .formLines)
                == "/c v=2&npa=1&flag=no\nv=3&npa=1&flag=no")
    }

    @Test("What does not leave, and what knows no such field, gets nothing")
    func nothing() throws {
        #expect(try send("v=2", isSent: false) == nil)
        #expect(try send("v=2", map: Self.map(known: false)) == "/c?v=2 ")
        #expect(
            try send("v=2", body: "x=1&npa=1", as: .form) == "/c?v=2&npa=1&flag=no npa=1&flag=no")
        #expect(try send("v={", body: "v=2", as: .form) == "/c v=2&npa=1&flag=no")
    }

    @Test("gdpr=1 leaves only beside a string that leaves", arguments: [true, false])
    func lawApplies(passes: Bool) throws {
        let map = CompiledMap(
            eventFields: [
                Self.field("v", .technical), Self.field("gdpr", .consent),
                Self.field("gdpr_consent", .consent),
            ], profile: Self.profile, transparencyNeeds: passes ? .statistics : nil)
        let sent = try send(
            "gdpr=1&v=2&gdpr_consent=" + Self.string, map: map, marketing: .granted)
        #expect(sent == (passes ? "/c?v=2&gdpr_consent=\(Self.string)&gdpr=1 " : "/c?v=2 "))
        #expect(try send("gdpr=1&v=2", map: map, marketing: .granted) == "/c?v=2 ")
        #expect(try send("gdpr=0&v=2", map: map, marketing: .granted) == "/c?v=2 ")
    }
}
