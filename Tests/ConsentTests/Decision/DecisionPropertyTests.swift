import Testing

@testable import Consent

/// The order of the rules, and what must hold for all evidence: by trying out all of a small world.
@Suite struct DecisionPropertyTests {
    /// Statements of every class, age and kind of signal, on all purposes.
    static let world: [ConsentStatement] = {
        var world: [ConsentStatement] = [.globalPrivacyControl, .doNotTrack, .usOptOut]
        for evidence in EvidenceClass.allCases {
            world.append(statement(platform, evidence, granted: .all))
            world.append(statement(platform, evidence, denied: .all))
        }
        for time in [now - 300, now - 270, now, now - 400 * day, now + day / 2] {
            world.append(statement(otherPlatform, .explicit, granted: .all, time: time))
            world.append(statement(otherPlatform, .explicit, denied: .all, time: time))
        }
        for evidence in [EvidenceClass.explicit, .none] {
            world.append(statement(.gcd, evidence, granted: .all))
            world.append(statement(.gcs, evidence, denied: .marketing))
        }
        var veto = statement(.transparency, .explicit, granted: .statistics, denied: .marketing)
        veto.isVetoOnly = true
        world.append(veto)
        var outdated = statement(platform, .explicit, granted: .all, time: now)
        outdated.isOutdated = true
        world.append(outdated)
        return world
    }()

    /// Statements that name the tool or the service of ``destination``, or object to everything.
    static let named: [ConsentStatement] = {
        var named: [ConsentStatement] = []
        for evidence in [EvidenceClass.explicit, .unproven, .none, .opaque, .optOut] {
            for isGrant in [true, false] {
                var tool = statement(
                    platform, evidence, granted: isGrant ? .all : [], denied: isGrant ? [] : .all)
                tool.tools = services(1)
                named.append(tool)
                var service = statement(otherPlatform, evidence)
                if isGrant {
                    service.grantedServices = services(1)
                } else {
                    service.deniedServices = services(1)
                }
                named.append(service)
            }
        }
        var objection = statement(platform, .explicit)
        objection.isObjection = true
        named.append(objection)
        return named
    }()

    static let destination: DestinationConsent = {
        var destination = DestinationConsent(needs: [.statistics, .adUserData])
        destination.services = services(1)
        destination.servicePurposes = .statistics
        destination.vendor = 0
        destination.isOwnTool = true
        return destination
    }()

    static let verdicts: [StringVerdict] = {
        var granting = StringVerdict()
        granting.vendor = ConsentStates(granted: .all, denied: [])
        granting.publisherStatistics = .granted
        var denying = StringVerdict()
        denying.vendor = ConsentStates(granted: [], denied: .marketing)
        return [StringVerdict(), granting, denying]
    }()

