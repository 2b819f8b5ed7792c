/// The bounds of the evidence of decisions.
///
/// When one is hit, the signals of a row are lost and never a count.
package enum EvidenceLimits {
    /// Rows on one lane between two hand-overs.
    ///
    /// Who invents combinations of signals pays: they all become `other`. Rows of `other` come on
    /// top; the configuration bounds them.
    package static let laneRows = 512
    /// Rows of one destination and hour in the store, those of `other` on top.
    ///
    /// Rare combinations of signals of a busy hour pay. A year of them is some hundred megabytes.
    package static let hourRows = 200
    /// Rows that may wait in memory for the disk.
    ///
    /// A disk that is full for very long pays: further rows become `other`, and beyond twice as
    /// many they are refused and counted as lost.
    package static let waitingRows = 50_000
    /// Labels that a lane keeps; building one again costs the hand-over a microsecond.
    package static let keptLabels = 1_000

    /// For how many days evidence may be kept: up to five years.
    package static let retentionDays = 1...1_826
    /// For how many days it is kept when nothing is configured.
    package static let defaultRetentionDays = 365
}
