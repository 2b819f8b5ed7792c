import Bytes

/// Counts what the choices of one tree say.
///
/// A word that is refused refuses its purposes, whatever other words of the same purpose say. What is
/// derived from services counts only where no word of a category spoke, and only where they agree.
struct ChoiceTally {
    private var grantedByWords: PurposeSet = []
    private var deniedByWords: PurposeSet = []
    private var grantedByServices: PurposeSet = []
    private var deniedByServices: PurposeSet = []
    private(set) var grantedServices = ServiceSet()
    private(set) var deniedServices = ServiceSet()
    /// Whether any word said yes or no.
    private(set) var hasChoices = false
    /// Purposes that the choice being read says anything of.
    private var spoken: PurposeSet = []

    var denied: PurposeSet {
        deniedByWords.union(
            deniedByServices.subtracting(grantedByServices).subtracting(byWords))
    }

    var granted: PurposeSet {
        grantedByWords.subtracting(deniedByWords).union(grantedThroughServices)
    }

    /// What is granted only because services of the purpose are.
    var grantedThroughServices: PurposeSet {
        grantedByServices.subtracting(deniedByServices).subtracting(byWords)
    }

    private var byWords: PurposeSet { grantedByWords.union(deniedByWords) }

    /// Adds what one choice of a platform says.
    mutating func add(
        _ choice: CompiledPlatform.Choice, of platform: CompiledPlatform,
        in tree: borrowing CookieTree, _ services: ServiceTable
    ) {
        if let unless = choice.unless, !choice.isObjects,
            unless.holds(in: tree, hasChoices: false)
        {
            return
        }
        spoken = []
        var isThere = false
        tree.visit(choice.path) { node in
            isThere = true
            add(node, choice, platform, tree, services)
            return false
        }
        let absent = isThere ? choice.deniedIfAbsent.subtracting(spoken) : []
        if !absent.isEmpty {
            deniedByWords.formUnion(absent)
            hasChoices = true
        }
    }

    private mutating func add(
        _ node: Int, _ choice: CompiledPlatform.Choice, _ platform: CompiledPlatform,
        _ tree: borrowing CookieTree, _ services: ServiceTable
    ) {
        switch choice.form {
        case .members:
            guard tree.nodes[node].kind == .object else { return }
            tree.forEachChild(of: node) { child in
                let answer = answer(of: child, choice.values, tree)
                count(tree.nodes[child].name, answer, choice, platform, tree, services)
            }
        case .granted, .denied:
            let answer = if case .granted = choice.form { true } else { false }
            if tree.nodes[node].kind.isScalar {
                count(tree.nodes[node].text, answer, choice, platform, tree, services)
            } else if tree.nodes[node].kind == .list {
                tree.forEachChild(of: node) { child in
                    guard tree.nodes[child].kind.isScalar else { return }
                    count(tree.nodes[child].text, answer, choice, platform, tree, services)
                }
            }
        case .objects(let name, let value):
            if tree.nodes[node].kind == .object {
                addObject(node, name, value, choice, platform, tree, services)
            } else {
                tree.forEachChild(of: node) { child in
                    addObject(child, name, value, choice, platform, tree, services)
                }
            }
        }
    }

    private mutating func addObject(
        _ node: Int, _ name: TreePath, _ value: TreePath, _ choice: CompiledPlatform.Choice,
        _ platform: CompiledPlatform, _ tree: borrowing CookieTree, _ services: ServiceTable
    ) {
        guard let word = tree.text(at: name, from: node) else { return }
        var answer: Bool?
        if let node = tree.first(value, from: node) {
            answer = self.answer(of: node, choice.values, tree)
        }
        // A yes that a condition takes back says nothing; a no stays.
        if answer == true, let unless = choice.unless,
            unless.holds(in: tree, from: node, hasChoices: false)
        {
            answer = nil
        }
        count(word, answer, choice, platform, tree, services)
    }

    /// What a node says: a scalar by its text, an object or a list by its scalars.
    ///
    /// One no among them is a no.
    private func answer(
        of node: Int, _ values: ValueTexts, _ tree: borrowing CookieTree
    ) -> Bool? {
        let bytes = tree.text.span
        guard !tree.nodes[node].kind.isScalar else {
            return values.answer(bytes.extracting(tree.nodes[node].text))
        }
        var result: Bool?
        var child = tree.nodes[node].firstChild
        while child != 0 {
            if tree.nodes[child].kind.isScalar,
                let answer = values.answer(bytes.extracting(tree.nodes[child].text))
            {
                result = answer && result != false
            }
            child = tree.nodes[child].next
        }
        return result
    }

    private mutating func count(
        _ word: Range<Int>, _ answer: Bool?, _ choice: CompiledPlatform.Choice,
        _ platform: CompiledPlatform, _ tree: borrowing CookieTree, _ services: ServiceTable
    ) {
        guard let answer, !word.isEmpty else { return }
        let text = tree.text.span.extracting(word)
        for pattern in choice.except where pattern.matches(text) { return }
        hasChoices = true
        if let purposes = platform.words.value(of: text) {
            let purposes = PurposeSet(rawValue: UInt8(truncatingIfNeeded: purposes))
            spoken.formUnion(purposes)
            if answer {
                grantedByWords.formUnion(purposes)
            } else {
                deniedByWords.formUnion(purposes)
            }
        }
        guard choice.hasServices, let service = services.position(of: text) else { return }
        let purposes = services.purposes(of: service)
        spoken.formUnion(purposes)
        if answer {
            grantedServices.insert(service)
            grantedByServices.formUnion(purposes)
        } else {
            deniedServices.insert(service)
            deniedByServices.formUnion(purposes)
        }
    }
}
