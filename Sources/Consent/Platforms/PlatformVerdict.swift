import Bytes

/// What the tree of one platform says.
struct PlatformVerdict {
    var statement: ConsentStatement
    var hasGlobalPrivacyControl = false
    var transparency: TransparencyFacts?
    var additional: AdditionalFacts?
    /// Whether a nested GPP string opts out or cannot be read; `nil` if it says nothing.
    var globalPrivacyPlatform: EvidenceClass?

    /// The stricter of two readings of cookies that occur twice: what both grant, what either
    /// refuses.
    func combined(with other: Self) -> Self {
        var result = self
        let (first, second) = (statement, other.statement)
        let isProven = first.evidence == .explicit && second.evidence == .explicit
        result.statement.granted = isProven ? first.granted.intersection(second.granted) : []
        result.statement.grantedThroughServices =
            first.grantedThroughServices.union(second.grantedThroughServices)
        result.statement.grantedServices =
            isProven ? first.grantedServices.intersection(second.grantedServices) : ServiceSet()
        result.statement.denied.formUnion(second.denied)
        result.statement.deniedServices.formUnion(second.deniedServices)
        result.statement.granted.subtract(result.statement.denied)
        result.statement.evidence =
            Self.rank(first.evidence) <= Self.rank(second.evidence)
            ? first.evidence : second.evidence
        result.statement.isOutdated = first.isOutdated || second.isOutdated
        if first.time != second.time { result.statement.takeOlderTime(of: first, second) }
        result.statement.isObjection = first.isObjection || second.isObjection
        result.hasGlobalPrivacyControl =
            hasGlobalPrivacyControl || other.hasGlobalPrivacyControl
        result.transparency = Self.combined(transparency, other.transparency)
        result.additional = Self.combined(additional, other.additional)
        let isOptOut = globalPrivacyPlatform == .optOut || other.globalPrivacyPlatform == .optOut
        result.globalPrivacyPlatform =
            isOptOut ? .optOut : globalPrivacyPlatform ?? other.globalPrivacyPlatform
        return result
    }

    /// Takes what a GPP string says: opt-outs, and the TC string that may stand in it.
    mutating func read(globalPrivacyPlatform text: Span<UInt8>, _ watched: WatchedVendors) {
        let evidence = ConsentEvidence()
        evidence.add(globalPrivacyPlatform: text)
        for statement in evidence.statements where globalPrivacyPlatform != .optOut {
            globalPrivacyPlatform = statement.evidence
        }
        guard let range = GlobalPrivacyHeader.transparency(in: text) else { return }
        let facts = TransparencyFacts.read(text.extracting(range), watched: watched)
        transparency = Self.combined(transparency, facts)
    }

    /// The same without its grants, and so without strings that may hold some.
    func withoutGrants() -> Self {
        var result = self
        result.transparency = nil
        result.additional = nil
        result.statement.removeGrants()
        return result
    }

    private static func combined(
        _ first: TransparencyFacts?, _ second: TransparencyFacts?
    ) -> TransparencyFacts? {
        guard let first, let second else { return first ?? second }
        return first.combined(with: second)
    }

    private static func combined(
        _ first: AdditionalFacts?, _ second: AdditionalFacts?
    ) -> AdditionalFacts? {
        guard let first, let second else { return first ?? second }
        return first.combined(with: second)
    }

    /// Classes by how much a refusal under them counts.
    private static func rank(_ evidence: EvidenceClass) -> Int {
        switch evidence {
        case .optOut: 0
        case .explicit: 1
        case .unproven: 2
        case .implied: 3
        case .none: 4
        case .opaque: 5
        }
    }
}

extension ConsentStatement {
    /// Dates what two differing readings have in common.
    ///
    /// A grant has the older date, so that an expired one is not healed by another. A refusal has
    /// none, which is later than all others; and without a date of each nothing is granted.
    fileprivate mutating func takeOlderTime(of first: Self, _ second: Self) {
        if denied.isEmpty, deniedServices.isEmpty, let one = first.time, let other = second.time {
            time = min(one, other)
        } else {
            time = nil
            isOutdated = true
        }
    }
}

