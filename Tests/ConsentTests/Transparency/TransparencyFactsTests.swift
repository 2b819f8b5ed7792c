import Testing

@testable import Consent

/// One vendor and one purpose at a time, and what becomes of this gateway's own purposes.
@Suite struct TransparencyFactsTests {
    static let google = TransparencyVendor(
        id: 755, consent: [1, 3, 4], interest: [2, 7, 9, 10], flexible: [2, 7, 9, 10],
        specialPurposes: [1, 2])
    static let microsoft = TransparencyVendor(
        id: 1126, consent: [1, 2, 3, 4, 7, 9, 10], flexible: [2, 7, 10])
    static let now = TransparencyFixture.june + 10 * TransparencyFixture.day

    static func watched(_ vendors: TransparencyVendor...) throws -> WatchedVendors {
        try #require(WatchedVendors(vendors: vendors))
    }

    /// A string in which the visitor agreed to everything for both vendors.
    static var agreed: TransparencyFixture {
        var fixture = TransparencyFixture()
        fixture.consent = Array(1...11)
        fixture.interest = [2, 7, 8, 9, 10, 11]
        fixture.vendors = [755...755, 1126...1126]
        fixture.interestVendors = [755...755]
        fixture.disclosed = [1...1200]
        return fixture
    }

    private func states(
        _ fixture: TransparencyFixture, _ vendor: TransparencyVendor, now: Int64 = Self.now
    ) throws -> ConsentStates {
        let watched = try Self.watched(vendor)
        let facts = try #require(TransparencyFacts.of(fixture.text, watched))
        return facts.states(vendor: 0, watched: watched, now: now, grantDays: 396)
    }

