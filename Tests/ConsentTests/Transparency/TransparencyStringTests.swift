import Testing

@testable import Consent

@Suite struct TransparencyStringTests {
    @Test("Published strings say what their publishers say", arguments: TransparencyVector.all)
    func published(vector: TransparencyVector) throws {
        let string = try TransparencyString.decode(Array(vector.text.utf8).span)
        #expect(string.lines == vector.lines)
    }

    @Test(
        "Strings that a lenient reader accepts are refused", arguments: TransparencyVector.refused)
    func refused(text: String, reason: TransparencyFault.Reason) {
        let fault = #expect(throws: TransparencyFault.self) {
            try TransparencyString.decode(Array(text.utf8).span)
        }
        #expect(fault?.reason == reason)
    }
}

extension TransparencyString {
    /// All fields in words, a line for each group.
    var lines: [String] {
        func words(_ numbers: TransparencyPurposes) -> String { words(numbers.numbers) }
        func words(_ numbers: [Int]) -> String {
            "[" + numbers.map(String.init).joined(separator: " ") + "]"
        }
        func words(_ ranges: [VendorRange]) -> String {
            let texts = ranges.map {
                $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)"
            }
            return "[" + texts.joined(separator: " ") + "]"
        }
        func list(_ name: String, _ ranges: [VendorRange]) -> String {
            "\(name) \(Self.count(ranges)) \(words(ranges))"
        }
        func word(_ flag: Bool) -> String { flag ? "yes" : "no" }
        var lines = [
            "version \(version) cmp \(core.platform) \(core.platformVersion) "
                + "screen \(core.screen) language \(core.language.text)",
            "list \(core.vendorListVersion) policy \(core.policyVersion) "
                + "specific \(word(core.isServiceSpecific)) "
                + "texts \(word(core.usesNonStandardTexts))",
            "treatment \(word(core.hidesPurposeOne)) country \(core.country.text) "
                + "created \(core.created) updated \(core.lastUpdated)",
            "features \(words(core.specialFeatures)) consent \(words(core.consent)) "
                + "interest \(words(core.interest))",
            list("consents", consents), list("interests", interests),
        ]
        if let disclosed { lines.append(list("disclosed", disclosed)) }
        if let allowed { lines.append(list("allowed", allowed)) }
        for restriction in restrictions {
            lines.append(
                "restriction \(restriction.purpose) \(restriction.kind.rawValue) "
                    + words(restriction.vendors))
        }
        if let publisher {
            lines.append(
                "publisher \(words(publisher.consent)) \(words(publisher.interest)) "
                    + "custom \(publisher.customCount) "
                    + words(publisher.customNumbers(publisher.customConsent)) + " "
                    + words(publisher.customNumbers(publisher.customInterest)))
        }
        lines.append("segments " + segments.map { "\($0)" }.joined(separator: " "))
        lines.append("flags [" + policyFlags.joined(separator: " ") + "]")
        return lines
    }
}
