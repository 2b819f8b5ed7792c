/// How many values of each kind were treated: the figures of a report, never the values.
package struct TreatmentTally: Sendable {
    /// Counts in the order of ``Kind/allCases``.
    package private(set) var counts: [Int]

    package init() { counts = Array(repeating: 0, count: Kind.allCases.count) }

    mutating func count(_ rule: FieldRule) { counts[rule.kindPosition] &+= 1 }

    /// Counts addresses that were found inside other columns.
    mutating func countAddresses(_ found: Int) { counts[Self.addressPosition] &+= found }

    private static let addressPosition = Kind.allCases.firstIndex(of: .ip) ?? 0
}

extension Kind {
    /// Names in the order of ``TreatmentTally/counts``.
    package static let names: [String] = allCases.map(\.rawValue)
}