    @Test func `the first rule in the order decides, whatever the order of the statements`() {
        for first in Self.world {
            for second in Self.world {
                for third in Self.world.prefix(18) {
                    let statements = [first, second, third]
                    let decision = decide(statements)
                    for purpose in [Purpose.statistics, .adStorage] {
                        let rule = Self.expected(statements, PurposeSet(purpose))
                        guard decision.rule(for: purpose) == rule,
                            decision.states.state(for: purpose) == Self.state(rule)
                        else {
                            Issue.record("\(statements) for \(purpose): \(decision), not \(rule)")
                            return
                        }
                    }
                    guard decide([third, second, first]) == decision,
                        decide([second, third, first]) == decision
                    else {
                        Issue.record("the order of \(statements) matters")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: verdicts.indices)
    func `a further refusal never raises, and only proof grants`(verdict: Int) {
        let all = Self.world + Self.named
        for (place, first) in all.enumerated() {
            for second in all[place...] {
                let before = outcome([first, second], Self.verdicts[verdict])
                for added in all where added.granted.isEmpty && added.grantedServices.isEmpty {
                    guard isRaised(outcome([first, second, added], Self.verdicts[verdict]), before)
                    else { continue }
                    Issue.record("\(added) raises \([first, second])")
                    return
                }
                for added in all where added.evidence != .explicit || added.isVetoOnly {
                    let after = outcome([first, second, added], Self.verdicts[verdict])
                    guard !before.states.granted.isSuperset(of: after.states.granted) else {
                        continue
                    }
                    Issue.record("\(added) grants beside \([first, second])")
                    return
                }
            }
        }
    }

    @Test(arguments: verdicts.indices)
    func `without a statement that refuses nothing, no refusal becomes a grant`(verdict: Int) {
        let all = Self.world + Self.named
        for (place, first) in all.enumerated() {
            for second in all[place...] {
                let fewer = outcome([first, second], Self.verdicts[verdict])
                for removed in all where removed.isHarmless {
                    let more = outcome([first, second, removed], Self.verdicts[verdict])
                    guard !more.states.denied.isDisjoint(with: fewer.states.granted) else {
                        continue
                    }
                    Issue.record("without \(removed), \([first, second]) are a grant")
                    return
                }
            }
        }
    }

    @Test func `the order of statements does not matter to a destination`() {
        let all = Self.world + Self.named
        for first in all {
            for second in all {
                for verdict in Self.verdicts {
                    guard outcome([first, second], verdict) != outcome([second, first], verdict)
                    else { continue }
                    Issue.record("the order of \([first, second]) matters")
                    return
                }
            }
        }
    }

    @Test func `each rule and each coverage has a sentence of its own`() {
        let words = DecisionRule.allCases.map(\.words) + coverages.map(\.words)
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0.hasSuffix(".") && $0.first?.isUppercase == true })
    }

    private let coverages = DestinationDecision.Coverage.allCases

    private func outcome(
        _ statements: [ConsentStatement], _ verdict: StringVerdict
    ) -> DestinationDecision {
        decide(statements, for: Self.destination, verdict: verdict)
    }

    private func isRaised(_ after: DestinationDecision, _ before: DestinationDecision) -> Bool {
        !before.states.granted.isSuperset(of: after.states.granted)
            || !after.states.denied.isSuperset(of: before.states.denied)
    }

    /// The order of the specification, written down once more and without regard to speed.
    private static func expected(
        _ statements: [ConsentStatement], _ purpose: PurposeSet
    ) -> DecisionRule {
        let browser: [SignalName] = [.globalPrivacyControl, .doNotTrack, .usPrivacy]
        let isMarketing = PurposeSet.marketing.contains(purpose)
        if isMarketing,
            statements.contains(where: { [browser[0], browser[2]].contains($0.signal) })
        {
            return .globalPrivacyControl
        }
        if statements.contains(where: { $0.signal == .doNotTrack }) { return .doNotTrack }

        let others = statements.filter { !browser.contains($0.signal) }
        let hit = others.filter { $0.signal == .gcs || $0.signal == .gcd }
        let isRefusedByHit = hit.contains { $0.denied.contains(purpose) }
        let acts = others.filter { $0.evidence == .explicit && !$0.isVetoOnly }
        let counted = acts.filter {
            guard $0.granted.contains(purpose) else { return false }
            return !(isRefusedByHit && $0.signal == .gcd)
        }
        let valid = counted.filter {
            !$0.isOutdated && (now - 396 * day...now + 60).contains($0.time ?? now)
        }
        let refusals = others.filter {
            ($0.evidence == .explicit || $0.evidence == .optOut) && !$0.isVetoOnly
                && $0.denied.contains(purpose)
        }
        let standing = valid.contains { grant in
            refusals.allSatisfy { refusal in
                guard let granted = grant.time, let refused = refusal.time else { return false }
                return granted - refused > 60
            }
        }
        if !refusals.isEmpty, !standing { return .explicitRefusal }
        if standing { return .explicitGrant }
        let weak = others.filter { $0.denied.contains(purpose) }
        if weak.contains(where: { $0.isVetoOnly || [.unproven, .implied].contains($0.evidence) }) {
            return .unprovenRefusal
        }
        if weak.contains(where: { $0.evidence == .none }) { return .defaultRefusal }
        return counted.isEmpty ? .noSignal : .expiredGrant
    }

    private static func state(_ rule: DecisionRule) -> ConsentState {
        switch rule {
        case .explicitGrant: .granted
        case .noSignal, .expiredGrant: .unknown
        default: .denied
        }
    }
}

extension ConsentStatement {
    /// Whether it refuses nothing at all.
    fileprivate var isHarmless: Bool {
        denied.isEmpty && deniedServices.isEmpty && !isObjection && evidence != .optOut
    }
}
