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
