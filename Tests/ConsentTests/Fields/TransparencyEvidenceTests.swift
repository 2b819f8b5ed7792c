import Bytes
import Consent
import Testing

@Suite struct TransparencyEvidenceTests {
    /// Everything consented to by publisher and vendors 1 to 4, in 2022.
    static let string =
        "CPSG_8APSG_8ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA"

    @Test("A TC string refuses at most, and what it says of vendors is kept beside")
    func transparency() throws {
        let evidence = ConsentEvidence()
        let value = Array(Self.string.utf8)
        evidence.add(signal: .transparency, value: value.span, watched: WatchedVendors())
        let statement = try #require(evidence.statements.first)
        #expect(evidence.statements.count == 1)
        #expect(statement.signal == .transparency)
        #expect(statement.evidence == .explicit)
        #expect(statement.isVetoOnly)
        #expect(statement.granted == [])
        #expect(statement.denied == .all)
        #expect(statement.time == 1_640_995_200)
        #expect(evidence.transparency != nil)
    }

    @Test("A TC string inside a GPP string says the same as by itself")
    func inside() {
        let alone = ConsentEvidence()
        alone.add(transparency: Array(Self.string.utf8).span, watched: WatchedVendors())
        let inside = ConsentEvidence()
        let text = Array("DBABM~\(Self.string)".utf8)
        inside.add(signal: .globalPrivacyPlatform, value: text.span, watched: WatchedVendors())
        #expect(inside.statements == alone.statements)
        #expect(inside.transparency == alone.transparency)
    }

    @Test("What cannot be read is counted and says nothing")
    func malformed() {
        let evidence = ConsentEvidence()
        evidence.add(
            signal: .transparency, value: Array("BOo".utf8).span, watched: WatchedVendors())
        evidence.add(signal: .additional, value: Array("3~1".utf8).span, watched: WatchedVendors())
        evidence.add(
            signal: .transparency, value: Array("${GDPR_CONSENT_755}".utf8).span,
            watched: WatchedVendors())
        #expect(evidence.statements.map(\.evidence) == [.opaque, .opaque])
        #expect(evidence.statements.map(\.signal) == [.transparency, .additional])
        #expect(evidence.transparency == nil)
    }

    @Test("An AC string is kept for providers and makes no statement")
    func additional() {
        let evidence = ConsentEvidence()
        evidence.add(
            signal: .additional, value: Array("1~1.35".utf8).span, watched: WatchedVendors())
        #expect(evidence.statements == [])
        #expect(evidence.additional != nil)
    }
}