extension CompiledPlatform {
    /// Reads a tree; `nil` if it is not of this platform's grammar.
    func verdict(
        _ tree: borrowing CookieTree, _ services: ServiceTable, _ watched: WatchedVendors
    ) -> PlatformVerdict? {
        for path in required where tree.first(path) == nil { return nil }
        var tally = ChoiceTally()
        for choice in choices { tally.add(choice, of: self, in: tree, services) }
        var verdict = PlatformVerdict(statement: ConsentStatement(signal, .none))
        if let path = transparency, let text = tree.text(at: path), !text.isEmpty {
            verdict.transparency = TransparencyFacts.read(
                tree.text.span.extracting(text), watched: watched)
            if isTransparencyOnly {
                guard let facts = verdict.transparency else { return nil }
                verdict.statement.isVetoOnly = true
                verdict.statement.evidence = .explicit
                verdict.statement.denied = facts.purposeStates.denied
                verdict.statement.time = facts.time
            }
        }
        if let path = additional, let text = tree.text(at: path), !text.isEmpty {
            verdict.additional = AdditionalFacts.read(
                tree.text.span.extracting(text), watched: watched)
        }
        if let path = globalPrivacyPlatform, let text = tree.text(at: path), !text.isEmpty {
            verdict.read(globalPrivacyPlatform: tree.text.span.extracting(text), watched)
        }
        if !verdict.statement.isVetoOnly {
            let evidence = evidence(tree, hasChoices: tally.hasChoices)
            guard evidence != .opaque else { return nil }
            verdict.statement.evidence = evidence
            verdict.statement.denied = tally.denied
            verdict.statement.granted = tally.granted.subtracting(tally.denied)
            verdict.statement.grantedThroughServices = tally.grantedThroughServices
            verdict.statement.deniedServices = tally.deniedServices
            verdict.statement.grantedServices = tally.grantedServices.subtracting(
                tally.deniedServices)
        }
        if let tool { verdict.statement.tools.insert(tool) }
        readTime(tree, into: &verdict.statement)
        verdict.statement.isObjection = holds(objection, tree, tally.hasChoices)
        verdict.hasGlobalPrivacyControl = holds(globalPrivacyControl, tree, tally.hasChoices)
        return tree.hasConflict ? verdict.withoutGrants() : verdict
    }

    private func evidence(
        _ tree: borrowing CookieTree, hasChoices: Bool
    ) -> EvidenceClass {
        for rule in evidence where holds(rule.conditions, tree, hasChoices) {
            return rule.evidence
        }
        return hasChoices ? definition.otherwise : .none
    }

    /// Whether all conditions hold; a rule without any never does.
    private func holds(
        _ conditions: [TreeCondition], _ tree: borrowing CookieTree, _ hasChoices: Bool
    ) -> Bool {
        for condition in conditions where !condition.holds(in: tree, hasChoices: hasChoices) {
            return false
        }
        return !conditions.isEmpty
    }

    private func readTime(
        _ tree: borrowing CookieTree, into statement: inout ConsentStatement
    ) {
        if let time, let unit = definition.time?.unit, tree.first(time) != nil {
            let text = tree.text(at: time)
            statement.time = text.flatMap {
                ConsentTime.choice(tree.text.span.extracting($0), unit)
            }
            // A grant without an age would never end. What it refuses is undated then.
            statement.isOutdated = statement.time == nil
        }
        guard let revision, let leastRevision else { return }
        // A choice that does not say for which version it was made was made for an earlier one.
        let text = tree.text(at: revision)
        let found = text.flatMap { ConsentTime.number(tree.text.span.extracting($0)) }
        if found.map({ $0 < leastRevision }) ?? true { statement.isOutdated = true }
    }
}
