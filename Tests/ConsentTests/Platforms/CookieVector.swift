import Bytes
import Testing

@testable import Consent

/// A published header and what it says.
struct CookieVector: Sendable, CustomTestStringConvertible {
    let header: String
    let platform: String
    let evidence: EvidenceClass
    /// Preferences, statistics, marketing.
    let states: [ConsentState]
    /// A name and its value as JSON in each line.
    let facts: [String]

    init(
        _ header: String, _ platform: String, _ evidence: EvidenceClass,
        _ states: [ConsentState], _ facts: String = ""
    ) {
        self.header = header
        self.platform = platform
        self.evidence = evidence
        self.states = states
        self.facts = facts.split(separator: "\n").map(String.init)
    }

    var testDescription: String { platform + " " + header.prefix(40) }

    var isStorage: Bool { header.contains("={\"") }
}

extension FactNode {
    /// As JSON with sorted names.
    var json: String {
        switch self {
        case .null: "null"
        case .flag(let value): value ? "true" : "false"
        case .number(let value): value == value.rounded() ? "\(Int(value))" : "\(value)"
        case .text(let value): "\"\(value)\""
        case .items(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        case .members(let members):
            "{"
                + members.sorted { $0.name < $1.name }
                .map { "\"\($0.name)\":\($0.value.json)" }.joined(separator: ",") + "}"
        }
    }
}
