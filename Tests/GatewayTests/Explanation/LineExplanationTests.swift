import Foundation
import Privacy
import Testing

@testable import Gateway

/// What `explain` says of log lines.
@Suite struct LineExplanationTests {
    static let line =
        #"203.0.113.77 - jan [10/Oct/2024:13:55:36 +0200] "GET /p/42?email=jan%40example.com HTTP/1.1" 200 5120 "https://www.google.com/search?q=jan" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.6998.89 Safari/537.36""#

    private func explain(
        _ line: String, _ choice: LogLineFactory.Choice = .auto, profile: String = "anonymous",
        showsInput: Bool = false
    ) throws -> LineExplanation {
        try Explainer.line(
            line, as: choice, .embeddedExample, profile: profile, showsInput: showsInput)
    }

    @Test("Each column has its kind, its rule's line, its treatment and what leaves")
    func columns() throws {
        let explanation = try explain(Self.line)
        #expect(explanation.lineFormat == "combined")
        #expect(
            explanation.columns.map(\.directive) == [
                "%h", "%l", "%u", "%t", "%r", "%>s", "%b", "%{Referer}i", "%{User-Agent}i",
            ])
        #expect(
            explanation.columns.map(\.result) == [
                "203.0.113.0", "-", nil, "[10/Oct/2024:13:55:36 +0200]", "GET /p/42 HTTP/1.1",
                "200", "5120", nil,
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/134.0.0.0 Safari/537.36",
            ])
        #expect(explanation.result.hasPrefix("203.0.113.0 - - [10/Oct/2024:13:55:36 +0200] "))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        for column in explanation.columns {
            let rule = try #require(column.rule?.split(separator: ":"))
            let file = root.appending(path: String(rule[0]))
            let lines = try String(contentsOf: file, encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
            let line = lines[try #require(Int(rule[1])) - 1]
            #expect(line.contains("\"\(column.directive)\":"))
        }
    }

    @Test("No raw value is printed, unless it is asked for")
    func printsNoRawValue() throws {
        for text in [
            try explain(Self.line).text(width: 120), Explainer.json(try explain(Self.line)),
        ] {
            for secret in ["jan", "113.77", "google", "6998", "Win64"] {
                #expect(!text.contains(secret), "\(secret) in \(text)")
            }
        }
        let shown = try explain(Self.line, showsInput: true).text(width: 80)
        #expect(shown.contains("203.0.113.77"))
        #expect(shown.contains("GET /p/42?email=jan%40example.com HTTP/1.1"))
    }

    @Test("A column of a format string has its line in the server's table")
    func formatString() throws {
        let explanation = try explain(
            "192.0.2.7 jan 200 x", .string("%h %u %>s %{X-Secret}i", .apache),
            profile: "addresses")
        #expect(explanation.columns.map(\.result) == ["192.0.2.0", "jan", "200", "x"])
        #expect(explanation.columns[0].rule?.contains("apache-directives.yaml:") == true)
        #expect(explanation.columns[3].rule == nil)
    }

    @Test("A line that fits no format is scrubbed, and what was found is counted")
    func scrubbed() throws {
        let odd = "kassa 3: jan@example.com from 203.0.113.77 paid NL91ABNA0417164300"
        let explanation = try explain(odd)
        #expect(explanation.lineFormat == nil)
        #expect(explanation.columns.isEmpty)
        #expect(explanation.found.map(\.detector) == ["email", "ip", "iban"])
        #expect(explanation.found.map(\.count) == [1, 1, 1])
        #expect(explanation.result == "kassa 3: {email} from 203.0.113.0 paid {iban}")
        let text = explanation.text(width: 80)
        #expect(text.contains("fits no format"))
        #expect(!text.contains("jan") && !text.contains("ABNA"))
    }

    @Test("Only the format that was named is tried, and text fits none")
    func choices() throws {
        #expect(try explain(Self.line, .named("common")).lineFormat == nil)
        #expect(try explain(Self.line, .text).lineFormat == "text")
        #expect(try explain("\u{0}\u{1}jan@example.com").result == "-")
        let fault = #expect(throws: ExplanationFault.self) {
            try explain(Self.line, .string("%Q", .apache))
        }
        #expect(fault?.exitCode == 64)
    }
}
