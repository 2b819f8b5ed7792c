import Bytes

/// Which cookies are of interest: exact names, and names with one star.
///
/// Most cookies of a shop say nothing of consent, so the common answer is a quick no.
final class CookieNameTable: Sendable {
    /// One cookie of one definition.
    struct Use: Sendable, Equatable {
        var platform: Int
        var cookie: Int
    }

    private struct Pattern: Sendable {
        var prefix: [UInt8]
        var suffix: [UInt8]
        var uses: [Use]
    }

    private let exact: WordTable
    private let exactUses: [[Use]]
    private let patterns: [Pattern]
    /// Bits of the first bytes that patterns begin with; all bits if one begins with the star.
    private let firstBytes: [4 of UInt64]

    init(_ platforms: [PlatformDefinition]) {
        var names: [(word: [UInt8], value: Int)] = []
        var uses: [[Use]] = []
        var positions: [[UInt8]: Int] = [:]
        var patterns: [Pattern] = []
        var firstBytes: [4 of UInt64] = .init(repeating: 0)
        for (platform, definition) in platforms.enumerated() {
            for (cookie, description) in definition.cookies.enumerated() {
                let name = Array(description.name.utf8)
                let use = Use(platform: platform, cookie: cookie)
                if let star = name.firstIndex(of: UInt8(ascii: "*")) {
                    let prefix = Array(name[..<star])
                    if let first = prefix.first {
                        firstBytes[Int(first >> 6)] |= 1 << UInt64(first & 63)
                    } else {
                        firstBytes = .init(repeating: .max)
                    }
                    let suffix = Array(name[(star + 1)...])
                    patterns.append(Pattern(prefix: prefix, suffix: suffix, uses: [use]))
                } else if let position = positions[name] {
                    uses[position].append(use)
                } else {
                    positions[name] = uses.count
                    names.append((name, uses.count))
                    uses.append([use])
                }
            }
        }
        exact = WordTable(names, folding: .exact)
        exactUses = uses
        self.patterns = patterns
        self.firstBytes = firstBytes
    }

    /// Whether any definition reads a cookie of this name.
    func contains(_ name: Span<UInt8>) -> Bool {
        if exact.value(of: name) != nil { return true }
        guard mayBePattern(name) else { return false }
        for position in patterns.indices where star(patterns[position], name) != nil {
            return true
        }
        return false
    }

    /// Calls `body` with every use of the name, and with what its star matched.
    func forEachUse(of name: Span<UInt8>, _ body: (Use, Range<Int>?) -> Void) {
        if let position = exact.value(of: name) {
            for use in exactUses[position] { body(use, nil) }
        }
        guard mayBePattern(name) else { return }
        for pattern in patterns {
            guard let star = star(pattern, name) else { continue }
            for use in pattern.uses { body(use, star) }
        }
    }

    private func mayBePattern(_ name: Span<UInt8>) -> Bool {
        name.count > 0 && firstBytes[Int(name[0] &>> 6)] &>> UInt64(name[0] & 63) & 1 == 1
    }

    private func star(_ pattern: Pattern, _ name: Span<UInt8>) -> Range<Int>? {
        let fixed = pattern.prefix.count + pattern.suffix.count
        guard name.count >= fixed else { return nil }
        let end = name.count - pattern.suffix.count
        for index in pattern.prefix.indices where name[index] != pattern.prefix[index] {
            return nil
        }
        for index in pattern.suffix.indices where name[end + index] != pattern.suffix[index] {
            return nil
        }
        return pattern.prefix.count..<end
    }
}
