import Privacy
import Records

extension AnonymizerFault {
    /// How the event ends.
    var outcome: Outcome {
        switch self {
        case .malformed: .malformed
        case .tooLarge: .tooLarge
        case .opaque: .opaque
        case .foreignDestination: .unknownRequest
        }
    }
}
