/// Why a request was not delivered and is kept for the operator.
///
/// The raw value is the label in metrics and reports.
package enum DeadLetterReason: String, Sendable, CaseIterable {
    /// The upstream answered what no retry would change.
    case rejected
    /// It failed as often as it may.
    case gaveUp = "gave-up"
    /// It waited as long as it may.
    case expired
    /// It cannot be sent as a request.
    case unsendable
    /// Its row cannot be read.
    case damaged

    /// The reason for a result; `nil` for results that leave nothing behind.
    init?(_ result: ForwardingResult) {
        switch result {
        case .rejected: self = .rejected
        case .gaveUp: self = .gaveUp
        case .expired: self = .expired
        case .unsendable: self = .unsendable
        default: return nil
        }
    }

    var slot: Int {
        switch self {
        case .rejected: 0
        case .gaveUp: 1
        case .expired: 2
        case .unsendable: 3
        case .damaged: 4
        }
    }
}
