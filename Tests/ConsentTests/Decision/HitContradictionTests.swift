import Testing

@testable import Consent

/// The signals of one hit contradict each other: the denial counts.
@Suite struct HitContradictionTests {
    @Test(arguments: [SignalName.gcs, .npa, .dmaServices, .eventConsent, .gcd])
    func `a default refusal in a hit outweighs the same hit's grant`(signal: SignalName) {
        let statements = [
            statement(.gcd, .explicit, granted: .all),
            statement(signal, .none, denied: .adPersonalization),
        ]
        for statements in [statements, statements.reversed()] {
            let decision = decide(statements)
            #expect(decision.states.denied == .adPersonalization)
            #expect(decision.rule(for: .adPersonalization) == .defaultRefusal)
            #expect(decision.rule(for: .statistics) == .explicitGrant)
        }
    }

    @Test func `the hit does not outweigh the act in a platform's cookie`() {
        let statements = [
            statement(platform, .explicit, granted: .all), statement(.gcs, .none, denied: .all),
            statement(.gcd, .explicit, granted: .all),
        ]
        let decision = decide(statements)
        #expect(decision.rule(for: .statistics) == .explicitGrant)
        #expect(decision.signal(for: .statistics) == platform)
    }

    @Test func `what cannot be read contradicts nothing`() {
        let statements = [
            statement(.gcd, .explicit, granted: .all), statement(.gcs, .opaque, denied: .all),
        ]
        #expect(decide(statements).states.granted == .all)
    }

    @Test func `a hit with analytics granted and advertising refused`() {
        // gcs=G101&gcd=13p3r3p3p5l1&npa=1
        let decision = decide([
            statement(.gcs, .none, denied: .adStorage),
            statement(.gcd, .explicit, granted: .statistics),
            statement(.gcd, .none, denied: .marketing),
            statement(.npa, .none, denied: .adPersonalization),
        ])
        #expect(decision.states.granted == .statistics)
        #expect(decision.states.denied == .marketing)
        #expect(decision.rule(for: .marketing) == .defaultRefusal)
        #expect(decision.rule(for: .statistics) == .explicitGrant)
    }
}
