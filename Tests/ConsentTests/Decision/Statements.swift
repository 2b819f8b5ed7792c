@testable import Consent

/// The moment of all tests: 2026-05-01.
let now: Int64 = 1_777_593_600
let day: Int64 = 86_400

let strict = ConsentRules(name: "be-strict")
/// Consent platforms of no particular name.
let platform = SignalName.platform(0)
let otherPlatform = SignalName.platform(1)

func statement(
    _ signal: SignalName, _ evidence: EvidenceClass, granted: PurposeSet = [],
    denied: PurposeSet = [], time: Int64? = nil
) -> ConsentStatement {
    var statement = ConsentStatement(signal, evidence)
    statement.granted = granted
    statement.denied = denied
    statement.time = time
    return statement
}

func services(_ positions: Int...) -> ServiceSet {
    var set = ServiceSet()
    for position in positions { set.insert(position) }
    return set
}

func evidence(_ statements: [ConsentStatement]) -> ConsentEvidence {
    let evidence = ConsentEvidence()
    for statement in statements { evidence.add(statement) }
    return evidence
}

func decide(_ statements: [ConsentStatement], rules: ConsentRules = strict) -> ConsentDecision {
    ConsentModel.decide(evidence(statements), rules: rules, now: now)
}

func decide(
    _ statements: [ConsentStatement], for destination: DestinationConsent,
    verdict: StringVerdict = StringVerdict(), rules: ConsentRules = strict, isMinor: Bool = false
) -> DestinationDecision {
    let evidence = evidence(statements)
    evidence.isMinor = isMinor
    return ConsentModel.decide(
        ConsentModel.decide(evidence, rules: rules, now: now), for: destination,
        evidence: evidence, verdict: verdict, rules: rules, now: now)
}

/// What browsers and United States signals send.
extension ConsentStatement {
    static let globalPrivacyControl = statement(
        .globalPrivacyControl, .optOut, denied: .marketing)
    static let doNotTrack = statement(
        .doNotTrack, .optOut, denied: [.statistics, .marketing])
    static let usOptOut = statement(.usPrivacy, .optOut, denied: .marketing)
}
