import Bytes
import Consent
import Decoding
import Testing

@testable import Privacy

@Suite struct ConsentEvidenceTests {
    private static let map = CompiledMap(
        eventFields: [
            FieldDefinition(pattern: "gcs", kind: .consent),
            FieldDefinition(pattern: "gcd", kind: .consent),
            FieldDefinition(pattern: "en", kind: .eventName),
        ],
        profile: Profile(name: "test", events: [:]),
        signals: [SignalField(signal: .gcs, field: "gcs"), SignalField(signal: .gcd, field: "gcd")])

    private func decide(
        query: String, body: String = "", privacyControl: String? = nil, doNotTrack: String? = nil
    ) -> ConsentStates {
        let evidence = ConsentEvidence()
        let query = Array(query.utf8)
        let body = Array(body.utf8)
        let nothing: [UInt8] = []
        let event = RawEvent(
            path: nothing.span, query: query.span, body: body.span, userAgent: nothing.span,
            headers: nothing.span, address: nothing.span)
        evidence.add(event, layouts: [.formLines], map: Self.map)
        if let privacyControl {
            evidence.add(globalPrivacyControl: Array(privacyControl.utf8).span)
        }
        if let doNotTrack { evidence.add(doNotTrack: Array(doNotTrack.utf8).span) }
        return evidence.decision
    }

    @Test("No signal at all is unknown, never a yes")
    func nothingIsUnknown() {
        #expect(decide(query: "v=2&en=page_view") == .unknown)
    }

    @Test("G111 alone with defaults that grant is unknown")
    func defaultsAreNoConsent() {
        #expect(decide(query: "gcs=G111&gcd=13t3t3t2t5l1") == .unknown)
    }

    @Test("Of contradicting signals the refusal counts, in either order")
    func refusalWins() {
        let first = decide(query: "gcs=G100&gcd=13r3r3r3r5")
        let second = decide(query: "gcd=13r3r3r3r5&gcs=G100")
        #expect(first.statistics == .denied && first.marketing == .denied)
        #expect(second == first)
    }

    @Test("A refusal in one line of a batch holds for the whole request")
    func refusalInBody() {
        let states = decide(
            query: "gcd=13r3r3r3r5", body: "en=a&gcd=13r3r3r3r5\r\nen=b&gcd=13q3q3q3q5")
        #expect(states.statistics == .denied)
    }

    @Test("Percent-encoded signals are read like plain ones")
    func readsEncodedNames() {
        #expect(decide(query: "%67cs=G10%30&gcd=13r3r3r3r5").statistics == .denied)
    }

    @Test(
        "Sec-GPC counts if any member is 1, and denies marketing alone",
        arguments: [
            ("1", true), (" 1 ", true), ("1, 1", true), ("1,0", true), ("0", false), ("", false),
            ("11", false), ("true", false), ("?1", false), ("0, 1", true),
        ])
    func globalPrivacyControl(value: String, counts: Bool) {
        let states = decide(query: "gcd=13r3r3r3r5", privacyControl: value)
        #expect(states.statistics == .granted)
        #expect(states.marketing == (counts ? .denied : .granted))
        #expect(states.hasGlobalPrivacyControl == counts)
    }

    @Test("DNT: 1 denies both, DNT: 0 grants nothing")
    func doNotTrack() {
        #expect(decide(query: "gcd=13r3r3r3r5", doNotTrack: "1").statistics == .denied)
        #expect(decide(query: "", doNotTrack: "0") == .unknown)
    }

    @Test("A destination is covered only if every purpose it needs is granted")
    func needsAreJoined() {
        let states = ConsentStates(statistics: .granted, marketing: .denied)
        #expect(states.state(forAll: [.statistics]) == .granted)
        #expect(states.state(forAll: [.statistics, .marketing]) == .denied)
        #expect(states.state(forAll: [.statistics, .preferences]) == .unknown)
        #expect(states.state(forAll: []) == .unknown)
    }
}
