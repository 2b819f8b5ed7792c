/// Hides small counts so that they cannot be found again.
///
/// One call looks at one *partition*: the counts of all values of one dimension, one destination
/// and one day. Reports over longer ranges or several destinations add up what was let through
/// for each day and destination. Every published number is therefore a sum of parts of at least
/// `smallest`, and so is every difference of two: overlapping ranges reveal nothing.
///
/// Rules, for `smallest` = k:
/// 1. A partition whose total is below k is withheld as a whole, its total too.
/// 2. Values below k are folded together, without their names.
/// 3. The fold holds at least two values and at least k; if it does not, the smallest value still
///    shown joins it. Otherwise total minus shown values would give the hidden one.
///
/// What this does not hide: that today's numbers grow while someone watches them.
package struct SmallGroups: Sendable {
    /// The smallest count that is shown when nothing else is configured.
    package static let defaultSmallest = 10

    /// The smallest count that is shown; 1 shows everything.
    package let smallest: Int

    package init(smallest: Int = defaultSmallest) { self.smallest = max(1, smallest) }

    struct Folded: Equatable {
        var shown: [String: Int] = [:]
        /// Values without a name in the report, and the sum of their counts.
        var folded: Set<String> = []
        var fewer = 0
        /// Rule 1 applied: there are counts, and none is told.
        var isWithheld = false
    }

    func fold(_ cells: [String: Int]) -> Folded {
        var result = Folded()
        let present = cells.filter { $0.value > 0 }
        let total = present.values.reduce(0) { $0.addingSaturated($1) }
        guard total >= smallest else {
            result.isWithheld = total > 0
            return result
        }
        // Ascending; names break ties, so that the same counts always give the same report.
        let ordered = present.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (value, count) in ordered {
            let isTooSmall = count < smallest
            let needsCover =
                !result.folded.isEmpty && (result.folded.count < 2 || result.fewer < smallest)
            if isTooSmall || needsCover {
                result.folded.insert(value)
                result.fewer = result.fewer.addingSaturated(count)
            } else {
                result.shown[value] = count
            }
        }
        return result
    }
}
