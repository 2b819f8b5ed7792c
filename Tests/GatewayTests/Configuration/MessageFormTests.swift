import Testing

@testable import Gateway

/// Messages repeat parts of files; a terminal shows them.
@Suite struct MessageFormTests {
    @Test(
        "A message is one line without control characters, and not longer than its sentence needs",
        arguments: [
            "catalog: \"/nowhere/\\e[31m\\n/tmp\"", "listen: \"a\\u2028b\\r\\nc\"",
            "sites: \"\\x9b31m\"", "\"\\e]0;x\\a\": 1", "state: [\"\\b\"]",
            "evidence-days: \"\\n\"", "trusted-proxies: [\"\\t\\v\\f\"]", "durability: \"\\x7f\"",
            "limits: {head-size: \"\\u0085\"}", "state: [\"\\u202e\\u2066\\ufeff\"]",
            "durability: \"\\u202e\\u200b\"", "logs: [{format: \"\\n\"}]",
            "listen: \(String(repeating: "a", count: 100_000))",
        ])
    func oneLine(text: String) throws {
        var found: ConfigurationFault?
        do throws(ConfigurationFault) {
            _ = try Configuration.parse(text, file: "shop.yaml")
        } catch {
            found = error
        }
        guard case .mistakes(let mistakes) = found else {
            Issue.record("accepted")
            return
        }
        for mistake in mistakes {
            let description = mistake.description
            let steering = description.unicodeScalars.filter {
                [.control, .format, .lineSeparator, .paragraphSeparator]
                    .contains($0.properties.generalCategory)
            }
            #expect(steering.isEmpty, "\(description.debugDescription)")
            #expect(description.count < 2_000)
        }
    }
}
