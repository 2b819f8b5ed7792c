import Bytes

/// A condition of a definition, ready to be asked of a tree.
struct TreeCondition: Sendable {
    private enum Test: Sendable {
        case present
        case absent
        case isOneOf([TextPattern])
        case isNoneOf([TextPattern])
        case endsWith(TextPattern)
        case isAtLeast(Int64)
        case isTime(TimeDefinition.Unit)
        case hasChoices
        case hasNoChoices
    }

    private let path: TreePath
    private let test: Test

    init(_ definition: ConditionDefinition) {
        path = TreePath(definition.path)
        test =
            switch definition.test {
            case .present: .present
            case .absent: .absent
            case .isOneOf(let texts): .isOneOf(texts.map(TextPattern.init))
            case .isNoneOf(let texts): .isNoneOf(texts.map(TextPattern.init))
            case .endsWith(let text): .endsWith(TextPattern(text))
            case .isAtLeast(let number): .isAtLeast(Int64(number))
            case .isTime(let unit): .isTime(unit)
            case .hasChoices: .hasChoices
            case .hasNoChoices: .hasNoChoices
            }
    }

    func holds(
        in tree: borrowing CookieTree, from node: Int = 0, hasChoices: Bool
    ) -> Bool {
        switch test {
        case .hasChoices: return hasChoices
        case .hasNoChoices: return !hasChoices
        case .present: return tree.first(path, from: node) != nil
        case .absent: return tree.first(path, from: node) == nil
        case .isOneOf(let texts): return any(texts, tree, node)
        case .isNoneOf(let texts): return !any(texts, tree, node)
        case .endsWith(let text):
            let bytes = tree.text.span
            return tree.visit(path, from: node) {
                tree.nodes[$0].kind.isScalar
                    && text.ends(bytes.extracting(tree.nodes[$0].text))
            }
        case .isAtLeast(let least):
            let bytes = tree.text.span
            return tree.visit(path, from: node) {
                guard tree.nodes[$0].kind.isScalar else { return false }
                let number = ConsentTime.number(bytes.extracting(tree.nodes[$0].text))
                return number.map { $0 >= least } ?? false
            }
        case .isTime(let unit):
            let bytes = tree.text.span
            let nodes = tree.nodes
            return tree.visit(path, from: node) {
                guard nodes[$0].kind.isScalar else { return false }
                return ConsentTime.choice(bytes.extracting(nodes[$0].text), unit) != nil
            }
        }
    }

    private func any(
        _ texts: [TextPattern], _ tree: borrowing CookieTree, _ node: Int
    ) -> Bool {
        let bytes = tree.text.span
        return tree.visit(path, from: node) { found in
            guard tree.nodes[found].kind.isScalar else { return false }
            let text = bytes.extracting(tree.nodes[found].text)
            for pattern in texts where pattern.matches(text) { return true }
            return false
        }
    }
}
