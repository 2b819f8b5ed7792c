import Bytes
import Decoding

/// A reader of JSON (RFC 8259) and of JavaScript object literals: bare names and single quotes too.
///
/// One reader for both, because consent tools write either into the same cookie. Refused: everything
/// that is neither, a text that is no object or list, deep nesting, and more than the tree takes.
/// That bytes are UTF-8 is not asked: texts are compared and never passed on.
struct ObjectLiteral {
    private var position = 0

    /// Reads all of `input` into `node`; says whether it is well formed.
    mutating func read(
        _ input: Span<UInt8>, into tree: inout CookieTree, _ node: Int
    ) -> Bool {
        skipSpaces(input)
        guard let kind = container(input), readContainer(input, kind, &tree, node, depth: 1)
        else { return false }
        skipSpaces(input)
        return position == input.count
    }

    private func container(_ input: Span<UInt8>) -> CookieTree.Kind? {
        guard position < input.count else { return nil }
        return switch input[position] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .list
        default: nil
        }
    }

    private mutating func readContainer(
        _ input: Span<UInt8>, _ kind: CookieTree.Kind, _ tree: inout CookieTree, _ node: Int,
        depth: Int
    ) -> Bool {
        guard depth <= CookieTree.deepest, tree.open(kind, node) else { return false }
        let close = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
        position &+= 1
        skipSpaces(input)
        if take(close, input) { return true }
        while true {
            var name = 0..<0
            if kind == .object {
                guard let member = readName(input, &tree) else { return false }
                skipSpaces(input)
                guard take(UInt8(ascii: ":"), input) else { return false }
                skipSpaces(input)
                name = member
            }
            guard readValue(input, name, &tree, node, depth: depth) else { return false }
            skipSpaces(input)
            if take(close, input) { return true }
            guard take(UInt8(ascii: ","), input) else { return false }
            skipSpaces(input)
        }
    }

    private mutating func readValue(
        _ input: Span<UInt8>, _ name: Range<Int>, _ tree: inout CookieTree, _ parent: Int,
        depth: Int
    ) -> Bool {
        if let kind = container(input) {
            guard let child = tree.add(.nothing, named: name, to: parent) else { return false }
            return readContainer(input, kind, &tree, child, depth: depth + 1)
        }
        guard position < input.count else { return false }
        if isQuote(input[position]) {
            guard let text = readString(input, &tree) else { return false }
            return tree.add(.text, named: name, text: text, to: parent) != nil
        }
        let start = position
        while position < input.count, isWordByte(input[position]) { position &+= 1 }
        let word = input.extracting(start..<position)
        let kind: CookieTree.Kind
        if word.equals("true") || word.equals("false") {
            kind = .flag
        } else if word.equals("null") || word.equals("undefined") {
            kind = .null
        } else if isNumber(word) {
            kind = .number
        } else {
            return false
        }
        let text = kind == .null ? 0..<0 : tree.keep(word)
        return tree.add(kind, named: name, text: text, to: parent) != nil
    }

    private mutating func readName(
        _ input: Span<UInt8>, _ tree: inout CookieTree
    ) -> Range<Int>? {
        guard position < input.count else { return nil }
        if isQuote(input[position]) { return readString(input, &tree) }
        let start = position
        while position < input.count, isWordByte(input[position]) { position &+= 1 }
        return position > start ? tree.keep(input.extracting(start..<position)) : nil
    }

    private mutating func readString(
        _ input: Span<UInt8>, _ tree: inout CookieTree
    ) -> Range<Int>? {
        let quote = input[position]
        position &+= 1
        let start = tree.text.count
        var run = position
        while position < input.count {
            let byte = input[position]
            if byte == quote {
                tree.text.append(input, run..<position)
                position &+= 1
                return start..<tree.text.count
            }
            guard byte >= 0x20 else { return nil }
            if byte == UInt8(ascii: "\\") {
                tree.text.append(input, run..<position)
                guard readEscape(input, &tree) else { return nil }
                run = position
            } else {
                position &+= 1
            }
        }
        return nil
    }

    private mutating func readEscape(
        _ input: Span<UInt8>, _ tree: inout CookieTree
    ) -> Bool {
        guard position + 1 < input.count else { return false }
        var end = position + 2
        switch input[position + 1] {
        case UInt8(ascii: "'"):
            tree.text.append(UInt8(ascii: "'"))
            position = end
            return true
        case UInt8(ascii: "u"):
            end = position + 6
            guard end <= input.count else { return false }
            // The second half of a character outside the basic plane belongs to the first.
            let isHalf =
                ASCII.lowercased(input[position + 2]) == UInt8(ascii: "d")
                && (ASCII.hexValue(input[position + 3]).map { (8...11).contains($0) } ?? false)
            if isHalf, input.hasPrefix("\\u", from: end), end + 6 <= input.count { end += 6 }
        default: break
        }
        let escape = input.extracting(position..<end)
        position = end
        return JSONString.decode(escape, into: &tree.text)
    }

    private func isNumber(_ word: Span<UInt8>) -> Bool {
        var digits = 0
        for index in word.indices {
            switch word[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
                UInt8(ascii: "E"):
                if index > 0, digits == 0 { return false }
            default: return false
            }
        }
        return digits > 0
    }

    private mutating func take(_ byte: UInt8, _ input: Span<UInt8>) -> Bool {
        guard position < input.count, input[position] == byte else { return false }
        position &+= 1
        return true
    }

    private mutating func skipSpaces(_ input: Span<UInt8>) {
        while position < input.count {
            switch input[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position &+= 1
            default: return
            }
        }
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "+")
    }
}
