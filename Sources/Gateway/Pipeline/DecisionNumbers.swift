import Consent

// What is counted of a decision is counted by its place among all cases, which are few.

extension EvidenceClass {
    var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension DestinationDecision.Coverage {
    var number: UInt8 { UInt8(truncatingIfNeeded: Self.allCases.firstIndex(of: self) ?? 0) }
}

extension DecisionRule {
    var number: UInt8 { UInt8(truncatingIfNeeded: Self.allCases.firstIndex(of: self) ?? 0) }
}
