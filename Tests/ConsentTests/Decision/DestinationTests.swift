import Testing

@testable import Consent

/// What names a destination: tools, services, and the vendors of TC and AC strings.
@Suite struct DestinationTests {
    private static let tool = 3
    private let granted = statement(platform, .explicit, granted: .all, time: now)

    private func destination(_ needs: PurposeSet = .statistics) -> DestinationConsent {
        var destination = DestinationConsent(needs: needs)
        destination.services = services(Self.tool, 70)
        destination.servicePurposes = .statistics
        return destination
    }

    private func tool(
        _ evidence: EvidenceClass, granted: PurposeSet = [], denied: PurposeSet = []
    ) -> ConsentStatement {
        var statement = statement(otherPlatform, evidence, granted: granted, denied: denied)
        statement.tools = services(70)
        return statement
    }

    private func service(
        _ evidence: EvidenceClass, granted: Bool, time: Int64? = nil,
        by signal: SignalName = platform
    ) -> ConsentStatement {
        var statement = statement(signal, evidence, time: time)
        if granted {
            statement.grantedServices = services(Self.tool)
        } else {
            statement.deniedServices = services(Self.tool)
        }
        return statement
    }

    @Test(arguments: [EvidenceClass.explicit, .optOut, .unproven, .implied])
    func `a tool's opt-out refuses it alone`(evidence: EvidenceClass) {
        let optOut = tool(evidence, denied: .statistics)
        let decision = decide([granted, optOut], for: destination())
        #expect(decision.coverage == .refused)
        #expect(decision.rule == .toolOptOut && decision.signal == otherPlatform)
        #expect(decision.states.denied == .all)
        let other = decide([granted, optOut], for: DestinationConsent(needs: .statistics))
        #expect(other.coverage == .granted)
        #expect(decide([optOut]).states == .unknown)
    }

    @Test func `an opt-out and a grant of one tool are an opt-out`() {
        let statements = [tool(.explicit, granted: .all), tool(.optOut)]
        #expect(decide(statements, for: destination()).coverage == .refused)
    }

    @Test func `a tool's grant weighs like an explicit one, for that tool alone`() {
        let grant = tool(.explicit, granted: .statistics)
        let decision = decide([grant], for: destination())
        #expect(decision.coverage == .granted)
        #expect(decision.rule == .explicitGrant && decision.signal == otherPlatform)
        #expect(decide([grant], for: DestinationConsent(needs: .statistics)).coverage == .unknown)
        let refused = statement(platform, .explicit, denied: .statistics)
        #expect(decide([grant, refused], for: destination()).rule == .explicitRefusal)
        #expect(decide([grant, .doNotTrack], for: destination()).rule == .doNotTrack)
    }

    @Test func `a tool's default is a default`() {
        let statements = [tool(.none, denied: .statistics)]
        let decision = decide(statements, for: destination())
        #expect(decision.coverage == .denied && decision.rule == .defaultRefusal)
        #expect(decide([granted] + statements, for: destination()).coverage == .granted)
        #expect(decide([tool(.opaque, denied: .all)], for: destination()).coverage == .unknown)
    }

