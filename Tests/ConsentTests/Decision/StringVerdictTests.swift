import Testing

@testable import Consent

/// What TC and AC strings may veto and grant.
@Suite struct StringVerdictTests {
    private let granted = statement(platform, .explicit, granted: .all, time: now)
    private let all = ConsentStates(granted: .all, denied: [])

    private func ads(vendor: Int? = nil, provider: Int? = nil) -> DestinationConsent {
        var destination = DestinationConsent(needs: .marketing)
        destination.vendor = vendor
        destination.provider = provider
        return destination
    }

    @Test func `a TC string that denies a vendor is a veto for that destination`() {
        var verdict = StringVerdict()
        verdict.vendor = ConsentStates(granted: .adStorage, denied: .adPersonalization)
        let decision = decide([granted], for: ads(vendor: 0), verdict: verdict)
        #expect(decision.coverage == .denied)
        #expect(decision.rule == .transparencyVeto && decision.signal == .transparency)
        #expect(decision.states.statistics == .granted)
        #expect(decide([granted], for: ads(), verdict: verdict).coverage == .granted)
    }

    @Test func `a TC string grants for vendors that it lists`() {
        var verdict = StringVerdict()
        verdict.vendor = ConsentStates(granted: .marketing, denied: [])
        let decision = decide([], for: ads(vendor: 0), verdict: verdict)
        #expect(decision.coverage == .granted)
        #expect(decision.rule == .transparencyGrant && decision.signal == .transparency)
        #expect(decide([], for: ads(), verdict: verdict).coverage == .unknown)
    }

    @Test(arguments: [
        (ConsentStatement.globalPrivacyControl, DecisionRule.globalPrivacyControl),
        (.doNotTrack, .doNotTrack), (.usOptOut, .globalPrivacyControl),
        (statement(platform, .explicit, denied: .all), .explicitRefusal),
        (statement(platform, .unproven, denied: .all), .unprovenRefusal),
        (statement(platform, .implied, denied: .marketing), .unprovenRefusal),
        (statement(.gcs, .none, denied: .all), .defaultRefusal),
        (statement(platform, .unproven, granted: .all), .transparencyGrant),
        (statement(platform, .explicit, granted: .all, time: 1), .transparencyGrant),
        (statement(platform, .explicit, granted: .all), .explicitGrant),
    ])
    func `a TC string's grant beside another signal`(other: ConsentStatement, rule: DecisionRule) {
        var verdict = StringVerdict()
        verdict.vendor = ConsentStates(granted: .marketing, denied: [])
        let decision = decide([other], for: ads(vendor: 0), verdict: verdict)
        #expect(decision.rule == rule)
        let isGrant = rule == .transparencyGrant || rule == .explicitGrant
        #expect(decision.coverage == (isGrant ? .granted : .denied))
    }

    @Test func `a publisher segment grants statistics for the shop's own tool alone`() {
        var verdict = StringVerdict()
        verdict.publisherStatistics = .granted
        var own = DestinationConsent(needs: .statistics)
        #expect(decide([], for: own, verdict: verdict).coverage == .unknown)
        own.isOwnTool = true
        #expect(decide([], for: own, verdict: verdict).rule == .publisherGrant)
        let refusal = statement(platform, .none, denied: .statistics)
        #expect(decide([refusal], for: own, verdict: verdict).coverage == .denied)
        own.needs = .marketing
        #expect(decide([], for: own, verdict: verdict).coverage == .unknown)
        own.needs = .statistics
        verdict.publisherStatistics = .denied
        #expect(decide([], for: own, verdict: verdict).coverage == .unknown)
    }

    @Test func `an AC string that lists a provider without consent is a veto`() {
        var verdict = StringVerdict()
        verdict.provider = .denied
        let decision = decide([granted], for: ads(provider: 0), verdict: verdict)
        #expect(decision.coverage == .denied)
        #expect(decision.rule == .additionalVeto && decision.signal == .additional)
        #expect(decide([granted], for: ads(), verdict: verdict).coverage == .granted)
        verdict.vendor = ConsentStates(granted: .marketing, denied: [])
        #expect(decide([], for: ads(vendor: 0, provider: 0), verdict: verdict).coverage == .denied)
    }

    @Test func `an AC string grants only beside a TC string that grants, off the vendor list`() {
        var verdict = StringVerdict()
        verdict.provider = .granted
        #expect(decide([], for: ads(provider: 0), verdict: verdict).coverage == .unknown)
        verdict.purposes = ConsentStates(granted: .marketing, denied: [])
        let decision = decide([], for: ads(provider: 0), verdict: verdict)
        #expect(decision.coverage == .granted && decision.rule == .additionalGrant)
        #expect(decide([], for: ads(vendor: 0, provider: 0), verdict: verdict).coverage == .unknown)
        verdict.purposes = ConsentStates(granted: .adStorage, denied: [])
        #expect(decide([], for: ads(provider: 0), verdict: verdict).coverage == .unknown)
        verdict.purposes = ConsentStates(granted: .marketing, denied: [])
        let refusal = statement(.gcs, .none, denied: .marketing)
        #expect(decide([refusal], for: ads(provider: 0), verdict: verdict).coverage == .denied)
    }

    @Test func `no string, no verdict`() {
        let decision = decide([granted], for: ads(vendor: 0, provider: 0))
        #expect(decision.coverage == .granted && decision.rule == .explicitGrant)
        #expect(decide([], for: ads(vendor: 0, provider: 0)).coverage == .unknown)
    }
}
