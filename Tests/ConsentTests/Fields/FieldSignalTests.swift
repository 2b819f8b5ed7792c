import Bytes
import Consent
import Testing

@Suite struct FieldSignalTests {
    /// One field, and the statements that it becomes.
    struct Row: Sendable, CustomTestStringConvertible {
        let signal: ConsentSignal
        let value: String
        let statements: [ConsentStatement]

        init(_ signal: ConsentSignal, _ value: String, _ statements: ConsentStatement...) {
            self.signal = signal
            self.value = value
            self.statements = statements
        }

        var testDescription: String { "\(signal.rawValue)=\(value)" }
    }

    @Test(
        "A field becomes the statements that its rules give",
        arguments: [
            Row(.gcs, "G111", says(.gcs, .none)),
            Row(.gcs, "G1--", says(.gcs, .none)),
            Row(.gcs, "G101", says(.gcs, .none, denied: .marketing)),
            Row(.gcs, "G100", says(.gcs, .none, denied: [.statistics, .marketing])),
            Row(.gcs, "G2", says(.gcs, .opaque)),
            Row(.gcd, "13t3t3t3t5", says(.gcd, .none)),
            Row(.gcd, "13l3l3R3l5l1", says(.gcd, .none)),
            Row(.gcd, "13r3r3r3r5", says(.gcd, .explicit, granted: [.statistics, .marketing])),
            Row(.gcd, "13q3q3q3q5", says(.gcd, .explicit, denied: [.statistics, .marketing])),
            Row(
                .gcd, "13p3r3p3p5l1", says(.gcd, .explicit, granted: .statistics),
                says(.gcd, .none, denied: .marketing)),
            Row(.gcd, "13p3p3p3p5", says(.gcd, .none, denied: [.statistics, .marketing])),
            Row(.gcd, "x", says(.gcd, .opaque)),
            Row(.npa, "0"),
            Row(.npa, "false"),
            Row(.npa, "1", says(.npa, .none, denied: .adPersonalization)),
            Row(.npa, "true", says(.npa, .none, denied: .adPersonalization)),
            Row(.npa, "2", says(.npa, .opaque)),
            Row(.dmaServices, "sypham"),
            Row(.dmaServices, "a"),
            Row(.dmaServices, "-", says(.dmaServices, .none, denied: .adUserData)),
            Row(.dmaServices, "s-y", says(.dmaServices, .opaque)),
            Row(.usPrivacy, "1YNN"),
            Row(.usPrivacy, "1---"),
            Row(.usPrivacy, "1NYN", says(.usPrivacy, .optOut, denied: .marketing)),
            Row(.usPrivacy, "1nyn", says(.usPrivacy, .optOut, denied: .marketing)),
            Row(.usPrivacy, "1ynn", says(.usPrivacy, .opaque)),
            Row(.usPrivacy, "2YYY", says(.usPrivacy, .opaque)),
            Row(.globalPrivacyPlatform, "DBAA"),
            Row(.globalPrivacyPlatform, "DBABzw~1YNN~BVVqAAEABCA.QA"),
            Row(
                .globalPrivacyPlatform, "DBABLA~CVVVVVVVVVVW.YA",
                says(.globalPrivacyPlatform, .optOut, denied: .marketing)),
            Row(.globalPrivacyPlatform, "AAAA", says(.globalPrivacyPlatform, .opaque)),
            Row(.advertisingStorage, "G"),
            Row(.advertisingStorage, "D", says(.eventConsent, .unproven, denied: .adStorage)),
            Row(.advertisingStorage, "DG", says(.eventConsent, .opaque)),
            Row(.userDataWord, "GRANTED", says(.eventConsent, .unproven, granted: .adUserData)),
            Row(.userDataWord, "DENIED", says(.eventConsent, .unproven, denied: .adUserData)),
            Row(
                .personalizationWord, "denied",
                says(.eventConsent, .unproven, denied: .adPersonalization)),
            Row(.personalizationWord, "YES", says(.eventConsent, .opaque)),
            Row(
                .globalPrivacyControl, "1", says(.globalPrivacyControl, .optOut, denied: .marketing)
            ),
            Row(.globalPrivacyControl, "true"),
            Row(.doNotTrack, "1", says(.doNotTrack, .optOut, denied: [.statistics, .marketing])),
            Row(.doNotTrack, "0"),
        ])
    func statements(row: Row) {
        let evidence = ConsentEvidence()
        evidence.add(signal: row.signal, value: Array(row.value.utf8).span)
        #expect(evidence.statements == row.statements)
    }

