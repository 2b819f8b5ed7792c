import Bytes

/// A text of a definition that a visitor's is compared with, without regard to case.
///
/// A star at the end stands for anything.
struct TextPattern: Sendable {
    private let text: [UInt8]
    private let isPrefix: Bool

    init(_ text: String) {
        let bytes = text.utf8.map(ASCII.lowercased)
        isPrefix = bytes.count > 1 && bytes.last == UInt8(ascii: "*")
        self.text = isPrefix ? Array(bytes.dropLast()) : bytes
    }

    func matches(_ other: Span<UInt8>) -> Bool {
        guard other.count == text.count || isPrefix && other.count > text.count else {
            return false
        }
        return text.span.equalsIgnoringCase(other.extracting(0..<text.count))
    }

    func ends(_ other: Span<UInt8>) -> Bool {
        let start = other.count - text.count
        return start >= 0
            && text.span.equalsIgnoringCase(other.extracting(start..<other.count))
    }
}

/// Which texts say yes and no.
///
/// A text that is named counts before the star; a no counts before a yes.
struct ValueTexts: Sendable {
    private let granted: [TextPattern]
    private let denied: [TextPattern]
    private let grantsRest: Bool
    private let deniesRest: Bool

    init(_ definition: ValueDefinition) {
        granted = definition.granted.filter { $0 != "*" }.map(TextPattern.init)
        denied = definition.denied.filter { $0 != "*" }.map(TextPattern.init)
        grantsRest = definition.granted.contains("*")
        deniesRest = definition.denied.contains("*")
    }

    /// `nil` for a text that says neither.
    func answer(_ text: Span<UInt8>) -> Bool? {
        for pattern in denied where pattern.matches(text) { return false }
        for pattern in granted where pattern.matches(text) { return true }
        guard text.count > 0 else { return nil }
        return deniesRest ? false : grantsRest ? true : nil
    }
}
