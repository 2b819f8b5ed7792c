/// The bounds of counting.
///
/// When one is hit, detail is lost and never a count.
package enum AggregationLimits {
    /// Distinct values per destination and dimension on one lane between two hand-overs.
    ///
    /// The attacker who invents values pays: they all become `(other)`.
    package static let laneValues = 1_000
    /// Distinct values per destination, day and dimension that wait in memory for the disk, and
    /// that one day may have in the store.
    ///
    /// Rare values of a busy day pay.
    package static let dayValues = 10_000
    /// Destinations and days that may wait in memory for the disk.
    package static let waitingDays = 10_000
    /// Bytes of one value; longer ones are cut.
    ///
    /// Long paths pay: they share one row.
    package static let valueBytes = 200
    /// Revenue of one event, in hundredths.
    ///
    /// A forged order pays: the sum of a day cannot overflow.
    package static let eventCents = 10_000_000_000
    /// How long a lane keeps its counts.
    ///
    /// A killed process pays: it loses this much and the delay.
    package static let handOverMilliseconds = 1_000
    /// How long the writer waits for other lanes before it writes one transaction for all.
    package static let gatherMilliseconds = 250
    /// Counts older than this are purged, whole months at a time.
    ///
    /// Reports pay. 25 months is the longest that the CNIL's guidance for exempt audience
    /// measurement allows.
    package static let retentionMonths = 25

    /// The value that takes what exceeds a bound.
    package static let overflowValue = "(other)"
}
