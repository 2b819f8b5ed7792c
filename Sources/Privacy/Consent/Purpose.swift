/// What a destination does with an event, and so what it needs consent for.
package enum Purpose: String, Sendable, CaseIterable {
    /// Needed for a service the visitor asked for; never asked.
    case functional
    case preferences
    case statistics
    case marketing
}

/// What is known about a visitor's choice for one purpose.
///
/// A missing signal is never a yes.
package enum ConsentState: String, Sendable {
    case granted
    case denied
    case unknown

    /// The more restrictive of two states.
    package func lowered(to other: Self) -> Self {
        if self == .denied || other == .denied { return .denied }
        return self == .unknown || other == .unknown ? .unknown : .granted
    }
}

/// What a destination's rules say for a state of consent.
package enum ConsentAction: String, Sendable, CaseIterable {
    /// Sent under the profile `consented`.
    case forward
    /// Sent under the profile `anonymous`.
    case forwardAnonymous = "forward-anonymous"
    /// Counted under the profile `counted`; nothing is sent.
    case aggregate
    /// Neither sent nor counted.
    case drop
}
