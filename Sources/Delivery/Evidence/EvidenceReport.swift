/// The evidence of some days: what was decided, by which rule, on which signals, and how often.
///
/// It has no identity in it, so small groups are not hidden: it must show that the rule worked.
package struct EvidenceReport: Codable, Sendable, Equatable {
    /// `nil` means all.
    package let site: String?
    package let destination: String?
    package let from: Day
    package let through: Day
    package let per: EvidenceSpan
    /// Oldest first, then by site and destination, then the most frequent first.
    package internal(set) var rows: [Row] = []

    init(_ query: EvidenceQuery, rows: [Row]) {
        site = query.site
        destination = query.destination
        from = query.days.lowerBound
        through = query.days.upperBound
        per = query.span
        self.rows = rows.sorted()
    }

    package struct Row: Codable, Sendable, Equatable, Comparable {
        /// The day or hour in UTC; empty for the whole range.
        package let time: String
        package let site: String
        package let destination: String
        package let coverage: String
        package let action: String
        package let rule: String
        package let signals: String
        package internal(set) var count: Int
        /// About how many different consent values were seen, each day by itself.
        package internal(set) var values: Int
        /// There were more than a sketch can tell apart.
        package internal(set) var valuesAtLeast: Bool

        package static func < (left: Row, right: Row) -> Bool {
            if left.time != right.time { return left.time < right.time }
            if left.site != right.site { return left.site < right.site }
            if left.destination != right.destination { return left.destination < right.destination }
            if left.count != right.count { return left.count > right.count }
            return (left.coverage, left.action, left.rule, left.signals)
                < (right.coverage, right.action, right.rule, right.signals)
        }
    }
}

/// The span of time of one row of a report of evidence.
package enum EvidenceSpan: String, Codable, Sendable, CaseIterable {
    case hour, day, range
}

/// What a report of evidence is asked for.
package struct EvidenceQuery: Sendable {
    /// The longest range: as long as evidence may be kept.
    package static let longestRange = EvidenceLimits.retentionDays.upperBound

    package let site: String?
    package let destination: String?
    package let days: ClosedRange<Day>
    package let span: EvidenceSpan

    /// `nil` as site or destination means all of them.
    ///
    /// Ranges beyond the longest lose old days.
    package init(
        site: String? = nil, destination: String? = nil, days: ClosedRange<Day>,
        span: EvidenceSpan = .range
    ) {
        self.site = site
        self.destination = destination
        let earliest = days.upperBound.advanced(by: 1 - Self.longestRange)
        self.days = max(days.lowerBound, earliest)...days.upperBound
        self.span = span
    }
}
