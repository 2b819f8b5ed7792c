/// Why a purpose has its state: the rule that decided, and the signal it went by.
package struct DecisionReason: Sendable, Equatable {
    package var rule: DecisionRule
    package var signal: SignalName

    package init(_ rule: DecisionRule, _ signal: SignalName) {
        self.rule = rule
        self.signal = signal
    }
}

/// A reason for each of the five purposes, without an array.
package struct PurposeReasons: Sendable, Equatable {
    private var reasons: InlineArray<5, DecisionReason>

    /// The same reason for all purposes.
    init(_ reason: DecisionReason) { reasons = InlineArray(repeating: reason) }

    /// The reason for the purpose of a bit, which is below `PurposeSet.count`.
    subscript(position: Int) -> DecisionReason {
        get { reasons[position] }
        set { reasons[position] = newValue }
    }

    /// Writes `reason` for all of `purposes`.
    mutating func set(_ purposes: PurposeSet, to reason: DecisionReason) {
        var rest = purposes
        while let position = rest.popFirstPosition() { reasons[position] = reason }
    }

    package static func == (a: Self, b: Self) -> Bool {
        (0..<PurposeSet.count).allSatisfy { a.reasons[$0] == b.reasons[$0] }
    }
}
