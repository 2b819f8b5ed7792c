import Bytes

/// Collects the consent signals of one request and combines them into one decision.
///
/// Invariants:
/// 1. A refusal, once seen, is never taken back: contradicting signals end in the stricter state.
/// 2. A grant needs a signal that shows a choice; its absence is `unknown`.
package struct ConsentEvidence: Sendable {
    private var states = ConsentStates.unknown
    private var refusesMarketing = false
    private var refusesStatistics = false
    private var hasGlobalPrivacyControl = false

    package init() {}

    /// Adds the value of a field that a vendor map names as a signal.
    package mutating func add(signal: ConsentSignal, value: Span<UInt8>) {
        switch signal {
        case .gcs: add(GoogleConsentMode.states(gcs: value))
        case .gcd: add(GoogleConsentMode.states(gcd: value))
        }
    }

    /// Adds `Sec-GPC`.
    ///
    /// Only a value whose first member is `1` counts (W3C Global Privacy Control).
    package mutating func add(globalPrivacyControl value: Span<UInt8>) {
        guard firstMemberIsOne(value) else { return }
        hasGlobalPrivacyControl = true
        refusesMarketing = true
    }

    /// Adds `DNT`.
    ///
    /// A value that starts with `1` denies statistics and marketing.
    package mutating func add(doNotTrack value: Span<UInt8>) {
        guard value.count > 0, value[0] == UInt8(ascii: "1") else { return }
        refusesMarketing = true
        refusesStatistics = true
    }

    /// The decision over everything added.
    package var decision: ConsentStates {
        ConsentStates(
            statistics: refusesStatistics ? .denied : states.statistics,
            marketing: refusesMarketing ? .denied : states.marketing,
            hasGlobalPrivacyControl: hasGlobalPrivacyControl)
    }

    private mutating func add(_ new: ConsentStates) {
        refusesStatistics = refusesStatistics || new.statistics == .denied
        refusesMarketing = refusesMarketing || new.marketing == .denied
        if new.statistics == .granted { states.statistics = .granted }
        if new.marketing == .granted { states.marketing = .granted }
    }

    private func firstMemberIsOne(_ value: Span<UInt8>) -> Bool {
        let end = value.firstOffset(of: UInt8(ascii: ",")) ?? value.count
        var member = 0..<end
        while let first = member.first, isSpace(value[first]) { member.removeFirst() }
        while let last = member.last, isSpace(value[last]) { member.removeLast() }
        return member.count == 1 && value[member.lowerBound] == UInt8(ascii: "1")
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// A consent signal that a vendor map can point at.
package enum ConsentSignal: String, Sendable, CaseIterable {
    case gcs
    case gcd
}