    @Test(
        "An empty value and a macro that nobody expanded are absent",
        arguments: ConsentSignal.allCases)
    func absent(signal: ConsentSignal) {
        let evidence = ConsentEvidence()
        for value in ["", "${GDPR_CONSENT_755}", "${US_PRIVACY}", "${GPP_STRING_755}"] {
            evidence.add(signal: signal, value: Array(value.utf8).span)
        }
        #expect(evidence.statements == [])
    }

    @Test(
        "Any member of 1 is Global Privacy Control",
        arguments: [
            ("1", true), (" 1 ", true), ("1, 1", true), ("1,0", true), ("\t1", true), ("", false),
            ("0", false), ("0, 1", true), ("11", false), ("1;", false), ("true", false),
            (",1", true), ("0,\t1 ,0", true), ("0,0", false), ("0, 11", false), (",", false),
            ("0 1", false), ("1 0", false), ("?1", false), ("\"1\"", false),
        ])
    func globalPrivacyControl(value: String, isOn: Bool) {
        let evidence = ConsentEvidence()
        evidence.add(globalPrivacyControl: Array(value.utf8).span)
        #expect(evidence.hasGlobalPrivacyControl == isOn)
        #expect(ConsentEvidence.isGlobalPrivacyControl(Array(value.utf8).span) == isOn)
    }

    @Test(
        "DNT counts from its first character",
        arguments: [("1", true), ("1xyz", true), ("0", false), ("", false), (" 1", false)])
    func doNotTrack(value: String, isOn: Bool) {
        let evidence = ConsentEvidence()
        evidence.add(doNotTrack: Array(value.utf8).span)
        #expect(evidence.statements.isEmpty != isOn)
    }

    @Test("Of all fields and hostile values, only an update letter of gcd grants by proof")
    func neverGrants() {
        var random = SplitMix(state: 7)
        let seeds = [
            "G111", "13t3t3t3t5", "1YNN", "DBABrGA~BVVqAAEABCA~BVoYYZoI~BVoYYYI~BVoYYQg", "GRANTED",
            "sypham", "DBAA", "1, 1", "true",
        ]
        for signal in ConsentSignal.allCases {
            for round in 0..<2_000 {
                var value = Array(seeds[round % seeds.count].utf8)
                for _ in 0..<Int(random.next() % 4) {
                    let byte = UInt8(truncatingIfNeeded: random.next())
                    value[Int(random.next() % UInt64(value.count))] = byte
                }
                let evidence = ConsentEvidence()
                evidence.add(signal: signal, value: value.span)
                let isUpdate =
                    signal == .gcd && value.contains { Array("nrv".utf8).contains($0) }
                for statement in evidence.statements where statement.evidence == .explicit {
                    #expect(statement.granted.isEmpty || isUpdate, "\(signal) \(value)")
                }
            }
        }
    }

    @Test("Every name that means the same everywhere is written once")
    func standardNames() {
        let names = ConsentSignal.standardNames.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(!names.contains("gdpr"))
    }
}

/// What a signal says.
private func says(
    _ signal: SignalName, _ evidence: EvidenceClass, granted: PurposeSet = [],
    denied: PurposeSet = []
) -> ConsentStatement {
    var statement = ConsentStatement(signal, evidence)
    statement.granted = granted
    statement.denied = denied
    return statement
}

/// Repeatable numbers (Steele, Lea and Flood's SplitMix64).
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed &>> 31
    }
}
