import Testing

@testable import Consent

/// The model asks real strings: which of their words count, and when.
@Suite struct StringFactsTests {
    private func decide(
        _ transparency: TransparencyFacts?, _ additional: String? = nil,
        for destination: DestinationConsent, rules: ConsentRules = strict,
        statements: [ConsentStatement] = []
    ) throws -> DestinationDecision {
        let evidence = evidence(statements)
        let watched = try #require(
            WatchedVendors(
                vendors: [
                    TransparencyVendor(id: 755, consent: [1, 2, 3, 4], interest: [7, 8, 9])
                ], providers: [35]))
        if let transparency { evidence.add(transparency) }
        if let additional { evidence.add(try #require(AdditionalFacts.of(additional, watched))) }
        return ConsentModel.decide(
            ConsentModel.decide(evidence, rules: rules, now: now), for: destination,
            evidence: evidence, watched: watched, rules: rules, now: now)
    }

    private func facts(
        consent: [Int], interest: [Int] = [], vendors: UInt16 = 1, time: Int64 = now
    ) -> TransparencyFacts {
        var facts = TransparencyFacts()
        facts.time = time
        facts.policyVersion = 5
        facts.consent = TransparencyPurposes(consent)
        facts.interest = TransparencyPurposes(interest)
        facts.consentVendors = vendors
        facts.interestVendors = 1
        return facts
    }

    private var ads: DestinationConsent {
        var destination = DestinationConsent(needs: .marketing)
        destination.vendor = 0
        return destination
    }

    private let everything = Array(1...10)

    @Test func `a string that permits everything grants its vendor`() throws {
        let decision = try decide(facts(consent: everything, interest: [7, 8, 9]), for: ads)
        #expect(decision.coverage == .granted && decision.rule == .transparencyGrant)
    }

    @Test func `a rejected string with a legitimate interest is a veto`() throws {
        let rejected = facts(consent: [], interest: [7, 9], vendors: 0)
        let granted = statement(platform, .explicit, granted: .all, time: now)
        let decision = try decide(rejected, for: ads, statements: [granted])
        #expect(decision.coverage == .denied && decision.rule == .transparencyVeto)
    }

    @Test func `purposes without the vendor, and the vendor without purposes, permit nothing`()
        throws
    {
        #expect(try decide(facts(consent: everything, vendors: 0), for: ads).coverage == .denied)
        #expect(try decide(facts(consent: []), for: ads).coverage == .denied)
    }

    @Test func `an old string grants nothing and still refuses`() throws {
        let old = now - 397 * day
        let granting = facts(consent: everything, interest: [7, 8, 9], time: old)
        #expect(try decide(granting, for: ads).coverage == .unknown)
        let granted = statement(platform, .explicit, granted: .all, time: now)
        let refusing = facts(consent: [], time: old)
        #expect(try decide(refusing, for: ads, statements: [granted]).coverage == .denied)
    }

    @Test func `a site that does not read TC strings is not bound by them`() throws {
        var rules = strict
        rules.signals = [platform]
        let decision = try decide(
            facts(consent: everything, interest: [7, 8, 9]), for: ads, rules: rules)
        #expect(decision.coverage == .unknown)
    }

    @Test func `a publisher segment speaks while its string is fresh`() throws {
        var own = DestinationConsent(needs: .statistics)
        own.isOwnTool = true
        var string = facts(consent: [])
        string.publisher = .granted
        #expect(try decide(string, for: own).rule == .publisherGrant)
        string.time = now - 397 * day
        #expect(try decide(string, for: own).coverage == .unknown)
    }

    @Test func `an AC string grants only beside a TC string that may be relied on`() throws {
        var provider = DestinationConsent(needs: .marketing)
        provider.provider = 0
        let string = facts(consent: everything)
        #expect(try decide(string, "2~35~dv.", for: provider).rule == .additionalGrant)
        #expect(try decide(nil, "2~35~dv.", for: provider).coverage == .unknown)
        let old = facts(consent: everything, time: now - 397 * day)
        #expect(try decide(old, "2~35~dv.", for: provider).coverage == .unknown)
        #expect(try decide(string, "2~~dv.35", for: provider).rule == .additionalVeto)
        #expect(try decide(string, "2~9~dv.", for: provider).coverage == .unknown)
    }

    @Test func `a place that the strings were not read for says nothing`() throws {
        var destination = ads
        destination.vendor = 5
        destination.provider = 5
        let decision = try decide(facts(consent: []), "2~~dv.35", for: destination)
        #expect(decision.coverage == .unknown)
    }
}
