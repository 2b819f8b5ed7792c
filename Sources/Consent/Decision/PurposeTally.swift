/// The strongest words for and against one subject: a purpose, or the services of a destination.
///
/// Invariants:
/// 1. What it holds does not depend on the order of the statements: the newest counts, and of
///    equals the signal with the lowest number.
/// 2. A further refusal never leads to a higher state.
struct PurposeTally {
    /// A choice that shows an act; an undated refusal is later than all others.
    private struct Choice {
        var time: Int64
        var signal: SignalName
    }

    private var refusal: Choice?
    private var grant: Choice?
    private var unprovenRefusal: SignalName?
    private var defaultRefusal: SignalName?
    private var expiredGrant: SignalName?

    /// Two sources that were written by one act may differ by this many seconds.
    static let simultaneous: Int64 = 60

    mutating func refuse(_ strength: RefusalStrength, time: Int64?, signal: SignalName) {
        switch strength {
        case .explicit: Self.keep(Choice(time: time ?? .max, signal: signal), in: &refusal)
        case .unproven: unprovenRefusal.keepFirst(signal)
        case .byDefault: defaultRefusal.keepFirst(signal)
        }
    }

    mutating func grant(_ standing: GrantStanding, time: Int64?, signal: SignalName) {
        switch standing {
        case .valid: Self.keep(Choice(time: time ?? .min, signal: signal), in: &grant)
        case .expired: expiredGrant.keepFirst(signal)
        }
    }

    /// The signal of a grant that no explicit refusal outweighs.
    var standingGrant: SignalName? {
        guard let grant else { return nil }
        guard let refusal else { return grant.signal }
        // An undated one proves no order, so the refusal wins. The time of a valid grant is near
        // the present, so the subtraction stays in range.
        guard grant.time != .min, refusal.time != .max else { return nil }
        return refusal.time < grant.time &- Self.simultaneous ? grant.signal : nil
    }

    /// What the rules R3 to R7 decide.
    var reason: DecisionReason {
        if let signal = standingGrant { return DecisionReason(.explicitGrant, signal) }
        if let refusal { return DecisionReason(.explicitRefusal, refusal.signal) }
        if let signal = unprovenRefusal { return DecisionReason(.unprovenRefusal, signal) }
        if let signal = defaultRefusal { return DecisionReason(.defaultRefusal, signal) }
        if let signal = expiredGrant { return DecisionReason(.expiredGrant, signal) }
        return DecisionReason(.noSignal, .none)
    }

    private static func keep(_ choice: Choice, in place: inout Choice?) {
        guard let present = place else { return place = choice }
        let isFirst =
            choice.time != present.time
            ? choice.time > present.time : choice.signal.rawValue < present.signal.rawValue
        if isFirst { place = choice }
    }
}

extension SignalName? {
    /// Keeps the signal with the lowest number, so that order does not matter.
    mutating func keepFirst(_ signal: SignalName) {
        if let self, self.rawValue <= signal.rawValue { return }
        self = signal
    }
}
