/// How many values of each kind were treated: the figures of a report, never the values.
package struct TreatmentTally: Sendable {
    // In place and not in an array, of which each count would ask who else has it. There are fewer
    // kinds than places.
    private var places: [64 of Int] = .init(repeating: 0)

    package init() {}

    /// Counts in the order of ``Kind/allCases``.
    package var counts: [Int] { Kind.allCases.indices.map { places[$0] } }

    mutating func count(_ rule: FieldRule) { places[rule.kindPosition] &+= 1 }

    /// Counts addresses that were found inside other columns.
    mutating func countAddresses(_ found: Int) {
        // Most columns hold none.
        if found > 0 { places[FieldRule.position(of: .ip)] &+= found }
    }
}

extension Kind {
    /// Names in the order of ``TreatmentTally/counts``.
    package static let names: [String] = allCases.map(\.rawValue)
}
