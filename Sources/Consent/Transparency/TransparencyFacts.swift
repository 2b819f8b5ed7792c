/// What a TC string says about everything that this gateway can ask: fixed in size, without the string.
///
/// Vendors are those that the running configuration watches; see ``WatchedVendors``.
package struct TransparencyFacts: Sendable, Equatable {
    package init() {}

    func combined(with other: Self) -> Self { self }
}

/// What an Additional Consent string says about the watched providers.
package struct AdditionalFacts: Sendable, Equatable {
    package init() {}

    func combined(with other: Self) -> Self { self }
}