    @Test func `a refused service outweighs its category`() {
        for evidence in [EvidenceClass.explicit, .unproven, .implied, .none, .optOut] {
            let decision = decide(
                [granted, service(evidence, granted: false)], for: destination())
            #expect(decision.coverage == .refused)
            #expect(decision.rule == .serviceRefusal)
            #expect(decision.states.denied == .all)
        }
        let unread = decide([granted, service(.opaque, granted: false)], for: destination())
        #expect(unread.coverage == .granted)
        let other = DestinationConsent(needs: .statistics)
        #expect(
            decide([granted, service(.explicit, granted: false)], for: other).coverage == .granted)
    }

    @Test func `a granted service fills in what its category leaves open`() {
        let decision = decide([service(.explicit, granted: true)], for: destination())
        #expect(decision.coverage == .granted && decision.rule == .serviceGrant)
        let both = decide(
            [service(.explicit, granted: true)], for: destination([.statistics, .marketing]))
        #expect(both.coverage == .partlyUnknown)
        #expect(
            decide([service(.unproven, granted: true)], for: destination()).coverage == .unknown)
        let expired = service(.explicit, granted: true, time: now - 400 * day)
        #expect(decide([expired], for: destination()).coverage == .unknown)
    }

    @Test func `a granted service does not outweigh its category's refusal`() {
        for evidence in [EvidenceClass.explicit, .unproven, .none] {
            let statements = [
                service(.explicit, granted: true),
                statement(platform, evidence, denied: .statistics),
            ]
            #expect(decide(statements, for: destination()).coverage == .denied)
        }
    }

    @Test func `of two words on a service the newest dated act counts`() {
        func coverage(_ granted: Int64?, _ refused: Int64?) -> DestinationDecision.Coverage {
            decide(
                [
                    service(.explicit, granted: true, time: granted),
                    service(.explicit, granted: false, time: refused, by: otherPlatform),
                ], for: destination()
            ).coverage
        }
        #expect(coverage(now, now - 100) == .granted)
        #expect(coverage(now - 100, now) == .refused)
        #expect(coverage(now, now - 60) == .refused)
        #expect(coverage(now, nil) == .refused)
        #expect(coverage(nil, now - 100) == .refused)
    }

    @Test func `a minor's reason is age, unless there is nothing to count`() {
        let decision = decide([granted], for: destination(), isMinor: true)
        #expect(decision.coverage == .granted)
        #expect(decision.rule == .minor && decision.signal == .ageSignal)
        #expect(decide([tool(.optOut)], for: destination(), isMinor: true).rule == .toolOptOut)
    }

    @Test func `a destination without needs is never covered`() {
        let decision = decide([granted], for: DestinationConsent(needs: []))
        #expect(decision.coverage == .unknown && decision.rule == .noNeed)
    }

    @Test func `a functional destination needs no consent, and obeys an objection`() {
        var functional = DestinationConsent(needs: [])
        functional.isFunctional = true
        #expect(decide([], for: functional).coverage == .granted)
        #expect(decide([.doNotTrack], for: functional).coverage == .granted)
        var objection = statement(platform, .explicit, denied: .all)
        objection.isObjection = true
        #expect(decide([objection], for: functional).coverage == .refused)
    }

    @Test func `the reason for several needs is that of the lowest`() {
        let statements = [
            statement(platform, .explicit, granted: .statistics, denied: .adUserData),
            statement(otherPlatform, .explicit, granted: .preferences),
        ]
        let both = decide(statements, for: destination([.statistics, .marketing]))
        #expect(both.coverage == .partlyDenied)
        #expect(both.rule == .explicitRefusal && both.signal == platform)
        let open = decide(statements, for: destination([.statistics, .adStorage]))
        #expect(open.coverage == .partlyUnknown && open.rule == .noSignal)
        #expect(decide(statements, for: destination(.preferences)).signal == otherPlatform)
    }

    @Test func `only statistics can be a part of what is needed`() {
        let half = [statement(platform, .explicit, granted: .adStorage, denied: .adUserData)]
        #expect(decide(half, for: destination(.marketing)).coverage == .denied)
        #expect(decide(half, for: destination([.adStorage, .adUserData])).coverage == .denied)
        #expect(decide(half, for: destination([.statistics, .marketing])).coverage == .denied)
        let marketing = [statement(platform, .explicit, granted: .marketing, denied: .statistics)]
        #expect(decide(marketing, for: destination([.statistics, .marketing])).coverage == .denied)
        let open = [statement(platform, .explicit, granted: .adStorage)]
        #expect(decide(open, for: destination(.marketing)).coverage == .unknown)
        #expect(decide(open, for: destination([.adStorage, .adUserData])).coverage == .unknown)
    }

    @Test func `a yes to other services by name is no yes to this one`() {
        var named = statement(platform, .explicit, granted: .statistics)
        named.grantedThroughServices = .statistics
        #expect(decide([named], for: destination()).coverage == .unknown)
        #expect(decide([named], for: DestinationConsent(needs: .statistics)).coverage == .granted)
        #expect(decide([named, granted], for: destination()).coverage == .granted)
    }
}
