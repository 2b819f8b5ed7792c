import Testing

@testable import Consent

/// When a string may be relied on, and which of several counts.
@Suite struct TransparencyValidityTests {
    typealias Fixture = TransparencyFixture
    static let none: TransparencyDefects = []
    static let several: TransparencyDefects = [
        .deletedPlatform, .oldPolicy, .notServiceSpecific, .interestInPurposeOne,
    ]
    static let march2026: Int64 = 1_772_323_200
    static let october2023: Int64 = 1_696_118_400

    @Test(
        "What stands against a string",
        arguments: [
            (Fixture(), none),
            (Fixture(isServiceSpecific: false), .notServiceSpecific),
            (Fixture(policy: 3), .oldPolicy),
            (Fixture(created: october2023, policy: 2), .oldPolicy),
            (Fixture(created: october2023 - 1, policy: 2), none),
            (Fixture(created: october2023, policy: 4), none),
            (Fixture(interest: [1, 2]), .interestInPurposeOne),
            (Fixture(interest: [2, 3, 4, 5, 6]), none),
            (Fixture(created: march2026 - 1), none),
            (Fixture(created: march2026), .undisclosedVendors),
            (Fixture(created: march2026, disclosed: []), none),
            (Fixture(platform: 31), .deletedPlatform),
            (
                Fixture(platform: 31, policy: 3, isServiceSpecific: false, interest: [1]),
                several
            ),
        ] as [(Fixture, TransparencyDefects)])
    func defects(fixture: Fixture, expected: TransparencyDefects) throws {
        let string = try TransparencyString.of(fixture.text)
        let now = fixture.created
        #expect(string.validity(now: now, deletedPlatforms: [31]) == expected)
        #expect(expected.reasons.count == expected.rawValue.nonzeroBitCount)
        let watched = try #require(WatchedVendors(vendors: [], deletedPlatforms: [31]))
        let facts = try #require(TransparencyFacts.of(fixture.text, watched))
        #expect(facts.defects == expected)
        #expect(facts.isUsable(now: now, grantDays: 396) == expected.isEmpty)
    }

