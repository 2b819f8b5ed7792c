import Testing

@testable import Consent

/// Examples of requests, as the statements that their signals are read to.
@Suite struct WorkedExampleTests {
    private static let tool = 7
    private let actions = ConsentActions(
        granted: .forward, partly: .forwardAnonymous, denied: .drop, unknown: .drop)
    private let analytics = DestinationConsent(needs: .statistics)

    private func action(
        _ statements: [ConsentStatement], for destination: DestinationConsent,
        verdict: StringVerdict = StringVerdict()
    ) -> ConsentAction {
        actions.action(
            for: decide(statements, for: destination, verdict: verdict).coverage)
    }

    @Test func `defaults that grant are no choice`() {
        // gcs=G111&gcd=13t3t3t2t5l1
        let statements = [
            statement(.gcs, .none, granted: [.statistics, .adStorage]),
            statement(.gcd, .none, granted: [.statistics, .marketing]),
        ]
        #expect(decide(statements).states == .unknown)
        #expect(action(statements, for: analytics) == .drop)
    }

    @Test func `analytics are granted and advertising is not`() {
        let statements = [
            statement(.gcs, .none, denied: .adStorage),
            statement(.gcd, .explicit, granted: .statistics),
            statement(.gcd, .none, denied: .marketing),
            statement(.npa, .none, denied: .adPersonalization),
        ]
        let decision = decide(statements, for: analytics)
        #expect(actions.action(for: decision.coverage) == .forward)
        #expect(decision.states.marketing == .denied)
    }

    @Test(arguments: [
        // Cookiebot, all true, `method:'implied'`
        statement(platform, .implied, granted: .all),
        // OneTrust, `interactionCount=0`, all groups 1
        statement(platform, .none, granted: .all),
        // CookieHub, `answered:false, allAllowed:true`
        statement(platform, .none, granted: [.statistics, .marketing]),
    ])
    func `a banner without an act is no consent`(banner: ConsentStatement) {
        #expect(decide([banner]).states == .unknown)
        #expect(action([banner], for: analytics) == .drop)
    }

    @Test func `a category that is refused without proof is refused`() {
        // OneTrust C0002:0
        let statements = [statement(platform, .unproven, denied: .statistics)]
        #expect(decide(statements).states.statistics == .denied)
        #expect(action(statements, for: analytics) == .drop)
    }

    @Test func `Sec-GPC refuses advertising and leaves statistics to the banner`() {
        let statements = [
            .globalPrivacyControl, statement(platform, .explicit, granted: .all, time: now),
        ]
        #expect(action(statements, for: analytics) == .forward)
        #expect(action(statements, for: DestinationConsent(needs: .marketing)) == .drop)
    }

    @Test func `marketing is refused, and the TC string lists the vendor without consent`() {
        var ads = DestinationConsent(needs: .marketing)
        ads.vendor = 0
        var verdict = StringVerdict()
        verdict.vendor = ConsentStates(granted: [], denied: .marketing)
        let statements = [
            statement(platform, .explicit, granted: .statistics, denied: .marketing)
        ]
        #expect(action(statements, for: ads, verdict: verdict) == .drop)
        // Even if the platform had granted it.
        let granted = [statement(platform, .explicit, granted: .all)]
        #expect(action(granted, for: ads, verdict: verdict) == .drop)
    }

    @Test func `an analytics tool's consent that was removed`() {
        // mtm_consent and mtm_consent_removed
        var consent = statement(platform, .explicit, granted: .statistics, time: now)
        consent.tools = services(Self.tool)
        var removed = statement(otherPlatform, .optOut, denied: .statistics, time: now - 5000)
        removed.tools = services(Self.tool)
        var matomo = analytics
        matomo.services = services(Self.tool)
        #expect(action([consent], for: matomo) == .forward)
        let decision = decide([consent, removed], for: matomo)
        #expect(decision.coverage == .refused && decision.rule == .toolOptOut)
    }

    @Test func `an event without a word on consent`() {
        #expect(action([], for: analytics) == .drop)
    }

    @Test func `a shop whose own statistics are exempt counts without a signal`() {
        let exempt = ConsentActions(
            granted: .forward, partly: nil, denied: .aggregate, unknown: .aggregate)
        #expect(exempt.action(for: decide([], for: analytics).coverage) == .aggregate)
    }

    @Test func `legitimate interest does not replace consent to the device`() {
        // A rejected TC string with LI for 7 and 9 and an LI bit for vendor 755.
        var ads = DestinationConsent(needs: .marketing)
        ads.vendor = 0
        var verdict = StringVerdict()
        verdict.vendor = ConsentStates(granted: [], denied: [.adStorage, .adUserData])
        #expect(action([], for: ads, verdict: verdict) == .drop)
        #expect(decide([], for: ads, verdict: verdict).rule == .transparencyVeto)
    }
}
