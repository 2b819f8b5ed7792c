import Bytes
import Consent
import Foundation
import Testing

@testable import Gateway

/// Published headers are read by the files that the product ships as their collection says.
@Suite struct PlatformVectorTests {
    /// One line of the collection.
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        struct Expected: Decodable, Sendable {
            let cmp: String
            let evidence: String
            let purposes: [String: String]
            let facts: [String: Fact]?
        }
        let signal: String
        let input: String
        let expected: Expected

        var testDescription: String { "\(expected.cmp) \(input.prefix(48))" }
    }

    /// A value of `facts`.
    enum Fact: Decodable, Sendable, Equatable {
        case null
        case flag(Bool)
        case number(Double)
        case text(String)
        case items([Fact])
        case members([String: Fact])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let flag = try? value.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? value.decode(Double.self) {
                self = .number(number)
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let items = try? value.decode([Fact].self) {
                self = .items(items)
            } else {
                self = .members(try value.decode([String: Fact].self))
            }
        }

        init(_ node: FactNode?) {
            self =
                switch node {
                case nil, .null: .null
                case .flag(let flag): .flag(flag)
                case .number(let number): .number(number)
                case .text(let text): .text(text)
                case .items(let items): .items(items.map { Fact($0) })
                case .members(let members):
                    .members(
                        Dictionary(members.map { ($0.name, Fact($0.value)) }) { first, _ in first })
                }
        }
    }

    static let vectors: [Vector] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/consent/cookies.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Vector.self, from: Data($0.utf8))
        }
    }()

    static let catalog = Result { try Catalog().consentPlatforms() }

    @Test func `the collection is whole`() { #expect(Self.vectors.count == 56) }

    @Test("A published header says what its collection says", arguments: vectors)
    func published(vector: Vector) throws {
        let catalog = try Self.catalog.get()
        let reports = catalog.reports(
            cookies: Array(vector.input.utf8).span, isStorage: vector.signal == "local_storage",
            watched: WatchedVendors())
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.name == vector.expected.cmp)
        #expect(report.statement.evidence.rawValue == vector.expected.evidence)
        let purposes = [
            "preferences": report.preferences.rawValue, "statistics": report.statistics.rawValue,
            "marketing": report.marketing.rawValue,
        ]
        #expect(purposes == vector.expected.purposes)
        for (name, expected) in vector.expected.facts ?? [:] {
            #expect(Fact(report.facts[name: name]) == expected, "\(name)")
        }
    }
}
