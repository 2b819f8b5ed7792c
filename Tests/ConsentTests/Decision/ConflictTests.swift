import Testing

@testable import Consent

/// What happens with missing, broken, old and conflicting signals.
@Suite struct ConflictTests {
    private func grant(_ time: Int64? = nil, by signal: SignalName = platform) -> ConsentStatement {
        statement(signal, .explicit, granted: .all, time: time)
    }

    private func refusal(
        _ time: Int64? = nil, by signal: SignalName = otherPlatform
    ) -> ConsentStatement {
        statement(signal, .explicit, denied: .all, time: time)
    }

    @Test func `no signal at all is unknown`() {
        let decision = decide([])
        #expect(decision.states == .unknown)
        #expect(decision.rule(for: .statistics) == .noSignal)
        #expect(decision.signal(for: .statistics) == .none)
    }

    @Test(arguments: [EvidenceClass.none, .implied, .unproven, .opaque, .optOut])
    func `what shows no act grants nothing`(evidence: EvidenceClass) {
        let decision = decide([statement(platform, evidence, granted: .all)])
        #expect(decision.states == .unknown)
        #expect(decision.rule(for: .marketing) == .noSignal)
    }

    @Test(arguments: [
        (EvidenceClass.explicit, DecisionRule.explicitRefusal), (.optOut, .explicitRefusal),
        (.unproven, .unprovenRefusal), (.implied, .unprovenRefusal), (.none, .defaultRefusal),
    ])
    func `a refusal needs no proof`(evidence: EvidenceClass, rule: DecisionRule) {
        let decision = decide([statement(platform, evidence, denied: .statistics)])
        #expect(decision.states.statistics == .denied)
        #expect(decision.states.marketing == .unknown)
        #expect(decision.rule(for: .statistics) == rule)
        #expect(decision.signal(for: .statistics) == platform)
    }

    @Test func `what cannot be read refuses nothing`() {
        #expect(decide([statement(platform, .opaque, denied: .all)]).states == .unknown)
    }

