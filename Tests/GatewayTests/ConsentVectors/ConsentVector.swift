import Consent
import Foundation
import Gateway
import Testing

/// A line of `Tests/Fixtures/consent/vectors.jsonl`: a signal as it was published, and what it says.
struct ConsentVector: Sendable, CustomTestStringConvertible {
    let line: Int
    let signal: String
    let input: String
    let expected: [String: ReportValue]

    var testDescription: String { "\(line) \(signal) \(input.prefix(40))" }

    /// All of them; none if the fixture cannot be read, which a test of its own notices.
    static let all: [ConsentVector] = {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/consent/vectors.jsonl")
        let text = (try? String(contentsOf: fixture, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").enumerated().compactMap { offset, line in
            guard let vector = ReportValue(json: String(line)),
                let signal = vector["signal"]?.text, let input = vector["input"]?.text,
                let expected = vector["expected"]?.members
            else { return nil }
            return ConsentVector(
                line: offset + 1, signal: signal, input: input, expected: expected)
        }
    }()

    /// The platforms of the catalogue, read once; `nil` if it has mistakes.
    static let platforms = try? Catalog().embeddedPlatforms()
}
