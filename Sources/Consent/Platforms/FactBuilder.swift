import Bytes

/// Makes the facts of a definition from a tree; for people, so it may allocate.
struct FactBuilder {
    private let platform: CompiledPlatform

    init(_ platform: CompiledPlatform) { self.platform = platform }

    /// The members that a definition asks for, or all if it asks for none.
    func facts(_ tree: borrowing CookieTree) -> FactNode {
        let definitions = platform.definition.facts
        guard definitions.isEmpty else {
            return .members(definitions.map { ($0.name, fact($0, tree)) })
        }
        let root = plain(0, tree)
        switch root {
        case .members, .null: return root
        default: return .members([("value", root)])
        }
    }

    private func fact(_ definition: FactDefinition, _ tree: borrowing CookieTree) -> FactNode {
        let path = TreePath(definition.path)
        guard let node = tree.first(path) else { return .null }
        let choices = platform.definition.choices
        // The root holds what is no choice as well; what stands below a path is shown whole.
        let root = choices.first { $0.form == .members && $0.path.isEmpty }
        let except = definition.path.isEmpty ? (root?.except ?? []).map(TextPattern.init) : []
        switch definition.form {
        case .plain: return plain(node, tree)
        case .flag: return without(except, flag(node, tree))
        case .number: return number(node, tree)
        case .auto: return without(except, auto(node, tree))
        case .items: return items(node, tree)
        case .granted: return granted(node, definition.path, except, tree)
        case .pairs:
            for choice in choices where choice.path == definition.path {
                if case .objects(let name, let value) = choice.form {
                    return pairs(node, TreePath(name), TreePath(value), tree)
                }
            }
            return plain(node, tree)
        }
    }

    private func without(_ except: [TextPattern], _ node: FactNode) -> FactNode {
        guard case .members(let members) = node, !except.isEmpty else { return node }
        return .members(
            members.filter { member in
                !except.contains { $0.matches(Array(member.name.utf8).span) }
            })
    }

    private func name(_ node: Int, _ tree: borrowing CookieTree) -> String {
        tree.text.span.extracting(tree.nodes[node].name).string
    }

    private func text(_ node: Int, _ tree: borrowing CookieTree) -> String {
        tree.text.span.extracting(tree.nodes[node].text).string
    }

    /// Walks objects and lists; `leaf` makes the scalars.
    private func walk(
        _ node: Int, _ tree: borrowing CookieTree, leaf: (Int) -> FactNode
    ) -> FactNode {
        var children: [Int] = []
        tree.forEachChild(of: node) { children.append($0) }
        switch tree.nodes[node].kind {
        case .nothing, .null: return .null
        case .object:
            var members: [(name: String, value: FactNode)] = []
            for child in children {
                members.append((name(child, tree), walk(child, tree, leaf: leaf)))
            }
            return .members(members)
        case .list:
            var items: [FactNode] = []
            for child in children { items.append(walk(child, tree, leaf: leaf)) }
            return .items(items)
        case .text, .number, .flag: return leaf(node)
        }
    }

    private func plain(_ node: Int, _ tree: borrowing CookieTree) -> FactNode {
        walk(node, tree) { leaf in
            let text = text(leaf, tree)
            return switch tree.nodes[leaf].kind {
            case .number: Double(text).map(FactNode.number) ?? .text(text)
            case .flag: .flag(text == "true")
            default: .text(text)
            }
        }
    }

    private func flag(_ node: Int, _ tree: borrowing CookieTree) -> FactNode {
        walk(node, tree) { leaf in
            let text = text(leaf, tree)
            return switch text {
            case "1", "true": .flag(true)
            case "0", "false": .flag(false)
            default: .text(text)
            }
        }
    }

    private func auto(_ node: Int, _ tree: borrowing CookieTree) -> FactNode {
        walk(node, tree) { leaf in
            let text = text(leaf, tree)
            return switch text {
            case "true": .flag(true)
            case "false": .flag(false)
            default: Double(text).map(FactNode.number) ?? .text(text)
            }
        }
    }

    private func number(_ node: Int, _ tree: borrowing CookieTree) -> FactNode {
        let text = text(node, tree)
        return tree.nodes[node].kind.isScalar
            ? Double(text).map(FactNode.number) ?? .text(text) : plain(node, tree)
    }

    private func items(_ node: Int, _ tree: borrowing CookieTree) -> FactNode {
        if tree.nodes[node].kind.isScalar { return .items([.text(text(node, tree))]) }
        var items: [FactNode] = []
        tree.forEachChild(of: node) { child in
            let isText = tree.nodes[child].kind.isScalar
            items.append(isText ? .text(text(child, tree)) : plain(child, tree))
        }
        return .items(items)
    }

    private func pairs(
        _ node: Int, _ name: TreePath, _ value: TreePath, _ tree: borrowing CookieTree
    ) -> FactNode {
        var members: [(name: String, value: FactNode)] = []
        tree.forEachChild(of: node) { child in
            guard let word = tree.first(name, from: child) else { return }
            let found = tree.first(value, from: child)
            members.append((text(word, tree), found.map { plain($0, tree) } ?? .null))
        }
        return .members(members)
    }

    private func granted(
        _ node: Int, _ path: String, _ except: [TextPattern], _ tree: borrowing CookieTree
    ) -> FactNode {
        let choice = platform.definition.choices.first { $0.path == path }
        let values = ValueTexts(choice?.values ?? platform.definition.values)
        var items: [FactNode] = []
        tree.forEachChild(of: node) { child in
            let word = name(child, tree)
            guard tree.nodes[child].kind.isScalar,
                values.answer(tree.text.span.extracting(tree.nodes[child].text)) == true,
                !except.contains(where: { $0.matches(Array(word.utf8).span) })
            else { return }
            items.append(.text(word))
        }
        return .items(items)
    }
}
