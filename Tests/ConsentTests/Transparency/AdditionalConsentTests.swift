import Testing

@testable import Consent

@Suite struct AdditionalConsentTests {
    @Test(
        "Both versions are read, and both forms of an empty list",
        arguments: [
            ("1~1.35.41.101", 1, [1, 35, 41, 101], nil),
            ("1~", 1, [], nil),
            ("2~1.35.41.101~dv.9.21.81", 2, [1, 35, 41, 101], [9, 21, 81]),
            ("2~~dv.1.2.3.4.10", 2, [], [1, 2, 3, 4, 10]),
            ("2~1.2.3.4.10~dv", 2, [1, 2, 3, 4, 10], []),
            ("2~1.2.3.4.10~dv.", 2, [1, 2, 3, 4, 10], []),
            ("2~~dv.", 2, [], []),
            ("2~~dv", 2, [], []),
            ("1~7.7.3.7", 1, [7, 3], nil),
            ("2~7.7~dv.3.3", 2, [7], [3]),
            ("1~65535", 1, [65535], nil),
        ] as [(String, Int, [Int], [Int]?)])
    func reads(text: String, version: Int, consented: [Int], disclosed: [Int]?) throws {
        let string = try AdditionalConsent.decode(Array(text.utf8).span)
        #expect(string.version == version)
        #expect(string.consented == consented)
        #expect(string.disclosed == disclosed)
    }

    @Test(
        "Whatever is not of one of the two forms is refused",
        arguments: [
            ("", TransparencyFault.Reason.form), ("1", .form), ("1.2.3", .form), ("3~1", .form),
            ("1~1.", .form), ("1~.1", .form), ("1~1..2", .form), ("1~a", .form), ("1~1 ", .form),
            ("1~1~dv.2", .form), ("1~~dv.2", .form), ("2~1.2", .form), ("2~", .form),
            ("2~1~dv2", .form), ("2~1~", .form), ("2~1~dv.2.", .form), ("2~1~dv.2~3", .form),
            ("2~1~dx.2", .form), ("1~-1", .form), ("${ADDTL_CONSENT}", .form),
            ("1~0", .providerNumber), ("1~65536", .providerNumber),
            ("1~99999999999999999999999999", .providerNumber), ("2~~dv.0", .providerNumber),
            ("2~1.2~dv.2", .providerInBothLists), ("2~5~dv.1.5.9", .providerInBothLists),
        ])
    func refuses(text: String, reason: TransparencyFault.Reason) throws {
        let fault = #expect(throws: TransparencyFault.self) {
            try AdditionalConsent.decode(Array(text.utf8).span)
        }
        #expect(fault?.reason == reason)
        let watched = try #require(WatchedVendors(vendors: [], providers: [1, 2, 5]))
        #expect(AdditionalFacts.of(text, watched) == nil)
    }

    @Test("A string without end is not read")
    func boundsLength() {
        let fits = "1~" + String(repeating: "1.", count: 8190) + "1"
        #expect(throws: Never.self) { try AdditionalConsent.decode(Array(fits.utf8).span) }
        let fault = #expect(throws: TransparencyFault.self) {
            try AdditionalConsent.decode(Array((fits + ".1").utf8).span)
        }
        #expect(fault?.reason == .tooLong)
    }

    @Test(
        "A provider is granted where it is listed, denied where it was shown in vain",
        arguments: [
            ("1~1.35", ConsentState.granted, ConsentState.unknown),
            ("1~", .unknown, .unknown),
            ("2~1~dv.89", .granted, .denied),
            ("2~~dv.1.89", .denied, .denied),
            ("2~89~dv", .unknown, .granted),
            ("2~89.1~dv.", .granted, .granted),
        ])
    func states(text: String, first: ConsentState, second: ConsentState) throws {
        let watched = try #require(WatchedVendors(vendors: [], providers: [1, 89]))
        let facts = try #require(AdditionalFacts.of(text, watched))
        #expect(facts.state(provider: 0) == first)
        #expect(facts.state(provider: 1) == second)
        let string = try AdditionalConsent.decode(Array(text.utf8).span)
        #expect(AdditionalFacts(string, watched: watched) == facts)
    }

    @Test("Of two strings the stricter counts, provider by provider, in either order")
    func combines() throws {
        let watched = try #require(WatchedVendors(vendors: [], providers: [1, 2, 3, 4]))
        func facts(_ text: String) throws -> AdditionalFacts {
            try #require(AdditionalFacts.of(text, watched))
        }
        let (one, other) = (try facts("2~1.2.3~dv.4"), try facts("2~1.4~dv.2"))
        for combined in [one.combined(with: other), other.combined(with: one)] {
            let states = (0..<4).map { combined.state(provider: $0) }
            #expect(states == [.granted, .denied, .unknown, .denied])
        }
    }
}
