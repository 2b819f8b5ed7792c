import Bytes
import Decoding

/// From texts to nodes.
extension CookieTree {
    /// Reads what is in `stages` into `node`, step by step; says whether all of them fit.
    mutating func read(
        _ stages: inout TextStages, _ steps: [PlatformCodec], into node: Int
    ) -> Bool {
        for step in steps {
            switch step {
            case .base64:
                guard stages.undoBase64() else { return false }
            case .after(let separator, let count):
                guard stages.drop(after: separator, count: count) else { return false }
            case .object:
                var literal = ObjectLiteral()
                return literal.read(stages.current.span, into: &self, node)
            case .form:
                return readForm(stages.current.span, into: node)
            case .list(let pairs, let value):
                return readList(stages.current.span, pairs, value, into: node)
            case .items(let separator):
                return readItems(stages.current.span, separator, into: node)
            case .shopifyCompact:
                return readShopify(stages.current.span, into: node)
            }
        }
        return write(.text, stages.current.span, to: node)
    }

    /// Makes `node` an object or a list, unless it is another thing already.
    mutating func open(_ kind: Kind, _ node: Int) -> Bool {
        if nodes[node].kind == .nothing { nodes[node].kind = kind }
        return nodes[node].kind == kind
    }

    /// Makes `node` a leaf.
    ///
    /// An object without members may become one: it is what a place is before anything stands there.
    mutating func write(_ kind: Kind, _ bytes: Span<UInt8>, to node: Int) -> Bool {
        guard nodes[node].kind == .nothing else { return false }
        nodes[node].kind = kind
        nodes[node].text = keep(bytes)
        return true
    }

    private mutating func readForm(_ input: Span<UInt8>, into node: Int) -> Bool {
        guard open(.object, node) else { return false }
        return forEachPiece(of: input, separator: UInt8(ascii: "&")) { tree, piece in
            let part = input.extracting(piece)
            let equals = part.firstOffset(of: UInt8(ascii: "=")) ?? part.count
            let name = tree.keepDecoded(part.extracting(0..<equals))
            let value = part.extracting(min(equals + 1, part.count)..<part.count)
            return tree.add(.text, named: name, text: tree.keepDecoded(value), to: node) != nil
        }
    }

    private mutating func keepDecoded(_ bytes: Span<UInt8>) -> Range<Int> {
        let start = text.count
        PercentCoding.decode(bytes, plusIsSpace: true, into: &text)
        return start..<text.count
    }

    private mutating func readList(
        _ input: Span<UInt8>, _ pairs: UInt8, _ value: UInt8, into node: Int
    ) -> Bool {
        guard open(.object, node) else { return false }
        return forEachPiece(of: input, separator: pairs) { tree, piece in
            let part = input.extracting(piece)
            // A piece without a value belongs to another grammar.
            guard let split = part.firstOffset(of: value) else { return false }
            let name = tree.keep(part.extracting(0..<split))
            let text = tree.keep(part.extracting(split + 1..<part.count))
            return tree.add(.text, named: name, text: text, to: node) != nil
        }
    }

    private mutating func readItems(
        _ input: Span<UInt8>, _ separator: UInt8, into node: Int
    ) -> Bool {
        guard open(.list, node) else { return false }
        return forEachPiece(of: input, separator: separator) { tree, piece in
            let text = tree.keep(input.extracting(piece))
            return tree.add(.text, named: 0..<0, text: text, to: node) != nil
        }
    }

    /// Calls `body` with every piece between separators that is not empty, spaces around it left out.
    private mutating func forEachPiece(
        of input: Span<UInt8>, separator: UInt8, _ body: (inout Self, Range<Int>) -> Bool
    ) -> Bool {
        var start = 0
        while start < input.count {
            let end = input.firstOffset(of: separator, from: start) ?? input.count
            var piece = start..<end
            while let first = piece.first, input[first] == 0x20 { piece.removeFirst() }
            while let last = piece.last, input[last] == 0x20 { piece.removeLast() }
            if !piece.isEmpty, !body(&self, piece) { return false }
            start = end + 1
        }
        return true
    }

    /// `3.AMPS_BDB_f_f_token`: a version, a letter for each use in upper case where it is allowed, the
    /// region, whether a banner is due and whether the region knows a sale of data.
    ///
    /// The grammar is inferred from samples, so nothing else is accepted.
    private mutating func readShopify(_ input: Span<UInt8>, into node: Int) -> Bool {
        var parts: [5 of Range<Int>] = .init(repeating: 0..<0)
        var start = 0
        for index in 0..<5 {
            let end = input.firstOffset(of: UInt8(ascii: "_"), from: start) ?? input.count
            guard end > start, end < input.count || index == 4 else { return false }
            parts[index] = start..<end
            start = min(end + 1, input.count)
        }
        let head = input.extracting(parts[0])
        guard parts[4].upperBound == input.count, head.count == 6, ASCII.isDigit(head[0]),
            head[1] == UInt8(ascii: "."),
            input.extracting(2..<6).equalsIgnoringCase("amps"),
            let banner = flag(input.extracting(parts[2])),
            let sale = flag(input.extracting(parts[3])),
            open(.object, node)
        else { return false }
        guard add("version", .number, input.extracting(0..<1), to: node),
            let allowed = add(.list, named: keep("allowed"), to: node),
            let refused = add(.list, named: keep("refused"), to: node)
        else { return false }
        for index in 2..<6 {
            let start = text.count
            text.append(input[index] & ~0x20)
            let list = input[index] & 0x20 == 0 ? allowed : refused
            guard add(.text, named: 0..<0, text: start..<text.count, to: list) != nil else {
                return false
            }
        }
        return add("region", .text, input.extracting(parts[1]), to: node)
            && add("display_banner", flag: banner, to: node)
            && add("sale_of_data_region", flag: sale, to: node)
    }

    private func flag(_ text: Span<UInt8>) -> Bool? {
        text.equals("t") ? true : text.equals("f") ? false : nil
    }

    private mutating func keep(_ literal: StaticString) -> Range<Int> {
        let start = text.count
        text.append(literal)
        return start..<text.count
    }

    private mutating func add(
        _ name: StaticString, _ kind: Kind, _ bytes: Span<UInt8>, to parent: Int
    ) -> Bool {
        add(kind, named: keep(name), text: keep(bytes), to: parent) != nil
    }

    private mutating func add(_ name: StaticString, flag: Bool, to parent: Int) -> Bool {
        add(.flag, named: keep(name), text: flag ? keep("true") : keep("false"), to: parent)
            != nil
    }
}
