import Consent
import Foundation
import Privacy
import Testing

@testable import Gateway

/// The handbook says what the program does: its tables are compared with the vocabulary.
@Suite struct HandbookTests {
    private let vendors: String
    private let handbook: String
    private let readme: String

    init() throws {
        vendors = try Self.text(of: "config/vendors/README.md")
        handbook = try Self.text(of: "config/README.md")
        readme = try Self.text(of: "README.md")
    }

    @Test func `every kind has its row, with what the three profiles do`() throws {
        let profiles = try ["consented", "anonymous", "counted"].map(Catalog().profile(named:))
        let rows = Self.rows(in: vendors, under: "## Kinds")
        for kind in Kind.allCases {
            let row = try #require(rows[kind.rawValue], "\(kind.rawValue)")
            let treatments = profiles.map { "`\($0.treatment(of: kind).rawValue)`" }
            #expect(Array(row.suffix(3)) == treatments, "\(kind.rawValue)")
        }
        #expect(Set(rows.keys) == Set(Kind.allCases.map(\.rawValue)))
        let treatments = Self.rows(in: vendors, under: "## Treatments")
        #expect(Set(treatments.keys) == Set(Treatment.allCases.map(\.rawValue)))
    }

    @Test func `the codecs, layouts, shapes and facts are all there and no others`() {
        let codecs = Self.rows(in: vendors, under: "## Codecs")
        #expect(Set(codecs.keys) == Set(NestedCodec.allCases.map(\.rawValue)))
        let layouts = Self.rows(in: vendors, under: "## Endpoints").keys
            .filter { BodyLayout(rawValue: $0) != nil }
        #expect(Set(layouts) == Set(BodyLayout.allCases.map(\.rawValue)))
        let shapes = Self.rows(in: vendors, under: "## Shapes")
        #expect(Set(shapes.keys) == Set(PseudonymShape.names))
        let fact = Self.rows(in: vendors, under: "## Fields")["fact"]?.last ?? ""
        for known in Fact.allCases { #expect(fact.contains("`\(known.rawValue)`")) }
    }

    @Test func `the keys and rules of scripts are all there and no others`() throws {
        let rows = Self.rows(in: vendors, under: "## Scripts")
        let words = VendorReader.RuleWord.allCases.map(\.rawValue)
        #expect(Set(rows.keys) == Set(VendorReader.scriptKeys + words))
        let type = try #require(rows["type"]?.last)
        for known in ScriptType.allCases { #expect(type.contains("`\(known.rawValue)`")) }
        let heading = "## Loading the vendor's script through Matglas"
        #expect(Set(Self.rows(in: handbook, under: heading).keys) == ["scripts", "script-ids"])
    }

    @Test func `the keys of batches are all there, and each vendor that has them`() throws {
        let rows = Self.rows(in: vendors, under: "## Batches")
        let named = rows.filter { $0.value.last?.hasPrefix("not:") != true }
        let catalog = Catalog()
        let batching = try catalog.vendorNames.filter {
            try catalog.vendor(named: $0).batch != nil
        }
        #expect(Set(named.keys) == Set(VendorReader.batchKeys + batching))
        for name in batching { #expect(handbook.contains("`\(name)`")) }
    }

    @Test func `the classes of the detectors have their names and placeholders`() throws {
        let rows = Self.rows(in: handbook, under: "## Detectors")
        for known in DetectorCatalogue.all {
            let row = try #require(rows[known.kind.name], "\(known.kind.name)")
            let expected = ["`\(known.kind.placeholder)`", "\(known.finds)", "\(known.check)"]
            #expect(Array(row) == expected)
        }
        #expect(Set(rows.keys) == Set(DetectorClass.allCases.map(\.name)))
    }

    @Test func `the ciphers of addresses are all there with the length of their keys`() throws {
        let rows = Self.rows(in: handbook, under: "## Addresses that can be joined")
        for method in AddressCipher.Method.allCases {
            let row = try #require(rows[method.rawValue])
            #expect(row.first == "\(method.keyBytes) bytes")
            #expect(row.dropFirst().first == (method.tweakBytes == 0 ? "yes" : "no"))
        }
        #expect(rows.count == AddressCipher.Method.allCases.count)
    }

    @Test func `the examples of collision targets have the widths that are computed`() {
        let rows = Self.rows(in: handbook, under: "## Pseudonyms")
        for target in [(0.5, 10_000), (0.99, 10_000), (0.5, 500), (0.9, 500)] {
            let space = CollisionTarget(probability: target.0, visitors: target.1).space
            let row = rows["{probability: \(target.0), visitors: \(target.1)}"]?.last
            #expect(row?.filter(\.isNumber) == "\(space)", "\(target)")
        }
    }

    @Test func `every vendor is listed with all its paths and what it needs`() throws {
        let catalog = Catalog()
        let rows = Self.rows(in: vendors, under: "## The vendors")
        let short = Self.rows(in: readme, under: "### Vendors")
        for name in catalog.vendorNames {
            let vendor = try catalog.vendor(named: name)
            let row = try #require(rows[name], "\(name)")
            let needs = vendor.needs.map(\.rawValue).joined(separator: ", ")
            #expect(row.first == needs, "\(name)")
            #expect(row.dropFirst().first == (vendor.tcfID.map { "\($0)" } ?? ""), "\(name)")
            var paths: [String] = []
            for endpoint in vendor.endpoints where !paths.contains(endpoint.path) {
                paths.append(endpoint.path)
            }
            #expect(row.last == paths.map { "`\($0)`" }.joined(separator: " "), "\(name)")
            let brief = try #require(short[name], "\(name)")
            #expect(brief.first == needs, "\(name)")
            let first = try #require(paths.first)
            #expect(brief.last?.hasPrefix("`\(first)`") == true, "\(name)")
        }
        #expect(rows.count == catalog.vendorNames.count)
        #expect(short.count == catalog.vendorNames.count)
    }

    @Test func `the worked example is a file without a mistake`() throws {
        let text = try Self.block(in: vendors, after: "`shop/vendors/soapcounter.yaml`:")
        let mistakes = MistakeList(file: "soapcounter.yaml")
        let root = try #require(YAMLComposer(mistakes: mistakes).compose(text))
        let vendor = VendorReader(mistakes: mistakes).read(root, name: "soapcounter")
        #expect(mistakes.sorted.isEmpty)
        #expect(vendor?.endpoints.count == 1)
        let generic = try Self.block(in: vendors, after: "## The vendor `generic`")
        let configuration = try Configuration.parse(generic, file: "matglas.yaml")
        #expect(configuration.destinations.first?.paths == ["/t", "/collect/{shop}"])
    }

    @Test func `the lines that excerpts of explain point at name the fields`() throws {
        var tried = 0
        let example = try Self.block(in: vendors, after: "`shop/vendors/soapcounter.yaml`:")
        for line in [vendors, handbook, readme].flatMap({ $0.split(separator: "\n") }) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard line.hasPrefix("    "), words.count >= 4,
                let colon = words[2].firstIndex(of: ":"),
                let text = words[2].hasPrefix("soapcounter.yaml")
                    ? example : Catalog.embeddedText(at: "vendors/\(words[2][..<colon])"),
                let number = Int(words[2][words[2].index(after: colon)...])
            else { continue }
            tried += 1
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            try #require(lines.indices.contains(number - 1), "\(line)")
            let entry = lines[number - 1].trimmingCharacters(in: .whitespaces)
            let key = entry.prefix { $0 != ":" }.filter { $0 != "\"" }
            let isWildcard = key.hasSuffix("*") || key.hasSuffix("#")
            let name = words[0].split(separator: "/").last ?? words[0]
            #expect(isWildcard ? name.hasPrefix(key.dropLast()) : name == key, "\(line)")
            // The kind may stand on the line behind the name.
            let definition = lines[(number - 1)...].prefix(2).joined()
            #expect(definition.contains(words[1]), "\(line)")
        }
        #expect(tried > 25)
    }

    // MARK: Reading

    private static func text(of path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The rows of all tables between a heading and the next of the same level, by the code of their
    /// first cell; the cells behind it.
    private static func rows(in text: String, under heading: String) -> [String: ArraySlice<String>]
    {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0 == heading }) else { return [:] }
        let level = heading.prefix { $0 == "#" } + " "
        var rows: [String: ArraySlice<String>] = [:]
        for line in lines[(start + 1)...] {
            if line.hasPrefix(level) { break }
            guard line.hasPrefix("| `") || line.hasPrefix("| [`") else { continue }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                .dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
            guard let first = cells.first else { continue }
            let parts = first.split(separator: "`", omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            rows[String(parts[1])] = cells.dropFirst()
        }
        return rows
    }

    /// The first fenced block behind a line.
    private static func block(in text: String, after mark: String) throws -> String {
        let start = try #require(text.range(of: mark))
        let open = try #require(
            text.range(of: "```yaml\n", range: start.upperBound..<text.endIndex))
        let close = try #require(text.range(of: "\n```", range: open.upperBound..<text.endIndex))
        return String(text[open.upperBound..<close.lowerBound]) + "\n"
    }
}

@Suite struct ConsentHandbookTests {
    private static func handbook() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "config/consent.md"), encoding: .utf8)
    }

    @Test("The handbook has a row for every rule, every class and no other")
    func rows() throws {
        let rows = try Self.handbook().split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| `([a-zA-Z0-9-]+)` \|/).map { String($0.1) }
        }
        let rules = rows.filter { $0.contains(/^[RV][0-9]-/) }
        #expect(Set(rules) == Set(DecisionRule.allCases.map(\.rawValue)))
        #expect(Set(rows).isSuperset(of: EvidenceClass.allCases.map(\.rawValue)))
    }
}
