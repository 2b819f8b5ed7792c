import Testing

@testable import Consent

/// The action table: states of two purposes, needs of a destination, and what a site's rules say.
@Suite struct ActionTableTests {
    enum Rules: String, CaseIterable, CustomTestStringConvertible {
        /// No exemption: nothing without consent.
        case strict
        /// The shop's own statistics may be counted without consent.
        case exempt
        /// A destination that cannot take events without identifiers.
        case inflexible

        var testDescription: String { rawValue }

        var actions: ConsentActions {
            switch self {
            case .strict:
                ConsentActions(
                    granted: .forward, partly: .forwardAnonymous, denied: .drop, unknown: .drop)
            case .exempt:
                ConsentActions(
                    granted: .forward, partly: .forwardAnonymous, denied: .aggregate,
                    unknown: .aggregate)
            case .inflexible:
                ConsentActions(granted: .forward, partly: nil, denied: .drop, unknown: .drop)
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        let statistics: [ConsentState]
        let marketing: [ConsentState]
        let needs: PurposeSet
        /// For strict, exempt and inflexible rules.
        let actions: [ConsentAction]

        var testDescription: String { "\(statistics) \(marketing) needs \(needs.rawValue)" }
    }

    private static let any = ConsentState.allCases
    private static let notGranted: [ConsentState] = [.denied, .unknown]

    static let rows = [
        Row(
            statistics: [.granted], marketing: [.granted], needs: [.statistics, .marketing],
            actions: [.forward, .forward, .forward]),
        Row(
            statistics: [.granted], marketing: notGranted, needs: .statistics,
            actions: [.forward, .forward, .forward]),
        Row(
            statistics: [.granted], marketing: [.denied], needs: [.statistics, .marketing],
            actions: [.forwardAnonymous, .forwardAnonymous, .drop]),
        Row(
            statistics: [.granted], marketing: [.unknown], needs: [.statistics, .marketing],
            actions: [.forwardAnonymous, .forwardAnonymous, .drop]),
        Row(
            statistics: [.denied], marketing: any, needs: .statistics,
            actions: [.drop, .aggregate, .drop]),
        Row(
            statistics: [.unknown], marketing: any, needs: .statistics,
            actions: [.drop, .aggregate, .drop]),
        Row(
            statistics: any, marketing: [.granted], needs: .marketing,
            actions: [.forward, .forward, .forward]),
        Row(
            statistics: notGranted, marketing: notGranted, needs: [.statistics, .marketing],
            actions: [.drop, .aggregate, .drop]),
    ]

    @Test(arguments: rows, Rules.allCases)
    func `each row of the table`(row: Row, rules: Rules) throws {
        let place = try #require(Rules.allCases.firstIndex(of: rules))
        for statistics in row.statistics {
            for marketing in row.marketing {
                let decision = decide(
                    [said(statistics, .statistics), said(marketing, .marketing)],
                    for: DestinationConsent(needs: row.needs))
                #expect(decision.states.statistics == statistics)
                #expect(decision.states.marketing == marketing)
                #expect(rules.actions.action(for: decision.coverage) == row.actions[place])
            }
        }
    }

    @Test(arguments: [
        (ConsentState.granted, ConsentState.denied), (.granted, .unknown), (.denied, .denied),
        (.unknown, .unknown), (.denied, .unknown),
    ])
    func `marketing alone is dropped without its consent`(
        statistics: ConsentState, marketing: ConsentState
    ) {
        let decision = decide(
            [said(statistics, .statistics), said(marketing, .marketing)],
            for: DestinationConsent(needs: .marketing))
        #expect(Rules.strict.actions.action(for: decision.coverage) == .drop)
        #expect(Rules.inflexible.actions.action(for: decision.coverage) == .drop)
        #expect(!Rules.exempt.actions.action(for: decision.coverage).sends)
    }

    @Test(arguments: Rules.allCases)
    func `a refusal that names the tool is not even counted`(rules: Rules) {
        var optOut = statement(platform, .optOut, denied: .statistics)
        optOut.tools = services(5)
        var destination = DestinationConsent(needs: .statistics)
        destination.services = services(5)
        let decision = decide(
            [optOut, statement(otherPlatform, .explicit, granted: .all)], for: destination)
        #expect(rules.actions.action(for: decision.coverage) == .drop)
    }

    @Test func `actions come from the rules of a site, if they say all`() throws {
        var rules = ConsentRules(name: "nl")
        #expect(ConsentActions(rules) == nil)
        rules.whenGranted = .forward
        rules.whenDenied = .drop
        rules.whenUnknown = .aggregate
        let actions = try #require(ConsentActions(rules))
        #expect(actions.action(for: .partlyDenied) == .drop)
        #expect(actions.action(for: .partlyUnknown) == .aggregate)
        rules.whenPartlyGranted = .forwardAnonymous
        let partly = try #require(ConsentActions(rules))
        #expect(partly.action(for: .partlyDenied) == .forwardAnonymous)
        #expect(partly.action(for: .partlyUnknown) == .forwardAnonymous)
        #expect(partly.action(for: .refused) == .drop)
        rules.whenDenied = nil
        #expect(ConsentActions(rules) == nil)
    }

    @Test func `who is only counted is never sent`() {
        #expect(
            ConsentAction.allCases.map(\.counted) == [.aggregate, .aggregate, .aggregate, .drop])
    }

    private func said(_ state: ConsentState, _ purposes: PurposeSet) -> ConsentStatement {
        switch state {
        case .granted: statement(platform, .explicit, granted: purposes)
        case .denied: statement(platform, .explicit, denied: purposes)
        case .unknown: statement(platform, .none, granted: purposes)
        }
    }
}

extension ConsentAction {
    fileprivate var sends: Bool { self == .forward || self == .forwardAnonymous }
}
