/// Reads typed values out of nodes and reports what does not fit.
///
/// Each function gives `nil` after it has reported a mistake, so that reading goes on and finds the next one.
struct YAMLReader {
    let mistakes: MistakeList

    /// The entries of a mapping whose keys are free, such as the fields of a map.
    func entries(_ node: YAMLNode, of subject: String, expected: String) -> [YAMLNode.Entry]? {
        switch node.content {
        case .mapping(let entries): return entries
        case .unusable: return nil
        default:
            mistakes.add(node.line, "\(subject) is \(node.formWithoutText); expected \(expected)")
            return nil
        }
    }

    /// Whether a node is a mapping; reports keys outside the list and required ones that are missing.
    func checkKeys(
        _ node: YAMLNode, of subject: String, required: [String], optional: [String] = []
    ) -> Bool {
        let known = required + optional
        let expected = "keys with values: \(known.joined(separator: ", "))"
        guard let entries = entries(node, of: subject, expected: expected) else { return false }
        guard
            entries.isEmpty
                || entries.contains(where: {
                    known.contains($0.key) || Spelling.nearest(to: $0.key, among: known) != nil
                })
        else {
            // Another file altogether, such as a log: what stands in it is not repeated.
            mistakes.add(node.line, "\(subject) has none of its keys; expected \(expected)")
            return false
        }
        var present = Set(entries.map(\.key))
        for entry in entries where !known.contains(entry.key) {
            let message = Wording.unknown("key", entry.key, known: known)
            mistakes.add(entry.line, "\(message) (in \(subject))")
            // A misspelled key is not missing as well.
            if let nearest = Spelling.nearest(to: entry.key, among: known) {
                present.insert(nearest)
            }
        }
        for key in required where !present.contains(key) {
            mistakes.add(node.line, "missing key \(Wording.quoted(key)) in \(subject)")
        }
        return true
    }

    /// A text that is not empty.
    func text(_ node: YAMLNode, of key: String, expected: String = "a text") -> String? {
        switch node.content {
        case .text(let text) where !text.isEmpty: return text
        case .unusable: return nil
        default:
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
    }

    /// `true` or `false`; YAML's other spellings are refused, because `no` is a country too.
    func flag(_ node: YAMLNode, of key: String) -> Bool? {
        guard let text = text(node, of: key, expected: "true or false") else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            mistakes.add(node.line, "\(key) is \(node.form); expected true or false")
            return nil
        }
    }

    /// The elements of a list; the list may be empty only if the caller says so.
    func list(
        _ node: YAMLNode, of key: String, expected: String, mayBeEmpty: Bool = false
    ) -> [YAMLNode]? {
        switch node.content {
        case .list(let elements) where mayBeEmpty || !elements.isEmpty: return elements
        case .list:
            mistakes.add(node.line, "\(key) is an empty list; expected \(expected)")
            return nil
        case .unusable: return nil
        case .text:
            mistakes.add(
                node.line,
                "\(key) is \(node.form); expected \(expected), written [\(Wording.shortened(node.written))]"
            )
            return nil
        default:
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
    }

    /// One of the words of a closed list.
    func word<Word>(
        _ node: YAMLNode, of key: String, as type: Word.Type = Word.self
    ) -> Word? where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
        let known = Word.allCases.map(\.rawValue)
        guard let text = text(node, of: key, expected: Wording.oneOf(known)) else { return nil }
        if let word = Word(rawValue: text) { return word }
        mistakes.add(node.line, Wording.unknown(key, text, known: known))
        return nil
    }

    /// A list of words of a closed list, without repetition.
    func words<Word>(
        _ node: YAMLNode, of key: String, as type: Word.Type = Word.self, mayBeEmpty: Bool = false
    ) -> [Word]? where Word: RawRepresentable & CaseIterable & Equatable, Word.RawValue == String {
        let expected = "a list of " + Word.allCases.map(\.rawValue).joined(separator: ", ")
        guard let nodes = list(node, of: key, expected: expected, mayBeEmpty: mayBeEmpty) else {
            return nil
        }
        var words: [Word] = []
        for node in nodes {
            guard let word: Word = word(node, of: key) else { continue }
            if words.contains(word) {
                mistakes.add(node.line, "\(key) names \(Wording.quoted(word.rawValue)) twice")
            } else {
                words.append(word)
            }
        }
        return words
    }
}
