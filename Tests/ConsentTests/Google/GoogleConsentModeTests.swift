import Bytes
import Consent
import Testing

@Suite struct GoogleConsentModeTests {
    @Test(
        "gcs can refuse, but a one in it is no proof of a choice",
        arguments: [
            ("G100", [.statistics, .marketing]),
            ("G101", .marketing),
            ("G110", .statistics),
            ("G111", []),
            ("G1--", []),
            ("G1-0", .statistics),
            ("G10-", .marketing),
        ] as [(String, PurposeSet)])
    func gcs(value: String, denied: PurposeSet) throws {
        let found = GoogleConsentMode(gcs: Array(value.utf8).span)
        let mode = try #require(found)
        #expect(mode.granted == [])
        #expect(mode.refused == [])
        #expect(mode.deniedByDefault == denied)
    }

    @Test(
        "A gcs of another form is not read",
        arguments: ["", "G", "G1", "G10", "G1111", "g100", "G1é", "G1 0", "G200", "0G10", "G12-"])
    func malformedStorage(value: String) {
        let mode = GoogleConsentMode(gcs: Array(value.utf8).span)
        #expect(mode == nil)
        #expect(GoogleConsentMode.states(gcs: Array(value.utf8).span) == .unknown)
    }

    /// Purposes that are granted, refused, and denied by default.
    typealias Reading = (
        value: String, granted: PurposeSet, refused: PurposeSet, byDefault: PurposeSet
    )

    @Test(
        "gcd grants only where the visitor has chosen, each type by itself",
        arguments: [
            ("11l1p1l1l5", [], [], .statistics),
            ("11p1p1p1p5", [], [], [.statistics, .marketing]),
            ("11p1q1p1p5", [], .statistics, .marketing),
            ("11r1r1r1r5", [.statistics, .marketing], [], []),
            ("11p1m1p1p5", [], .statistics, .marketing),
            ("11u1u1u1u5", [], [.statistics, .marketing], []),
            ("13l3l3l3l1", [], [], []),
            ("13r3r3r2r5l1", [.statistics, .marketing], [], []),
            ("13t3t3t3t6l1", [], [], []),
            ("13n3n3n3n5", [.statistics, .marketing], [], []),
            ("13v3v3v3v5", [.statistics, .marketing], [], []),
            ("13m3u3q3m5", [], [.statistics, .marketing], []),
            ("13p3r3p3p5l1", .statistics, [], .marketing),
            ("13r3q3r3r5", .marketing, .statistics, []),
            ("13r3r3r3t5", [.adStorage, .statistics, .adUserData], [], []),
            ("13r3t3q3p5", .adStorage, .adUserData, .adPersonalization),
            ("13l3l3R3l5l1", [], [], []),
            ("13R3N3V3Q5", [], [], []),
        ] as [Reading])
    func gcd(reading: Reading) throws {
        let found = GoogleConsentMode(gcd: Array(reading.value.utf8).span)
        let mode = try #require(found)
        #expect(mode.granted == reading.granted)
        #expect(mode.refused == reading.refused)
        #expect(mode.deniedByDefault == reading.byDefault)
        #expect(
            mode.states
                == ConsentStates(
                    granted: reading.granted, denied: reading.refused.union(reading.byDefault)))
    }

    @Test(
        "A gcd of another form is not read",
        arguments: [
            "", "1", "13r3r3r3r", "13r3r3r3r5!", "23r3r3r3r5", "1xr3r3r3r5", "13r3r3r3é5",
            "13rr3r3r35", "13-3r3r3r5", "13r3r3r3r5" + String(repeating: "1", count: 100),
        ])
    func malformedLetters(value: String) {
        let mode = GoogleConsentMode(gcd: Array(value.utf8).span)
        #expect(mode == nil)
        #expect(GoogleConsentMode.letters(gcd: Array(value.utf8).span) == nil)
        #expect(GoogleConsentMode.states(gcd: Array(value.utf8).span) == .unknown)
    }

    @Test(
        "Each letter has a default and an update",
        arguments: [
            ("l", nil, nil), ("p", .denied, nil), ("t", .granted, nil), ("q", .denied, .denied),
            ("r", .denied, .granted), ("u", .granted, .denied), ("v", .granted, .granted),
            ("m", nil, .denied), ("n", nil, .granted),
        ] as [(Character, GoogleConsentLetter.Setting?, GoogleConsentLetter.Setting?)])
    func letters(
        letter: Character, byDefault: GoogleConsentLetter.Setting?,
        byUpdate: GoogleConsentLetter.Setting?
    ) throws {
        let value = Array("13\(letter)3\(letter)3\(letter)3\(letter)5".utf8)
        let found = GoogleConsentMode.letters(gcd: value.span)
        let letters = try #require(found)
        #expect(letters.count == 4)
        for letter in letters {
            #expect(letter.isKnown)
            #expect(letter.byDefault == byDefault)
            #expect(letter.byUpdate == byUpdate)
        }
    }

    @Test("No letter but n, r and v grants, whatever stands in its place")
    func closedLetters() {
        for byte in UInt8.min...UInt8.max where !Array("nrv".utf8).contains(byte) {
            let value = [0x31, 0x33, byte, 0x33, byte, 0x33, byte, 0x33, byte, 0x35]
            let mode = GoogleConsentMode(gcd: value.span)
            #expect(mode?.granted ?? [] == [])
        }
    }

    @Test(
        "Where gcs and gcd contradict each other, the denial counts",
        arguments: [
            ("G101", "13p3r3p3p5l1", .statistics, .marketing),
            ("G101", "11t1t1p1p5", [], .marketing),
            ("G100", "13r3r3r3r5", [], [.statistics, .marketing]),
            ("G110", "13r3r3r3r5", .marketing, .statistics),
            ("G111", "13t3t3t3t5", [], []),
            ("G111", "13q3q3q3q5", [], [.statistics, .marketing]),
        ] as [(String, String, PurposeSet, PurposeSet)])
    func contradictions(
        gcs: String, gcd: String, granted: PurposeSet, denied: PurposeSet
    ) throws {
        let foundStorage = GoogleConsentMode(gcs: Array(gcs.utf8).span)
        let storage = try #require(foundStorage)
        let foundLetters = GoogleConsentMode(gcd: Array(gcd.utf8).span)
        let letters = try #require(foundLetters)
        let expected = ConsentStates(granted: granted, denied: denied)
        #expect(storage.combined(with: letters).states == expected)
        #expect(letters.combined(with: storage).states == expected)
    }
}
