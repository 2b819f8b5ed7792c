/// What became of one record at one destination.
///
/// Every record ends in exactly one outcome.
///
/// The raw value is the label in metrics and reports; it never depends on what a visitor sent.
package enum Outcome: String, Sendable, CaseIterable {
    /// Handed to delivery, to be sent to the destination.
    case forwarded
    /// Counted in the statistics only.
    case aggregated
    /// Consent does not cover the destination and its rules say drop.
    case droppedByDecision = "dropped-by-decision"
    /// The destination's vendor map does not know this path and method.
    case unknownRequest = "unknown-request"
    /// The body or a required field could not be parsed.
    case malformed
    /// A stream that no map can name field by field, and that the destination does not allow.
    case opaque
    /// Larger than a limit of the codec.
    case tooLarge = "too-large"
    /// The destination's queue was full; the client was asked to come back.
    case queueFull = "queue-full"
    /// More than its site or its network may send; the client was asked to come back.
    case rateLimited = "rate-limited"
}
