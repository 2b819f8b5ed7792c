import Bytes

/// Reading cookies.
extension PlatformCatalog {
    /// Adds what the cookies of a request say.
    ///
    /// A cookie that is known by name and fits no definition adds one opaque statement. Nothing is
    /// allocated once `reader` is warm. Nothing that is kept in `cache` depends on the time.
    ///
    /// - Parameters:
    ///   - header: The value of the Cookie header, or entries of local storage as `key=value; …`.
    ///   - isStorage: Whether values may hold semicolons.
    ///   - watched: Vendors that TC strings inside cookies are asked about.
    ///   - evidence: What the statements are added to.
    ///   - reader: The lane's memory for reading.
    ///   - cache: The lane's cache; `nil` to read every time.
    /// - Returns: A keyed hash of the cookies that were read; 0 without any, or without a cache.
    @discardableResult
    package func read(
        cookies header: Span<UInt8>, isStorage: Bool = false, watched: WatchedVendors,
        into evidence: ConsentEvidence, with reader: CookieReader, cache: ConsentCache? = nil
    ) -> UInt64 {
        reader.find(header, self, isStorage: isStorage)
        guard !reader.found.isEmpty else { return 0 }
        guard let cache else {
            readFound(header, watched, reader)
            reader.give(to: evidence)
            return 0
        }
        let key = cache.key(
            cookies: header, reader.found, isPartial: reader.isPartial, catalog: identity)
        if cache.give(key, to: evidence) { return key }
        readFound(header, watched, reader)
        reader.give(to: evidence)
        cache.keep(key, reader.made, reader.transparency, reader.additional)
        return key
    }

    /// Reads the cookies that `reader` has found.
    private func readFound(
        _ header: Span<UInt8>, _ watched: WatchedVendors, _ reader: CookieReader
    ) {
        reader.made.removeAll(keepingCapacity: true)
        reader.transparency = nil
        reader.additional = nil
        forEachVerdict(header, watched, reader) { position, verdict in
            guard let verdict else {
                return reader.add(ConsentStatement(platforms[position].signal, .opaque))
            }
            reader.add(verdict)
        }
        reader.forget()
    }

    /// Calls `body` with every platform that speaks, and with `nil` for one whose cookies cannot be
    /// read.
    ///
    /// Definitions are tried in order; a cookie that one of them could read is not read by another,
    /// unless that one reads further cookies besides.
    func forEachVerdict(
        _ header: Span<UInt8>, _ watched: WatchedVendors, _ reader: CookieReader,
        _ body: (Int, PlatformVerdict?) -> Void
    ) {
        reader.findUses(header, self)
        var next = reader.nextPlatform(after: -1)
        while let position = next {
            next = reader.nextPlatform(after: position)
            guard reader.hasUnclaimed(position),
                let verdict = reader.verdict(header, position, self, watched)
            else { continue }
            reader.claim(position)
            body(position, verdict)
        }
        reader.unreadPasses = 0
        for index in reader.found.indices where !reader.found[index].isClaimed {
            guard let position = reader.firstPlatform(of: index) else { continue }
            reader.claim(position)
            body(position, nil)
        }
    }
}

extension CookieReader {
    func nextPlatform(after position: Int) -> Int? {
        var next: Int?
        for use in uses where use.platform > position && use.platform < next ?? .max {
            next = use.platform
        }
        return next
    }

    func hasUnclaimed(_ platform: Int) -> Bool {
        for use in uses where use.platform == platform && !found[use.found].isClaimed {
            return true
        }
        return false
    }

    /// Keeps other definitions from what a platform has read.
    ///
    /// Of a cookie that occurs twice they may still read the value that does not fit this one.
    func claim(_ platform: Int) {
        for use in uses where use.platform == platform {
            let isDoubled = use.occurrence > 0 || !use.isLast
            let isUnread = unreadPasses & 1 &<< UInt16(use.occurrence) != 0
            if !isDoubled || !isUnread { found[use.found].isClaimed = true }
        }
    }

    func firstPlatform(of index: Int) -> Int? {
        var first: Int?
        for use in uses where use.found == index && use.platform < first ?? .max {
            first = use.platform
        }
        return first
    }

    func add(_ statement: ConsentStatement) {
        // Far above what a page sets; who sends more is heard by the first of them.
        guard made.count < ConsentEvidence.mostStatements else { return }
        made.append(statement)
    }

    func add(_ verdict: PlatformVerdict) {
        add(verdict.statement)
        if verdict.hasGlobalPrivacyControl {
            var statement = ConsentStatement(.globalPrivacyControl, .optOut)
            statement.denied = .marketing
            add(statement)
        }
        if let evidence = verdict.globalPrivacyPlatform {
            var statement = ConsentStatement(.globalPrivacyPlatform, evidence)
            if evidence == .optOut { statement.denied = .marketing }
            add(statement)
        }
        if let facts = verdict.transparency {
            transparency = transparency.map { $0.combined(with: facts) } ?? facts
        }
        if let facts = verdict.additional {
            additional = additional.map { $0.combined(with: facts) } ?? facts
        }
    }

    func give(to evidence: ConsentEvidence) {
        for statement in made { evidence.add(statement) }
        if let transparency { evidence.add(transparency) }
        if let additional { evidence.add(additional) }
    }
}
