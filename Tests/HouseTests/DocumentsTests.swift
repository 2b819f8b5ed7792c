import Foundation
import Testing

/// What the handbooks point at is there.
@Suite struct DocumentsTests {
    static let root = FloorsTests.sources.deletingLastPathComponent()

    /// Every Markdown file of the repository, by its path inside it.
    static let documents: [String] = {
        let all = FileManager.default.enumerator(
            at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        return (all?.allObjects ?? []).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "md" }
            .map { String($0.path().dropFirst(root.path().count)) }
            .sorted()
    }()

    @Test func `the handbooks are found`() {
        for known in ["README.md", "SECURITY.md", "config/README.md", "config/vendors/README.md"] {
            #expect(Self.documents.contains(known))
        }
    }

    @Test(arguments: documents)
    func `each relative link of a document leads somewhere`(document: String) throws {
        let file = Self.root.appending(path: document)
        let text = try String(contentsOf: file, encoding: .utf8)
        for link in MarkdownText(text).links {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target =
                parts[0].isEmpty
                ? file
                : file.deletingLastPathComponent().appending(path: String(parts[0]))
                    .standardized
            #expect(
                FileManager.default.fileExists(atPath: target.path()),
                "\(document): \(link) is not there")
            guard parts.count == 2, target.pathExtension == "md",
                let other = try? String(contentsOf: target, encoding: .utf8)
            else { continue }
            #expect(
                MarkdownText(other).anchors.contains(String(parts[1])),
                "\(document): \(link) has no such heading")
        }
    }

    @Test(arguments: documents)
    func `no document has a place that was meant to be filled`(document: String) throws {
        let text = try String(
            contentsOf: Self.root.appending(path: document), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            #expect(!MarkdownText.hasPlaceholder(line), "\(document):\(index + 1): \(line)")
        }
        #expect(
            lines.count { $0.hasPrefix("```") } % 2 == 0, "\(document): a block is not closed")
        // A line right behind a table is a row of it.
        for (row, next) in zip(lines, lines.dropFirst())
        where row.hasPrefix("|") && row.hasSuffix("|") {
            #expect(
                next.isEmpty || next.hasPrefix("|") || next.hasPrefix("```"),
                "\(document): \(next) would be a row of a table")
        }
    }

    @Test func `links, headings and places to fill are told from other text`() {
        let text = MarkdownText(
            """
            # The `first` one: here & there
            [a](x/y.md#part) ![b](z.png "title") [c](https://x.example/a.md) `[d](no.md)`
            ```
            # no heading
            [e](no.md)
            ```
            ## Again
            ## Again
            [f]: w.md
            """)
        #expect(text.links == ["x/y.md#part", "z.png", "w.md"])
        #expect(text.anchors == ["the-first-one-here--there", "again", "again-1"])
        #expect(MarkdownText.hasPlaceholder("@explain@```"))
        #expect(!MarkdownText.hasPlaceholder("jan@example.com and piet@example.com"))
        #expect(!MarkdownText.hasPlaceholder("a @ b @ c"))
    }
}

/// As much of Markdown as links need.
struct MarkdownText {
    /// Relative links, in their order.
    private(set) var links: [String] = []
    /// What headings can be linked as, by GitHub's rules.
    private(set) var anchors: Set<String> = []

    init(_ text: String) {
        var isBlock = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isBlock.toggle() }
            guard !isBlock else { continue }
            if line.hasPrefix("#") { addAnchor(line.drop { $0 == "#" }) }
            addLinks(line)
        }
    }

    private mutating func addAnchor(_ heading: Substring) {
        let name = heading.trimmingCharacters(in: .whitespaces).lowercased()
            .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
            .replacing(" ", with: "-")
        var number = 0
        while !anchors.insert(number == 0 ? name : "\(name)-\(number)").inserted { number += 1 }
    }

    private mutating func addLinks(_ line: Substring) {
        if line.hasPrefix("["), let colon = line.firstRange(of: "]: ") {
            add(line[colon.upperBound...])
        }
        // Every other part stands between backticks.
        for part in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter({ $0.offset % 2 == 0 }).map(\.element)
        {
            for behind in part.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
            {
                add(behind.prefix { $0 != ")" })
            }
        }
    }

    private mutating func add(_ target: Substring) {
        let link = target.prefix { $0 != " " }
        if !link.contains("://"), !link.hasPrefix("mailto:") { links.append(String(link)) }
    }

    /// Whether a line holds `@name@`, as templates mark what is filled in later.
    static func hasPlaceholder(_ line: some StringProtocol) -> Bool {
        let parts = line.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return false }
        return parts[1..<(parts.count - 1)].contains { name in
            !name.isEmpty && name.allSatisfy { $0.isASCII && $0.isLowercase }
        }
    }
}
