import Bytes

/// Finding nodes.
extension CookieTree {
    /// Calls `body` with every node at `path` below `node`, until it says that it has seen enough.
    ///
    /// Returns whether it said so. Nodes without a value, JSON's `null` among them, are not there.
    @discardableResult
    func visit(
        _ path: TreePath, from node: Int = 0, step: Int = 0, _ body: (Int) -> Bool
    ) -> Bool {
        guard step < path.steps.count else {
            let kind = nodes[node].kind
            return kind != .null && kind != .nothing && body(node)
        }
        let kind = nodes[node].kind
        guard kind == .object || kind == .list else { return false }
        var child = nodes[node].firstChild
        while child != 0 {
            if matches(child, of: kind, path, step),
                visit(path, from: child, step: step + 1, body)
            {
                return true
            }
            child = nodes[child].next
        }
        return false
    }

    /// The first node at `path`.
    func first(_ path: TreePath, from node: Int = 0) -> Int? {
        var found: Int?
        visit(path, from: node) {
            found = $0
            return true
        }
        return found
    }

    /// Where the text of the first scalar at `path` stands.
    func text(at path: TreePath, from node: Int = 0) -> Range<Int>? {
        guard let node = first(path, from: node), nodes[node].kind.isScalar else { return nil }
        return nodes[node].text
    }

    /// Calls `body` with every child of a node.
    func forEachChild(of node: Int, _ body: (Int) -> Void) {
        var child = nodes[node].firstChild
        while child != 0 {
            body(child)
            child = nodes[child].next
        }
    }

    private func matches(
        _ child: Int, of parent: Kind, _ path: TreePath, _ position: Int
    ) -> Bool {
        let step = path.steps[position]
        switch step.kind {
        case .member:
            guard parent == .object else { return nodes[child].position == step.element }
            // Most names differ in length.
            guard nodes[child].name.count == step.name.count else { return false }
            let names = path.names
            return isNamed(child, names.span.extracting(step.name))
        case .everyMember: return parent == .object
        case .everyElement: return parent == .list
        case .element: return parent == .list && nodes[child].position == step.element
        }
    }
}
