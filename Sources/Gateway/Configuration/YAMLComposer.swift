import Yams

/// Turns a YAML text into nodes with lines.
///
/// Invariants:
/// 1. A text that is no YAML gives one mistake with its line and no node.
/// 2. Every duplicate key is reported; its first value counts.
/// 3. The tree has at most ``largestTree`` nodes, whatever aliases multiply.
struct YAMLComposer {
    let mistakes: MistakeList
    /// Fills in a scalar value, not a key, and gives `nil` after it has reported a mistake.
    var expand: (_ written: String, _ line: Int) -> String? = { written, _ in written }

    /// Bounds what aliases of aliases can cost the one who starts the program.
    static let largestTree = 100_000
    /// Aliases of aliases multiply before the parser gives us a tree to count: 32 of them can make
    /// some hundred thousand values, a hundred of them more than any memory holds.
    var mostAliases = 32
    /// Bounds the search for duplicate keys; each round finds one.
    private static let mostDuplicates = 64
    /// Put before a key that has a duplicate, so that the parser accepts the text and all duplicates are found.
    private static let marker: Character = "\u{E000}"

    /// The root of the text, or `nil` if the text is empty or no YAML.
    func compose(_ text: String) -> YAMLNode? {
        guard Self.aliases(in: text) <= mostAliases else {
            mistakes.add(1, "more than \(mostAliases) aliases; write the values out")
            return nil
        }
        var marked = text
        for _ in 0..<Self.mostDuplicates {
            do {
                // Without rules the parser does not guess types, which costs a regular expression each.
                guard let root = try Yams.compose(yaml: marked, .basic) else {
                    mistakes.add(1, "the file is empty")
                    return nil
                }
                var count = 0
                return node(root, keyLine: 1, count: &count)
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(_, let context) = error,
                    let next = Self.mark(
                        marked, line: context.mark.line, column: context.mark.column)
                else {
                    report(error, in: text)
                    return nil
                }
                marked = next
            } catch {
                mistakes.add(1, "no YAML: \(error)")
                return nil
            }
        }
        mistakes.add(1, "more than \(Self.mostDuplicates) duplicate keys")
        return nil
    }

    /// How many words may be aliases (`*name`); one inside a quoted text counts too.
    private static func aliases(in text: String) -> Int {
        var count = 0
        var previous = UInt8(ascii: " ")
        var isStar = false
        for byte in text.utf8 {
            if isStar, byte > 0x20, !",]}*".utf8.contains(byte) { count += 1 }
            isStar =
                byte == UInt8(ascii: "*") && (previous <= 0x20 || "[{,:?-".utf8.contains(previous))
            previous = byte
        }
        return count
    }

    // MARK: Nodes

    private func node(_ node: Node, keyLine: Int, count: inout Int) -> YAMLNode {
        let line = node.mark?.line ?? keyLine
        count += 1
        guard count <= Self.largestTree else {
            if count == Self.largestTree + 1 {
                mistakes.add(line, "the file unfolds to more than \(Self.largestTree) values")
            }
            return YAMLNode(content: .unusable, line: line)
        }
        switch node {
        case .scalar(let scalar):
            return self.scalar(scalar, line: line, keyLine: keyLine)
        case .sequence(let sequence):
            var list: [YAMLNode] = []
            for element in sequence {
                list.append(self.node(element, keyLine: line, count: &count))
            }
            return YAMLNode(content: .list(list), line: line)
        case .mapping(let mapping):
            return YAMLNode(content: .mapping(entries(of: mapping, count: &count)), line: line)
        case .alias:
            mistakes.add(line, "an alias that points nowhere")
            return YAMLNode(content: .unusable, line: line)
        }
    }

    private func scalar(_ scalar: Node.Scalar, line: Int, keyLine: Int) -> YAMLNode {
        if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
            return YAMLNode(content: .null, line: keyLine)
        }
        guard let text = expand(scalar.string, line) else {
            return YAMLNode(content: .unusable, line: line, written: scalar.string)
        }
        // The kernel would take the part before it for the whole of a path.
        if text.utf8.contains(0) {
            mistakes.add(line, "a NUL character, which no name, path or value has")
            return YAMLNode(content: .unusable, line: line)
        }
        return YAMLNode(content: .text(text), line: line, written: scalar.string)
    }

    private func entries(of mapping: Node.Mapping, count: inout Int) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        for (key, value) in mapping {
            let line = key.mark?.line ?? 1
            guard case .scalar(let scalar) = key else {
                mistakes.add(line, "a key must be a word, not a list or a mapping")
                continue
            }
            let name = String(scalar.string.drop { $0 == Self.marker })
            let value = node(value, keyLine: line, count: &count)
            if let first = lines[name] {
                mistakes.add(
                    line, "duplicate key \(Wording.quoted(name)); the first is on line \(first)")
            } else {
                lines[name] = line
                entries.append(YAMLNode.Entry(key: name, line: line, value: value))
            }
        }
        return entries
    }

    // MARK: Errors of the parser

    private func report(_ error: YamlError, in text: String) {
        // What is missing at the end is noticed on the line after the last.
        let lastLine = max(
            1,
            text.split(separator: "\n", omittingEmptySubsequences: false).count
                - (text.hasSuffix("\n") ? 1 : 0))
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let during = context.map { " (\($0.text))" } ?? ""
            mistakes.add(min(mark.line, lastLine), "no valid YAML: \(problem)\(during)")
        case .reader(let problem, let offset, _, let text):
            let line = text.prefix(offset ?? 0).reduce(1) { $1.isNewline ? $0 + 1 : $0 }
            mistakes.add(line, "no valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.map(Wording.quoted).joined(separator: ", ")
            mistakes.add(context.mark.line, "duplicate key \(list)")
        default:
            mistakes.add(1, "no valid YAML")
        }
    }

    /// The text with a marker before the key at a position; `nil` if there is no such position.
    private static func mark(_ text: String, line: Int, column: Int) -> String? {
        var scalars = text.unicodeScalars
        var position = scalars.startIndex
        var lines = 1
        while lines < line {
            guard let newline = scalars[position...].firstIndex(of: "\n") else { return nil }
            position = scalars.index(after: newline)
            lines += 1
        }
        guard
            var key = scalars.index(position, offsetBy: column - 1, limitedBy: scalars.endIndex),
            key < scalars.endIndex
        else { return nil }
        if scalars[key] == "\"" || scalars[key] == "'" { key = scalars.index(after: key) }
        scalars.insert("\u{E000}", at: key)
        return String(scalars)
    }
}
