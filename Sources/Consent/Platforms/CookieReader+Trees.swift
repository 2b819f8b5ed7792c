import Bytes

/// From cookies to what each platform says.
extension CookieReader {
    /// Notes which definitions read the cookies that were found.
    func findUses(_ header: Span<UInt8>, _ catalog: PlatformCatalog) {
        uses.removeAll(keepingCapacity: true)
        for index in found.indices {
            let name = header.extracting(found[index].name)
            catalog.cookies.forEachUse(of: name) { use, star in
                add(
                    Use(platform: use.platform, cookie: use.cookie, found: index, star: star),
                    header)
            }
        }
    }

    private func add(_ new: Use, _ header: Span<UInt8>) {
        var use = new
        let cookie = found[use.found]
        var last: Int?
        for index in uses.indices
        where uses[index].platform == use.platform && uses[index].cookie == use.cookie {
            let other = found[uses[index].found]
            guard header.extracting(other.name).equals(header.extracting(cookie.name)) else {
                continue
            }
            if header.extracting(other.value).equals(header.extracting(cookie.value)) {
                // Twice the same says nothing new.
                found[use.found].isClaimed = true
                return
            }
            last = index
        }
        if let last {
            use.occurrence = uses[last].occurrence + 1
            guard use.occurrence < Self.mostOccurrences else {
                isPartial = true
                return
            }
            uses[last].isLast = false
        }
        uses.append(use)
    }

    /// What one platform's cookies say; `nil` if none of them is of its grammar.
    ///
    /// Cookies that occur twice are read one after the other, and the stricter counts.
    func verdict(
        _ header: Span<UInt8>, _ position: Int, _ catalog: PlatformCatalog,
        _ watched: WatchedVendors
    ) -> PlatformVerdict? {
        var passes = 1
        for use in uses where use.platform == position {
            passes = max(passes, use.occurrence + 1)
        }
        let platform = catalog.platforms[position]
        var result: PlatformVerdict?
        var isWhole = true
        unreadPasses = 0
        for pass in 0..<passes {
            guard readTree(header, position, platform, pass),
                let verdict = platform.verdict(tree, catalog.services, watched)
            else {
                isWhole = false
                unreadPasses |= 1 &<< UInt16(pass)
                continue
            }
            result = result?.combined(with: verdict) ?? verdict
        }
        return isWhole && !isPartial ? result : result?.withoutGrants()
    }

    /// Reads the cookies of a platform into the tree; says whether all of them fit.
    func readTree(
        _ header: Span<UInt8>, _ position: Int, _ platform: CompiledPlatform, _ pass: Int
    ) -> Bool {
        tree.removeAll()
        var fits = true
        for use in uses where use.platform == position {
            guard use.occurrence == pass || use.isLast && use.occurrence < pass else { continue }
            if !read(use, header, platform) { fits = false }
        }
        tree.findConflicts()
        return fits
    }

    private func read(
        _ use: Use, _ header: Span<UInt8>, _ platform: CompiledPlatform
    ) -> Bool {
        let cookie = platform.cookies[use.cookie]
        let name = header.extracting(found[use.found].name)
        let value = header.extracting(found[use.found].value)
        tree.room = CookieTree.mostNodes
        var node = 0
        if let place = cookie.place {
            for (depth, step) in place.enumerated() {
                let isLeaf = depth == place.count - 1 && cookie.decode.isEmpty
                guard let next = tree.place(step.span, in: node, isLeaf: isLeaf) else {
                    return false
                }
                node = next
            }
        } else if let star = use.star {
            let isLeaf = cookie.decode.isEmpty
            guard let next = tree.place(name.extracting(star), in: node, isLeaf: isLeaf) else {
                return false
            }
            node = next
        }
        guard stages.take(cookie: value, isForm: cookie.isForm),
            tree.read(&stages, cookie.decode, into: node)
        else { return false }
        for nested in cookie.nested where !readNested(nested) { return false }
        return true
    }

    private func readNested(_ nested: CompiledPlatform.Nested) -> Bool {
        // Only what was there before: what a step finds is not looked into again.
        let end = tree.nodes.count
        var last = -1
        while let node = tree.firstText(nested.path, in: last + 1..<end) {
            last = node
            stages.take(text: tree.text.span.extracting(tree.nodes[node].text))
            tree.nodes[node].kind = .nothing
            guard tree.read(&stages, nested.decode, into: node) else { return false }
        }
        return true
    }
}

extension CookieTree {
    /// A member for a cookie, beside another of that name if there is one and this one is a text.
    mutating func place(_ name: Span<UInt8>, in parent: Int, isLeaf: Bool) -> Int? {
        guard isLeaf else { return member(name, of: parent) }
        if nodes[parent].kind == .nothing { nodes[parent].kind = .object }
        guard nodes[parent].kind == .object else { return nil }
        return add(.nothing, named: keep(name), to: parent)
    }

    /// The first text at `path` among some nodes.
    func firstText(_ path: TreePath, in range: Range<Int>) -> Int? {
        var found: Int?
        visit(path) {
            guard range.contains($0), nodes[$0].kind == .text else { return false }
            found = $0
            return true
        }
        return found
    }
}
