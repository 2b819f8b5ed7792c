import Bytes
import Testing

@testable import Consent

/// Names are found by their bytes alone, whatever is looked at first to rule most of them out.
@Suite struct CookieNameTableTests {
    private static let names = [
        "a", "consent", "Consent", String(repeating: "n", count: 63), "*-end", "x*", "x*y", "_q*",
        "__long-beginning-*-and-end", String(repeating: "n", count: 80),
    ]

    private static let table = CookieNameTable(
        names.map { name in
            var platform = PlatformDefinition(name: name)
            platform.cookies = [CookieDefinition(name: name)]
            return platform
        })

    /// The simplest reading of a name with or without a star.
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern == name }
        let (prefix, suffix) = (pattern[..<star], pattern[star...].dropFirst())
        return name.utf8.count >= prefix.utf8.count + suffix.utf8.count
            && name.hasPrefix(prefix) && name.hasSuffix(suffix)
    }

    @Test(
        "Every definition that reads a name is found, and no other",
        arguments: [
            "", "a", "b", "ab", "consent", "Consent", "consenT", "-end", "-en", "q-end", "x", "xy",
            "xxy", "y", "_q", "_", "_r", "_1", "_qconsent", "__long-beginning--and-end", "é-end",
            "__long-beginning-1-and-end", "__long-beginning-and-end",
            String(repeating: "n", count: 63), String(repeating: "n", count: 64),
            String(repeating: "n", count: 80),
        ])
    func names(name: String) {
        let bytes = Array(name.utf8)
        var found: Set<Int> = []
        Self.table.forEachUse(of: bytes.span) { use, _ in found.insert(use.platform) }
        let expected = Self.names.indices.filter { Self.matches(Self.names[$0], name) }
        #expect(found == Set(expected))
        let isKnown = Self.table.contains(bytes.span)
        #expect(isKnown == !expected.isEmpty)
    }

    @Test("What the star matched is what stands between beginning and end")
    func star() {
        let bytes = Array("__long-beginning-77-and-end".utf8)
        var stars: [String] = []
        Self.table.forEachUse(of: bytes.span) { _, star in
            if let star { stars.append(bytes.span.extracting(star).string) }
        }
        #expect(stars == ["__long-beginning-77-and", "77"])
    }
}
