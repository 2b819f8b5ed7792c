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

    /// Plain bits, because every cookie with a likely first byte is compared with all patterns.
    private struct Pattern: Sendable {
        /// Where what stands before the star is spelled in ``letters``.
        var prefix: Range<Int>
        var suffix: Range<Int>
        var use: Use
    }

    private let exact: WordTable
    private let exactUses: [[Use]]
    /// For each first byte of an exact name a bit for each length; longer ones share the last bit.
    private let lengths: [256 of UInt64]
    private let patterns: [Pattern]
    private let letters: [UInt8]
    /// For each first byte of a pattern a bit for each second byte, which share 64 of them.
    private let beginnings: [256 of UInt64]

    init(_ platforms: [PlatformDefinition]) {
        var names: [(word: [UInt8], value: Int)] = []
        var uses: [[Use]] = []
        var positions: [[UInt8]: Int] = [:]
        var patterns: [Pattern] = []
        var letters: [UInt8] = []
        var beginnings: [256 of UInt64] = .init(repeating: 0)
        var lengths: [256 of UInt64] = .init(repeating: 0)
        for (platform, definition) in platforms.enumerated() {
            for (cookie, description) in definition.cookies.enumerated() {
                let name = Array(description.name.utf8)
                let use = Use(platform: platform, cookie: cookie)
                if let star = name.firstIndex(of: UInt8(ascii: "*")) {
                    let prefix = Array(name[..<star])
                    // What stands behind the star may be anything.
                    let second = prefix.count > 1 ? 1 &<< UInt64(prefix[1] & 63) : UInt64.max
                    for first in prefix.first.map({ $0...$0 }) ?? 0...255 {
                        beginnings[Int(first)] |= second
                    }
                    let (start, middle) = (letters.count, letters.count + star)
                    letters += prefix + name[(star + 1)...]
                    patterns.append(
                        Pattern(prefix: start..<middle, suffix: middle..<letters.count, use: use))
                } else if let position = positions[name] {
                    uses[position].append(use)
                } else {
                    positions[name] = uses.count
                    names.append((name, uses.count))
                    uses.append([use])
                    if let first = name.first {
                        lengths[Int(first)] |= Self.bit(ofLength: name.count)
                    }
                }
            }
        }
        exact = WordTable(names, folding: .exact)
        exactUses = uses
        self.lengths = lengths
        self.patterns = patterns
        self.letters = letters
        self.beginnings = beginnings
    }

    /// Whether any definition reads a cookie of this name.
    func contains(_ name: Span<UInt8>) -> Bool {
        if position(of: name) != nil { return true }
        guard mayBePattern(name) else { return false }
        for position in patterns.indices where star(patterns[position], name) != nil {
            return true
        }
        return false
    }

    /// Calls `body` with every use of the name, and with what its star matched.
    func forEachUse(of name: Span<UInt8>, _ body: (Use, Range<Int>?) -> Void) {
        if let position = position(of: name) {
            for use in exactUses[position] { body(use, nil) }
        }
        guard mayBePattern(name) else { return }
        for pattern in patterns {
            guard let star = star(pattern, name) else { continue }
            body(pattern.use, star)
        }
    }

    private func mayBePattern(_ name: Span<UInt8>) -> Bool {
        guard name.count > 1 else { return name.count > 0 && beginnings[Int(name[0])] != 0 }
        return beginnings[Int(name[0])] &>> UInt64(name[1] & 63) & 1 == 1
    }

    /// The place of an exact name; most names are not even hashed.
    private func position(of name: Span<UInt8>) -> Int? {
        guard name.count > 0, lengths[Int(name[0])] & Self.bit(ofLength: name.count) != 0 else {
            return nil
        }
        return exact.value(of: name)
    }

    private static func bit(ofLength length: Int) -> UInt64 { 1 &<< UInt64(min(length, 63)) }

    private func star(_ pattern: Pattern, _ name: Span<UInt8>) -> Range<Int>? {
        let end = name.count - pattern.suffix.count
        guard end >= pattern.prefix.count else { return nil }
        for index in pattern.prefix.indices
        where name[index - pattern.prefix.lowerBound] != letters[index] {
            return nil
        }
        for index in pattern.suffix.indices
        where name[end + index - pattern.suffix.lowerBound] != letters[index] {
            return nil
        }
        return pattern.prefix.count..<end
    }
}