    @Test("What was agreed to is granted to vendors that declare it")
    func grants() throws {
        let google = try states(Self.agreed, Self.google)
        #expect(google == ConsentStates(granted: [.marketing, .statistics], denied: .preferences))
        let microsoft = try states(Self.agreed, Self.microsoft)
        #expect(microsoft == google)
        let other = TransparencyVendor(id: 755, consent: [1, 5])
        let reader = try states(Self.agreed, other)
        let granted: PurposeSet = [.adStorage, .preferences]
        #expect(
            reader
                == ConsentStates(granted: granted, denied: PurposeSet.all.subtracting(granted)))
    }

    @Test(
        "Each purpose of the framework that is missing takes its part away",
        arguments: [
            (1, PurposeSet.all), (2, .adUserData), (3, .adPersonalization),
            (4, .adPersonalization), (5, []), (6, []), (7, .adUserData), (8, []),
            (9, .statistics), (10, []), (11, []),
        ] as [(Int, PurposeSet)])
    func needsEachPurpose(missing: Int, denied: PurposeSet) throws {
        var fixture = Self.agreed
        fixture.consent.removeAll { $0 == missing }
        let states = try states(fixture, Self.microsoft)
        #expect(states.denied == denied.union(.preferences))
        #expect(states.granted == PurposeSet.all.subtracting(states.denied))
    }

    @Test("A rejected string that keeps legitimate interests grants nothing")
    func rejected() throws {
        let vector = try #require(
            TransparencyVector.all.first { $0.text.hasPrefix("CQdF08AQdF08A") })
        let watched = try Self.watched(Self.google)
        let facts = try #require(TransparencyFacts.of(vector.text, watched))
        #expect(facts.permission(purpose: 7, vendor: Self.google, slot: 0) == .granted)
        let states = facts.states(
            vendor: 0, watched: watched, now: facts.time, grantDays: 396)
        #expect(states == ConsentStates(granted: [], denied: .all))
        #expect(facts.isUsable(now: facts.time, grantDays: 396))
    }

    @Test("Purposes without vendors let no vendor act, but say what the visitor chose")
    func purposesWithoutVendors() throws {
        var fixture = Self.agreed
        fixture.vendors = []
        #expect(try states(fixture, Self.microsoft).denied == .all)
        let facts = try #require(TransparencyFacts.of(fixture.text, WatchedVendors()))
        #expect(facts.purposeStates == ConsentStates(granted: .all, denied: []))
    }

    @Test("Vendors without purposes may not act")
    func vendorsWithoutPurposes() throws {
        let vector = try #require(
            TransparencyVector.all.first { $0.text.hasPrefix("CQIdrrgQIdrrg") })
        let adform = TransparencyVendor(id: 50, consent: Array(1...11))
        let watched = try Self.watched(adform)
        let facts = try #require(TransparencyFacts.of(vector.text, watched))
        let states = facts.states(vendor: 0, watched: watched, now: facts.time, grantDays: 396)
        #expect(states.denied == .all)
        #expect(facts.purposeStates.denied == .all)
    }

    @Test("Consent of a vendor that was not shown is not known; what is refused stays refused")
    func undisclosedVendor() throws {
        for disclosed in [[], [1...754, 756...1125]] as [TransparencyFixture.Ranges] {
            var fixture = Self.agreed
            fixture.disclosed = disclosed
            let states = try states(fixture, Self.microsoft)
            #expect(states == ConsentStates(granted: [], denied: .preferences))
            fixture.consent.removeAll { $0 == 3 }
            let fewer = try self.states(fixture, Self.microsoft)
            #expect(fewer.denied == [.preferences, .adPersonalization])
            #expect(fewer.granted == [])
        }
        var older = Self.agreed
        older.disclosed = nil
        #expect(try states(older, Self.microsoft).granted == [.marketing, .statistics])
    }

    @Test("A legitimate interest never stands in for purpose 1")
    func storageNeedsConsent() throws {
        var fixture = Self.agreed
        fixture.consent.removeAll { $0 == 1 }
        #expect(try states(fixture, Self.google).denied == .all)
        fixture = Self.agreed
        fixture.vendors = []
        #expect(try states(fixture, Self.google).denied == .all)
        fixture = Self.agreed
        fixture.hidesPurposeOne = true
        #expect(try states(fixture, Self.google).granted == [])
        let facts = try #require(TransparencyFacts.of(fixture.text, WatchedVendors()))
        #expect(facts.purposeStates == .unknown)
    }

    @Test(
        "The legal basis is the vendor's, unless the publisher changes that of a flexible purpose",
        arguments: [
            // By the vendor: consent 1 2 3 8, interest 4 7 9 10, flexible 2 9; granted by consent
            // are all, by legitimate interest 3, 7, 8, 9 and 10 only.
            (2, [], ConsentState.granted),
            (2, [1], .granted),
            (2, [2], .denied),  // flexible, but there is no such legitimate interest
            (8, [2], .denied),  // not flexible
            (3, [], .granted),
            (3, [2], .denied),
            (4, [], .denied),  // no legitimate interest for 3 to 6 since policy 4
            (7, [], .granted),
            (7, [1], .denied),  // not flexible
            (9, [], .granted),
            (9, [1], .granted),
            (9, [2], .granted),
            (9, [1, 2], .granted),
            (9, [0], .denied),
            (9, [0, 1], .denied),
            (9, [1, 0], .denied),
            (9, [3], .granted),  // means nothing
            (11, [], .denied),  // not declared
            (1, [0], .denied),
        ] as [(Int, [Int], ConsentState)])
    func basis(purpose: Int, restrictions: [Int], expected: ConsentState) throws {
        let vendor = TransparencyVendor(
            id: 20, consent: [1, 2, 3, 8], interest: [4, 7, 9, 10], flexible: [2, 9])
        var fixture = TransparencyFixture()
        fixture.consent = Array(1...11)
        fixture.interest = [3, 4, 7, 8, 9, 10]
        fixture.vendors = [20...20]
        fixture.interestVendors = [20...20]
        for type in restrictions { fixture.restrictions.append((purpose, type, [1...40])) }
        let watched = try Self.watched(Self.google, vendor)
        let facts = try #require(TransparencyFacts.of(fixture.text, watched))
        #expect(facts.permission(purpose: purpose, vendor: vendor, slot: 1) == expected)
        #expect(facts.permission(purpose: purpose, vendor: Self.google, slot: 0) == .denied)
    }

    @Test("A publisher that asks for both bases gets both")
    func bothBases() throws {
        var fixture = Self.agreed
        fixture.restrictions = [(9, 1, [1...1200]), (9, 2, [755...755])]
        #expect(try states(fixture, Self.google).statistics == .granted)
        fixture.consent.removeAll { $0 == 9 }
        #expect(try states(fixture, Self.google).statistics == .denied)
        fixture.consent.append(9)
        fixture.interest.removeAll { $0 == 9 }
        #expect(try states(fixture, Self.google).statistics == .denied)
    }

    @Test("A restriction over every number asks consent of a vendor that claims an interest")
    func restrictionOverAll() throws {
        var fixture = Self.agreed
        fixture.consent.removeAll { $0 == 9 }
        #expect(try states(fixture, Self.google).statistics == .granted)
        fixture.restrictions = [(9, 1, [1...65535])]
        #expect(try states(fixture, Self.google).statistics == .denied)
        fixture.restrictions = [(9, 1, [])]
        #expect(try states(fixture, Self.google).statistics == .granted)
        fixture.restrictions = [(9, 1, [756...65535, 1...754])]
        #expect(try states(fixture, Self.google).statistics == .granted)
        fixture.restrictions = [(63, 0, [1...65535]), (0, 0, [1...65535])]
        #expect(try states(fixture, Self.google).statistics == .granted)
    }

    @Test("Legitimate interests for purposes 3 to 6 counted before policy 4 only")
    func interestBeforePolicyFour() throws {
        let vendor = TransparencyVendor(id: 755, consent: [1], interest: [5])
        var fixture = Self.agreed
        fixture.interest = [5]
        fixture.created = 1_600_000_000
        for (policy, expected) in [(2, ConsentState.granted), (3, .granted), (4, .denied)] {
            fixture.policy = policy
            let states = try states(fixture, vendor, now: fixture.created)
            #expect(states.preferences == expected)
        }
    }

    @Test("Special purposes need a vendor that was shown, or an interest in older strings")
    func specialPurposes() throws {
        let watched = try Self.watched(Self.google, Self.microsoft)
        func state(
            _ fixture: TransparencyFixture, _ purpose: Int, _ slot: Int
        ) throws
            -> ConsentState
        {
            let facts = try #require(TransparencyFacts.of(fixture.text, watched))
            return facts.permission(
                specialPurpose: purpose, vendor: watched.vendors[slot], slot: slot)
        }
        var fixture = TransparencyFixture()
        fixture.disclosed = [755...755]
        #expect(try state(fixture, 1, 0) == .granted)
        #expect(try state(fixture, 3, 0) == .denied)
        #expect(try state(fixture, 1, 1) == .denied)
        fixture.disclosed = []
        fixture.interestVendors = [755...755]
        #expect(try state(fixture, 2, 0) == .denied)
        fixture.disclosed = nil
        #expect(try state(fixture, 2, 0) == .granted)
    }

    @Test(
        "The publisher's own purposes speak for its statistics",
        arguments: [
            (nil, ConsentState.unknown), ([], .denied), ([1], .denied), ([8, 9], .denied),
            ([1, 8], .granted), ([1, 9], .granted), ([1, 2, 3, 10], .denied),
        ] as [([Int]?, ConsentState)])
    func publisher(consent: [Int]?, expected: ConsentState) throws {
        var fixture = TransparencyFixture()
        fixture.publisher = consent
        let facts = try #require(TransparencyFacts.of(fixture.text, WatchedVendors()))
        #expect(facts.publisherStatistics == expected)
        fixture.isServiceSpecific = false
        let broken = try #require(TransparencyFacts.of(fixture.text, WatchedVendors()))
        #expect(broken.publisherStatistics == (expected == .granted ? .unknown : expected))
    }

    @Test("The purposes alone never grant by a legitimate interest")
    func purposesAlone() throws {
        var fixture = TransparencyFixture()
        fixture.interest = Array(2...11)
        fixture.interestVendors = [1...1000]
        fixture.consent = [1]
        let facts = try #require(TransparencyFacts.of(fixture.text, WatchedVendors()))
        #expect(
            facts.purposeStates
                == ConsentStates(
                    granted: .adStorage, denied: PurposeSet.all.subtracting(.adStorage)))
        #expect(TransparencyFacts().purposeStates.denied == .all)
    }

    @Test("Vendors are watched up to a limit, each once")
    func watches() throws {
        let vendors = (1...17).map { TransparencyVendor(id: UInt16($0)) }
        #expect(WatchedVendors(vendors: vendors) == nil)
        #expect(WatchedVendors(vendors: [vendors[0], vendors[0]]) == nil)
        #expect(WatchedVendors(vendors: [TransparencyVendor(id: 0)]) == nil)
        #expect(WatchedVendors(vendors: [], providers: Array(1...17)) == nil)
        let watched = try #require(
            WatchedVendors(vendors: Array(vendors.prefix(16)), providers: Array(1...16)))
        #expect(watched.slot(vendor: 16) == 15 && watched.slot(vendor: 17) == nil)
        #expect(watched.slot(provider: 2) == 1 && watched.slot(provider: 17) == nil)
        var fixture = TransparencyFixture()
        fixture.vendors = [2...3, 16...40]
        for usesRanges in [true, false] {
            fixture.usesRanges = usesRanges
            let facts = try #require(TransparencyFacts.of(fixture.text, watched))
            #expect(facts.consentVendors == 0b1000_0000_0000_0110)
        }
    }
}