    @Test(
        "A grant counts for as long as the rules say, and one from the future does not",
        arguments: [
            (now, ConsentState.granted), (now - 396 * day, .granted),
            (now - 396 * day - 1, .unknown), (now + 60, .granted), (now + 61, .unknown),
            (now + day / 2, .unknown),
            (.max, .unknown), (1, .unknown),
        ])
    func expiry(time: Int64, state: ConsentState) {
        let decision = decide([grant(time)])
        #expect(decision.states.statistics == state)
        #expect(
            decision.rule(for: .statistics) == (state == .granted ? .explicitGrant : .expiredGrant))
        #expect(decision.signal(for: .statistics) == platform)
    }

    @Test func `a site may shorten how long a grant counts`() {
        var rules = strict
        rules.grantDays = 182
        #expect(decide([grant(now - 183 * day)], rules: rules).states == .unknown)
        #expect(decide([grant(now - 181 * day)], rules: rules).states.statistics == .granted)
    }

    @Test(arguments: [Int64.min, 0, -5])
    func `a time of zero or less is none`(time: Int64) {
        #expect(decide([grant(time)]).states.statistics == .granted)
        #expect(decide([grant(now), refusal(time)]).states.statistics == .denied)
    }

    @Test func `a grant to an earlier banner is unknown`() {
        var outdated = grant(now)
        outdated.isOutdated = true
        #expect(decide([outdated]).rule(for: .statistics) == .expiredGrant)
        #expect(decide([outdated]).states == .unknown)
    }

    @Test func `a refusal never expires`() {
        var outdated = refusal(now - 4000 * day)
        outdated.isOutdated = true
        #expect(decide([outdated]).rule(for: .statistics) == .explicitRefusal)
    }

    @Test(
        "Of two dated acts the newest counts, of others the refusal",
        arguments: [
            (now - 100, now - 161, ConsentState.granted), (now - 100, now - 160, .denied),
            (now - 100, now - 100, .denied), (now - 160, now - 100, .denied),
            (now - 500, now - 100, .denied), (nil, now - 500, .denied), (now, nil, .denied),
            (nil, nil, .denied), (now, 1, .granted), (now, .max, .denied),
            (now + 60, now + day, .denied), (now + day / 2, now, .denied),
            (now + day / 2, 1, .denied),
        ] as [(Int64?, Int64?, ConsentState)])
    func newest(granted: Int64?, refused: Int64?, state: ConsentState) {
        for statements in [
            [grant(granted), refusal(refused)], [refusal(refused), grant(granted)],
        ] {
            let decision = decide(statements)
            #expect(decision.states.statistics == state)
            #expect(
                decision.rule(for: .statistics)
                    == (state == .granted ? .explicitGrant : .explicitRefusal))
        }
    }

    @Test func `each refusal has to be outweighed`() {
        let statements = [grant(now), refusal(now - 500), refusal(nil, by: platform)]
        #expect(decide(statements).states.statistics == .denied)
    }

    @Test func `an expired grant does not outweigh an older refusal`() {
        let old = now - 400 * day
        #expect(decide([grant(old), refusal(old - 5000)]).states.statistics == .denied)
    }

    @Test func `an explicit grant outweighs what shows no act`() {
        let statements = [
            grant(), statement(otherPlatform, .unproven, denied: .all),
            statement(.gcs, .none, denied: .all),
        ]
        #expect(decide(statements).rule(for: .statistics) == .explicitGrant)
    }

    @Test func `a TC string refuses a whole purpose only where nobody granted it`() {
        var veto = statement(.transparency, .explicit, granted: .all, time: now)
        veto.isVetoOnly = true
        #expect(decide([veto]).states == .unknown)
        veto.granted = []
        veto.denied = .all
        #expect(decide([veto]).rule(for: .marketing) == .unprovenRefusal)
        #expect(decide([veto, grant()]).rule(for: .marketing) == .explicitGrant)
    }

    @Test func `Sec-GPC refuses marketing, whatever the date of a grant`() {
        let decision = decide([.globalPrivacyControl, grant(now)])
        #expect(decision.states.statistics == .granted)
        #expect(decision.states.marketing == .denied)
        #expect(decision.states.hasGlobalPrivacyControl)
        #expect(decision.rule(for: .adUserData) == .globalPrivacyControl)
        #expect(decision.signal(for: .adUserData) == .globalPrivacyControl)
    }

    @Test func `a site may let an explicit grant beat Sec-GPC`() {
        var rules = strict
        rules.grantBeatsGlobalPrivacyControl = true
        let gpc = ConsentStatement.globalPrivacyControl
        #expect(decide([gpc, grant()], rules: rules).states.marketing == .granted)
        #expect(decide([gpc], rules: rules).rule(for: .marketing) == .globalPrivacyControl)
        #expect(decide([gpc, grant(1)], rules: rules).states.marketing == .denied)
        #expect(decide([gpc, grant(), refusal()], rules: rules).states.marketing == .denied)
        #expect(decide([.usOptOut, grant()], rules: rules).states.marketing == .denied)
        #expect(decide([.doNotTrack, grant()], rules: rules).states.marketing == .denied)
    }

    @Test func `the rules of a site say what a browser's opt-out refuses`() {
        var rules = strict
        rules.globalPrivacyControl = [.statistics, .marketing]
        rules.doNotTrack = []
        rules.usOptOut = .adPersonalization
        #expect(decide([.globalPrivacyControl], rules: rules).states.statistics == .denied)
        #expect(decide([.doNotTrack], rules: rules).states == .unknown)
        #expect(decide([.usOptOut], rules: rules).states.denied == .adPersonalization)
        #expect(decide([.doNotTrack]).rule(for: .statistics) == .doNotTrack)
        #expect(decide([.usOptOut]).signal(for: .marketing) == .usPrivacy)
    }

    @Test func `an objection refuses everything`() {
        var objection = statement(platform, .explicit)
        objection.isObjection = true
        let decision = decide([grant(now), objection])
        #expect(decision.isObjection)
        #expect(decision.states.denied == .all)
        #expect(decision.rule(for: .preferences) == .objection)
        let outcome = decide(
            [grant(now), objection], for: DestinationConsent(needs: .statistics))
        #expect(outcome.coverage == .refused)
        #expect(outcome.rule == .objection && outcome.signal == platform)
    }

    @Test func `a site reads the signals that it names, and those of browsers`() {
        var rules = strict
        rules.signals = [platform]
        let others = refusal(by: otherPlatform)
        #expect(decide([grant(), others], rules: rules).states.statistics == .granted)
        #expect(decide([grant(by: otherPlatform)], rules: rules).states == .unknown)
        let browser = decide([grant(), .globalPrivacyControl, .usOptOut], rules: rules)
        #expect(browser.states.marketing == .denied)
        #expect(decide([.doNotTrack], rules: rules).states.statistics == .denied)
        #expect(decide([.usOptOut], rules: rules).states == .unknown)
    }

    @Test func `preferences are decided like the others`() {
        let statements = [
            statement(platform, .explicit, granted: .preferences, denied: .statistics)
        ]
        let states = decide(statements).states
        #expect(states.preferences == .granted && states.statistics == .denied)
    }
}
