/// What is known about a visitor's choice for one purpose.
///
/// A missing signal is never a yes.
package enum ConsentState: String, Sendable, CaseIterable {
    case granted
    case denied
    case unknown

    /// The more restrictive of two states.
    package func lowered(to other: Self) -> Self {
        if self == .denied || other == .denied { return .denied }
        return self == .unknown || other == .unknown ? .unknown : .granted
    }
}
