@testable import Delivery

let words = ConsentWords(
    sites: ["zeepwinkel", "bakker"], coverages: ["granted", "denied", "unknown"],
    actions: ["forward", "aggregate", "drop"],
    rules: ["R4-explicit-grant", "R3-explicit-refusal", "R7-no-signal"],
    signals: ["none", "sec-gpc", "gcd", "cookiebot"],
    classes: ["explicit", "unproven", "implied", "none", "opt-out", "opaque"])

/// Pairs of signal and class by their numbers in `words`.
func signals(_ pairs: (UInt8, Int)...) -> EvidenceSignals {
    var signals = EvidenceSignals()
    for (signal, kind) in pairs { signals.add(signal: signal, class: kind) }
    return signals
}

func decision(
    _ signals: EvidenceSignals = signals((3, 0)), destination: Int = 0, coverage: UInt8 = 0,
    action: UInt8 = 0, rule: UInt8 = 0, value: UInt64 = 0
) -> DecisionNote {
    DecisionNote(
        destination: destination, coverage: coverage, action: action, rule: rule,
        signals: signals, value: value)
}

/// A keyed hash that sets the bit `bit` of a sketch.
func value(_ bit: Int) -> UInt64 { UInt64(bit) << 56 | 1 }

func evidenceKey(
    _ signals: String = "cookiebot:explicit", hour: Hour = Hour(july1), source: Source = shop,
    coverage: String = "granted"
) -> EvidenceKey {
    EvidenceKey(
        source: source, hour: hour, coverage: coverage, action: "forward",
        rule: "R4-explicit-grant", signals: signals)
}

func tally(_ count: Int = 1, bits: Range<Int> = 0..<0) -> EvidenceTally {
    var values = ValueSketch()
    for bit in bits { values.insert(value(bit)) }
    return EvidenceTally(count: count, values: values)
}

func pending(_ evidence: [EvidenceKey: EvidenceTally]) -> PendingCounts {
    var pending = PendingCounts()
    pending.merge(RollupSnapshot(entries: []).with(evidence))
    return pending
}
