import Bytes
import Testing

@testable import Consent

/// What the dates in cookies are worth, and what happens where they are none.
@Suite struct CookieDateTests {
    private static func reading(_ header: String) throws -> ConsentStatement {
        let evidence = ConsentEvidence()
        TestPlatforms.catalog.read(
            cookies: Array(header.utf8).span, watched: WatchedVendors(), into: evidence,
            with: CookieReader())
        return try #require(evidence.statements.first)
    }

    private static func states(_ header: String) throws -> ConsentStates {
        decide([try reading(header)]).states
    }

    private static func cookiebot(utc: String, _ answer: String = "true") -> String {
        "CookieConsent={method:'explicit',statistics:\(answer),marketing:\(answer)\(utc)}"
    }

    @Test(
        "A date that is there and is none voids the grants, and no refusal",
        arguments: [
            ("", true), (",utc:1777593600000", true), (",utc:1777593600000.5", true),
            (",utc:null", true), (",utc:1777593600000000", false), (",utc:0", false),
            (",utc:99999999999999999999999", false), (",utc:-5", false), (",utc:'abc'", false),
            (",utc:''", false), (",utc:1777593600", false), (",utc:{}", false),
            (",utc:1514764799999", false), (",utc:1777680000000", false),
        ])
    func unreadable(utc: String, counts: Bool) throws {
        let granted = try Self.states(Self.cookiebot(utc: utc))
        #expect(granted.statistics == (counts ? .granted : .unknown))
        #expect(granted.marketing == (counts ? .granted : .unknown))
        #expect(try Self.states(Self.cookiebot(utc: utc, "false")).statistics == .denied)
    }

    @Test("A refusal whose date cannot be read is outweighed by no grant")
    func refusal() throws {
        let refusal = try Self.reading(Self.cookiebot(utc: ",utc:5", "false"))
        let grant = statement(otherPlatform, .explicit, granted: .all, time: now)
        #expect(decide([refusal, grant]).states.statistics == .denied)
    }

    @Test(
        "OneTrust's mark of a closed banner proves an act only with a time in it",
        arguments: [
            ("2026-04-01T10:00:00.000Z", "0", ConsentState.granted), ("", "0", .unknown),
            ("null", "0", .unknown), ("garbage", "0", .unknown), ("garbage", "1", .unknown),
            ("2017-12-31T23:59:59Z", "0", .unknown), ("2020-11-01T10:00:00Z", "0", .unknown),
        ])
    func closed(text: String, count: String, state: ConsentState) throws {
        let header =
            "OptanonAlertBoxClosed=\(text); "
            + "OptanonConsent=interactionCount=\(count)&groups=C0002:1,C0004:0"
        let states = try Self.states(header)
        #expect(states.statistics == state)
        #expect(states.marketing == .denied)
    }

    @Test("Of two dates the older counts for a grant, wherever it stands")
    func older() throws {
        let (old, new) = ("OptanonAlertBoxClosed=2020-11-01", "OptanonAlertBoxClosed=2026-04-20")
        let last = "OptanonAlertBoxClosed=2026-04-10"
        let choice = "OptanonConsent=interactionCount=1&groups=C0002:1,C0004:1"
        for order in [[old, choice, new], [new, choice, old], [choice, new, last, old]] {
            let statement = try Self.reading(order.joined(separator: "; "))
            #expect(statement.time == 1_604_188_800)
            #expect(decide([statement]).states == .unknown)
        }
        for order in [[new, choice, last], [last, new, choice]] {
            let statement = try Self.reading(order.joined(separator: "; "))
            #expect(statement.time == 1_775_779_200)
            #expect(decide([statement]).states.statistics == .granted)
        }
    }

    @Test("Of two readings with a date and without one nothing is granted")
    func oneDate() throws {
        let (dated, undated) = (Self.cookiebot(utc: ",utc:1777593600000"), Self.cookiebot(utc: ""))
        for header in [dated + "; " + undated, undated + "; " + dated] {
            #expect(try Self.states(header) == .unknown)
        }
    }

    @Test("A refusal among readings of different dates is outweighed by no grant")
    func refusalOfTwoDates() throws {
        let old = Self.cookiebot(utc: ",utc:1700000000000")
        let new = Self.cookiebot(utc: ",utc:1777593600000", "false")
        let grant = statement(otherPlatform, .explicit, granted: .all, time: now - 3600)
        for header in [old + "; " + new, new + "; " + old] {
            let states = decide([try Self.reading(header), grant]).states
            #expect(states.statistics == .denied)
        }
    }

    @Test(
        "CookieHub's answer to everything does not prove what was on before the banner",
        arguments: [
            ("[]", ConsentState.granted), (#"[{"cid":"3","value":true}]"#, .granted),
            (#"[{"cid":"3","value":true,"preconsent":true}]"#, .unknown),
            (#"[{"cid":"4","value":true,"preconsent":true}]"#, .unknown),
        ])
    func cookieHub(categories: String, state: ConsentState) throws {
        let json = #"{"answered":true,"allAllowed":true,"categories":\#(categories)}"#
        let header = "cookiehub=" + json
        #expect(try Self.states(header).statistics == state)
    }
}
