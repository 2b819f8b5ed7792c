import Bytes
import Consent
import Testing

@testable import Privacy

@Suite struct GoogleConsentModeTests {
    @Test(
        "gcs can refuse, but a one in it is no proof of a choice",
        arguments: [
            ("G100", ConsentState.denied, ConsentState.denied),
            ("G101", .unknown, .denied),
            ("G110", .denied, .unknown),
            ("G111", .unknown, .unknown),
            ("G1--", .unknown, .unknown),
            ("G1-0", .denied, .unknown),
            ("", .unknown, .unknown),
            ("G1", .unknown, .unknown),
            ("G1111", .unknown, .unknown),
            ("g100", .unknown, .unknown),
            ("G1é", .unknown, .unknown),
        ])
    func gcs(value: String, statistics: ConsentState, marketing: ConsentState) {
        let states = GoogleConsentMode.states(gcs: Array(value.utf8).span)
        #expect(states == ConsentStates(statistics: statistics, marketing: marketing))
    }

    @Test(
        "gcd grants only where the visitor has chosen",
        arguments: [
            ("13r3r3r3r5", ConsentState.granted, ConsentState.granted),
            ("13n3n3n3n5", .granted, .granted),
            ("13v3v3v3v5", .granted, .granted),
            ("13t3t3t2t5l1", .unknown, .unknown),
            ("13l3l3l3l1", .unknown, .unknown),
            ("13p3p3p3p5", .denied, .denied),
            ("13q3q3q3q5", .denied, .denied),
            ("13m3u3m3m5", .denied, .denied),
            ("13p3r3p3p5l1", .granted, .denied),
            ("13r3q3r3r5", .denied, .granted),
            ("13r3r3r3t5", .granted, .unknown),
            ("13l3l3R3l5l1", .unknown, .unknown),
            ("13r3r3r3r", .unknown, .unknown),
            ("13r3r3r3r5!", .unknown, .unknown),
            ("23r3r3r3r5", .unknown, .unknown),
            ("", .unknown, .unknown),
        ])
    func gcd(value: String, statistics: ConsentState, marketing: ConsentState) {
        let states = GoogleConsentMode.states(gcd: Array(value.utf8).span)
        #expect(states == ConsentStates(statistics: statistics, marketing: marketing))
    }

    @Test("A gcd without end is not read")
    func boundsLength() {
        let value = "13r3r3r3r5" + String(repeating: "1", count: 100)
        #expect(GoogleConsentMode.states(gcd: Array(value.utf8).span) == .unknown)
    }
}
