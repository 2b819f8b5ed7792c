import Bytes
import Privacy

/// A path of a vendor's file, such as `/c/hotjar-{site}.js`.
///
/// A placeholder is the rule for what may stand there: `{site}`, `{known}` or `{locale}`. A segment has
/// at most one.
struct ScriptTemplate: Sendable {
    private struct Segment: Sendable {
        let before: [UInt8]
        let rule: ScriptDefinition.Rule?
        let after: [UInt8]
    }

    /// A placeholder of one path: its rule, its value, and the segment that it stands in.
    typealias Blank = (rule: ScriptDefinition.Rule, value: Range<Int>, segment: Range<Int>)

    /// Longest value of a placeholder or a parameter; names of built files have up to 64.
    static let longestValue = 64

    private let segments: [Segment]

    /// `text` must be valid.
    init(_ text: String) {
        segments = text.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard let open = segment.firstIndex(of: "{"), let close = segment.firstIndex(of: "}")
            else { return Segment(before: Array(segment.utf8), rule: nil, after: []) }
            let word = String(segment[segment.index(after: open)..<close])
            return Segment(
                before: Array(segment[..<open].utf8), rule: Self.rules[word],
                after: Array(segment[segment.index(after: close)...].utf8))
        }
    }

    private static let rules: [String: ScriptDefinition.Rule] = [
        "site": .site, "known": .known, "locale": .locale,
    ]

    /// Whether a map may write `text` as a path.
    static func isValid(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text != "/", text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return false }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { segment in
                var rest = String(segment)
                for word in rules.keys {
                    guard let range = rest.firstRange(of: "{\(word)}") else { continue }
                    rest.removeSubrange(range)
                    break
                }
                guard segment != ".", segment != "..", !segment.isEmpty else { return false }
                return !rest.contains(where: { "?#%{}\\\"'".contains($0) })
            }
    }

    /// The placeholders of `path`; `nil` if it is none of the template's.
    func blanks(of path: Span<UInt8>) -> [Blank]? {
        var blanks: [Blank] = []
        var start = 0
        for (number, segment) in segments.enumerated() {
            let end = path.firstOffset(of: UInt8(ascii: "/"), from: start) ?? path.count
            let isLast = number == segments.count - 1
            guard isLast == (end == path.count) else { return nil }
            let text = path.extracting(start..<end)
            if let rule = segment.rule {
                let fixed = segment.before.count + segment.after.count
                guard text.count > fixed,
                    text.extracting(..<segment.before.count).equals(segment.before.span),
                    text.extracting((text.count - segment.after.count)...)
                        .equals(segment.after.span)
                else { return nil }
                let value = (start + segment.before.count)..<(end - segment.after.count)
                guard Self.isValue(path.extracting(value)) else { return nil }
                blanks.append((rule, value, start..<end))
            } else if !text.equals(segment.before.span) {
                return nil
            }
            start = end + 1
        }
        return blanks
    }

    /// Whether there is a placeholder for an id of the shop's.
    var asksForSite: Bool { segments.contains { $0.rule == .site } }

    /// A path of the template, to find out who else would answer it.
    var sample: [UInt8] {
        let texts = segments.map { segment -> [UInt8] in
            let word = segment.rule.map { $0 == .locale ? "en_US" : "x1y2z3" } ?? ""
            return segment.before + Array(word.utf8) + segment.after
        }
        return Array(texts.joined(separator: [UInt8(ascii: "/")]))
    }

    /// Whether neither template is the more exact one, so that it could not be told which is meant.
    func isSame(as other: ScriptTemplate) -> Bool {
        blanks(of: other.sample.span) != nil && other.blanks(of: sample.span) != nil
    }

    /// Whether some path would be one of both templates'.
    func overlaps(_ other: ScriptTemplate) -> Bool {
        blanks(of: other.sample.span) != nil || other.blanks(of: sample.span) != nil
    }

    /// Whether `text` may stand for a placeholder or be the value of a parameter: letters, digits,
    /// `.`, `_` and `-`, a letter or digit first.
    static func isValue(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= longestValue, ASCII.isAlphanumeric(text[0]) else {
            return false
        }
        for index in text.indices where !ASCII.isAlphanumeric(text[index]) {
            guard "._-".utf8.contains(text[index]) else { return false }
        }
        return true
    }

    /// Whether `text` is a language, or a language and a country.
    static func isLocale(_ text: Span<UInt8>) -> Bool {
        guard text.count == 2 || text.count == 5 else { return false }
        for index in text.indices {
            let isRight =
                index == 2
                ? text[2] == UInt8(ascii: "_") || text[2] == UInt8(ascii: "-")
                : ASCII.isLetter(text[index])
            guard isRight else { return false }
        }
        return true
    }
}
