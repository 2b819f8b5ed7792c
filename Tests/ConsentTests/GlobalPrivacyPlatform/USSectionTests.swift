import Bytes
import Testing

@testable import Consent

@Suite struct USSectionTests {
    @Test(
        "A payload by itself is told by its length and its subsection",
        arguments: [
            ("BVQqAAAACg", 7, nil), ("BVVqAAEABCA.QA", 7, false), ("CVVVVVVVVVVW.YA", 7, true),
            ("BVVVkkkkklWA.YA", 7, true), ("BVWSSSVY.YA", 8, true), ("BVWSSVY", 9, nil),
            ("BVWSSVg.YA", 10, true), ("BVVkklWA", 11, nil), ("BVWSSZFg.YA", 12, true),
        ] as [(String, Int, Bool?)])
    func guessing(payload: String, section: Int, control: Bool?) throws {
        let found = try USSection(guessing: Array(payload.utf8).span)
        #expect(found.layout.section == section)
        #expect(found.globalPrivacyControl == control)
    }

    @Test("The fields of California stand where the specification has them")
    func california() throws {
        let section = try USSection(Array("BVWSSSVY.YA".utf8).span, section: 8)
        #expect(section.version == 1)
        #expect(section.values(of: .saleOptOutNotice) == [1])
        #expect(section.values(of: .saleOptOut) == [1])
        #expect(section.values(of: .sharingOptOut) == [1])
        #expect(section.values(of: .targetedAdvertisingOptOut) == nil)
        #expect(section.values(of: .sensitiveDataProcessing) == [2, 1, 0, 2, 1, 0, 2, 1, 0])
        #expect(section.values(of: .knownChildSensitiveDataConsents) == [2, 1])
        #expect(section.values(of: .personalDataConsents) == [1])
        #expect(section.values(of: .mspaServiceProviderMode) == [2])
        #expect(section.isOptOut)
    }

    @Test("The layout of the national section follows from its bits, not from its version")
    func national() throws {
        for (payload, sensitive, children) in [
            ("BVQqAAAACg", 12, 2), ("CVQqAAAACgA", 12, 2), ("BVVVVVVVVVVW", 16, 3),
            ("CVVVVVVVVVVWAA", 16, 3),
        ] {
            let section = try USSection(Array(payload.utf8).span, section: 7)
            #expect(section.values(of: .sensitiveDataProcessing)?.count == sensitive)
            #expect(section.values(of: .knownChildSensitiveDataConsents)?.count == children)
        }
    }

    /// Section, values behind the version, and which of them are opt-outs.
    typealias Shape = (section: Int, values: Int, optOuts: [Int])

    static let shapes: [Shape] = [
        (7, 32, [6, 7, 8]), (8, 20, [3, 4]), (9, 17, [3, 4]), (10, 16, [3, 4]), (11, 18, [4, 5]),
        (12, 19, [3, 4]), (13, 20, [3, 4]), (14, 20, [3, 4]), (15, 23, [3, 4]), (16, 18, [3, 4]),
        (17, 23, [3, 4]), (18, 18, [4, 5]), (19, 18, [3, 4]), (20, 20, [3, 4]), (21, 24, [3, 4]),
        (22, 18, [3, 4]), (23, 18, [3, 4]),
    ]

    @Test(
        "In every section exactly the opt-outs of sale, sharing and targeting count",
        arguments: shapes)
    func optOuts(shape: Shape) throws {
        for place in 0..<shape.values {
            for value in 0..<4 {
                var bits = "000001"
                for other in 0..<shape.values {
                    bits += other == place ? ["00", "01", "10", "11"][value] : "00"
                }
                let section = try USSection(base64(bits).span, section: shape.section)
                let expected = value == 1 && shape.optOuts.contains(place)
                #expect(section.isOptOut == expected, "\(shape.section) \(place) \(value)")
            }
        }
        let short = base64(String(repeating: "0", count: 6 + 2 * (shape.values - 4)))
        if shape.section != 7 {
            #expect(throws: GlobalPrivacyPlatformFault.truncatedSection) {
                try USSection(short.span, section: shape.section)
            }
        }
    }

    @Test("The subsection for Global Privacy Control is an opt-out when it is on")
    func control() throws {
        for (payload, control) in [
            ("BVoYYZoI", nil), ("BVoYYZoI.QA", false), ("BVoYYZoI.YA", true), ("BVoYYZoI.Q", false),
            ("BVoYYZoI.Y", true), ("BVoYYZoI.IA", nil), ("BVoYYZoI.YA.QA", true),
            ("BVoYYZoI.QA.YA", true), ("BVoYYZoI.", nil),
        ] as [(String, Bool?)] {
            let section = try USSection(Array(payload.utf8).span, section: 8)
            #expect(section.globalPrivacyControl == control, "\(payload)")
            #expect(section.isOptOut == (control == true))
        }
    }

    @Test(
        "A payload that cannot be read says why",
        arguments: [
            ("xlgWE", 8, .truncatedSection), ("", 8, .truncatedSection),
            ("BVoYYZo*", 8, .unreadableSection), ("BVoYYZoI.*", 8, .unreadableSection),
            ("BVoYYZoI", 24, .unknownSection), ("BVoYYZoI", 2, .unknownSection),
            ("BVQqAAAAC", 7, .truncatedSection),
        ] as [(String, Int, GlobalPrivacyPlatformFault)])
    func faults(payload: String, section: Int, fault: GlobalPrivacyPlatformFault) {
        let payload = Array(payload.utf8)
        #expect(throws: fault) { try USSection(payload.span, section: section) }
    }

    @Test("Version numbers of published strings are read, whatever they are")
    func versions() throws {
        #expect(try USSection(Array("xlgWEYCZAA".utf8).span, section: 8).version == 49)
        #expect(try USSection(Array("bSFgmiU".utf8).span, section: 9).version == 27)
    }
}

@Suite struct USPrivacyStringTests {
    @Test(
        "Three letters say notice, opt-out and cover",
        arguments: [
            ("1YNN", true, false, false), ("1NYN", false, true, false), ("1---", nil, nil, nil),
            ("1NNN", false, false, false), ("1-Y-", nil, true, nil), ("1YYY", true, true, true),
        ] as [(String, Bool?, Bool?, Bool?)])
    func flags(value: String, notice: Bool?, optOut: Bool?, covered: Bool?) throws {
        let string = USPrivacyString(Array(value.utf8).span)
        let found = try #require(string)
        #expect(found.notice == notice)
        #expect(found.saleOptOut == optOut)
        #expect(found.isCovered == covered)
        #expect(found.applies == (value != "1---"))
        #expect(USPrivacyString.isOptOut(Array(value.utf8).span) == (optOut == true))
    }

    @Test(
        "Other texts are none, but an opt-out counts in any case",
        arguments: [
            ("", false), ("1", false), ("1YN", false), ("1YNNN", false), ("2YYN", false),
            ("1y--", false), ("1ynn", false), ("1nyn", true), ("1-y-", true), ("1?Y?", true),
        ])
    func others(value: String, isOptOut: Bool) {
        let found = USPrivacyString(Array(value.utf8).span)
        #expect(found == nil)
        #expect(USPrivacyString.isOptOut(Array(value.utf8).span) == isOptOut)
    }
}
