package import Consent
package import Consent

/// A shop, or a part of one, with hosts of its own.
package struct Site: Sendable, Equatable {
    package var name: String
    /// As `Host` names them: lower case, without port, IPv6 in brackets.
    package var hosts: [String]
    package var rules: SiteRules
    /// Further origins that may read answers, such as `https://www.shop.example`.
    package var origins: [String]
    package var line: Int
}

/// What happens with an event where the destination does not say.
package enum SiteRules: String, Sendable, CaseIterable {
    /// Nothing without consent, not even a count.
    case beStrict = "be-strict"
    /// The shop's own statistics are counted without consent.
    case nl
    /// As `nl`, under the French conditions for audience measurement.
    case fr
    /// Every destination says all three actions.
    case custom

    /// The action for a state of consent; `nil` under `custom`.
    package func action(for state: ConsentState) -> ConsentAction? {
        switch (self, state) {
        case (.custom, _): nil
        case (_, .granted): .forward
        case (.beStrict, _): .drop
        case (.nl, _), (.fr, _): .aggregate
        }
    }
}