    @Test("A string with a defect grants nothing and refuses what it refuses")
    func defectsKeepRefusals() throws {
        var fixture = TransparencyFactsTests.agreed
        fixture.consent.removeAll { $0 == 4 }
        fixture.isServiceSpecific = false
        let watched = try TransparencyFactsTests.watched(TransparencyFactsTests.google)
        let facts = try #require(TransparencyFacts.of(fixture.text, watched))
        let states = facts.states(vendor: 0, watched: watched, now: facts.time, grantDays: 396)
        #expect(
            states == ConsentStates(granted: [], denied: [.preferences, .adPersonalization]))
        #expect(facts.purposeStates == ConsentStates(granted: [], denied: .adPersonalization))
    }

    @Test("Grants count for thirteen months since the last change, refusals for good")
    func expires() throws {
        var fixture = TransparencyFactsTests.agreed
        fixture.lastUpdated = fixture.created + 3 * Fixture.day
        let watched = try TransparencyFactsTests.watched(TransparencyFactsTests.google)
        let facts = try #require(TransparencyFacts.of(fixture.text, watched))
        let string = try TransparencyString.of(fixture.text)
        #expect(facts.time == fixture.lastUpdated)
        let last = facts.time + 396 * Fixture.day
        for (now, isUsable) in [(last, true), (last + 1, false), (.max / 2, false)] {
            #expect(facts.isUsable(now: now, grantDays: 396) == isUsable)
            #expect(string.validity(now: now) == (isUsable ? [] : .expired))
            let states = facts.states(vendor: 0, watched: watched, now: now, grantDays: 396)
            #expect(states.granted == (isUsable ? [.marketing, .statistics] : []))
            #expect(states.denied == .preferences)
        }
        #expect(facts.isUsable(now: facts.time + 1, grantDays: 0) == false)
        #expect(facts.isUsable(now: facts.time + 1, grantDays: .min) == false)
        #expect(facts.isUsable(now: last + 1, grantDays: .max))
    }

    @Test("A string from the future grants nothing, and refuses what it refuses")
    func future() throws {
        let watched = try TransparencyFactsTests.watched(TransparencyFactsTests.google)
        let today = Fixture.june
        for (made, changed, isUsable) in [
            (today, today + Fixture.day, true), (today, today + Fixture.day + 1, false),
            (today + 2 * Fixture.day, today, false), (today, today + 7300 * Fixture.day, false),
        ] {
            var fixture = TransparencyFactsTests.agreed
            (fixture.created, fixture.lastUpdated) = (made, changed)
            let facts = try #require(TransparencyFacts.of(fixture.text, watched))
            #expect(facts.isUsable(now: today, grantDays: 396) == isUsable)
            let states = facts.states(vendor: 0, watched: watched, now: today, grantDays: 396)
            #expect(states.granted == (isUsable ? [.marketing, .statistics] : []))
            #expect(states.denied == .preferences)
            let string = try TransparencyString.of(fixture.text)
            #expect(string.validity(now: today).contains(.fromFuture) == !isUsable)
        }
    }

    @Test("A string from the future never wins over another", arguments: [2, 30, 7300] as [Int64])
    func futureDoesNotWin(days: Int64) throws {
        let watched = try TransparencyFactsTests.watched(
            TransparencyFactsTests.google, TransparencyFactsTests.microsoft)
        var refused = TransparencyFactsTests.agreed
        refused.consent = [1]
        var later = TransparencyFactsTests.agreed
        later.created += days * Fixture.day
        var last = later
        last.created += days * Fixture.day
        let all = [try facts(refused), try facts(later), try facts(last)]
        for order in [[0, 1], [1, 0], [0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            var both = all[order[0]]
            for place in order.dropFirst() { both = both.combined(with: all[place]) }
            let states = both.states(
                vendor: 0, watched: watched, now: refused.created, grantDays: 396)
            #expect(
                states
                    == all[0].states(
                        vendor: 0, watched: watched, now: refused.created, grantDays: 396
                    ).forgetting(.all))
            // Once its date has come it is the newest like any other.
            let then = both.states(vendor: 0, watched: watched, now: both.time, grantDays: 396)
            #expect(then.granted == [.marketing, .statistics])
        }
    }

    private func facts(_ fixture: Fixture) throws -> TransparencyFacts {
        let watched = try TransparencyFactsTests.watched(
            TransparencyFactsTests.google, TransparencyFactsTests.microsoft)
        return try #require(TransparencyFacts.of(fixture.text, watched))
    }

    @Test("Of several strings the newest counts")
    func newest() throws {
        var refused = Fixture()
        refused.created += Fixture.day
        let (old, new) = (try facts(TransparencyFactsTests.agreed), try facts(refused))
        func newest(_ one: TransparencyFacts, _ other: TransparencyFacts) -> TransparencyFacts {
            var result = one.combined(with: other)
            result.bound = nil
            return result
        }
        #expect(newest(old, new) == new)
        #expect(newest(new, old) == new)
        var again = TransparencyFactsTests.agreed
        again.created += 2 * Fixture.day
        #expect(try newest(new, facts(again)) == facts(again))
    }

    @Test("Of the same day the stricter counts in every part")
    func sameDay() throws {
        var one = TransparencyFactsTests.agreed
        one.consent = [1, 3, 4, 7]
        one.vendors = [755...755]
        one.publisher = [1, 8]
        var other = TransparencyFactsTests.agreed
        other.created += 3600
        other.consent = [1, 2, 3, 7]
        other.disclosed = nil
        other.restrictions = [(7, 0, [1126...1126])]
        other.hidesPurposeOne = true
        let both = try facts(one).combined(with: facts(other))
        #expect(try facts(other).combined(with: facts(one)) == both)
        #expect(both.time == other.created)
        #expect(both.consent == TransparencyPurposes([1, 3, 7]))
        #expect(both.consentVendors == 1 && both.interestVendors == 1)
        #expect(both.disclosesVendors && both.disclosedVendors == 3)
        #expect(both.forbidden[1] == TransparencyPurposes([7]).rawValue && both.forbidden[0] == 0)
        #expect(both.publisherStatistics == .unknown && both.hidesPurposeOne)
    }

    @Test("A string with a defect never brings back what another refuses, nor grants")
    func defectsDoNotWin() throws {
        var refused = TransparencyFactsTests.agreed
        refused.consent = [1]
        var broken = TransparencyFactsTests.agreed
        broken.isServiceSpecific = false
        for days in [-1, 0, 1] as [Int64] {
            broken.created = refused.created + days * Fixture.day
            for (first, second) in [(refused, broken), (broken, refused)] {
                let both = try facts(first).combined(with: facts(second))
                #expect(both.consent == TransparencyPurposes([1]))
                #expect(both.defects.isEmpty == (days < 0))
            }
        }
    }
}
