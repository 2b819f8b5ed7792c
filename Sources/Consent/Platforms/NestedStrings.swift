import Bytes

/// Vendors that a configuration asks about.
package final class WatchedVendors: Sendable {
    package init() {}
}

/// TC and AC strings that stand inside other cookies.
enum NestedStrings {
    static func transparency(
        _ text: Span<UInt8>, _ watched: WatchedVendors?
    ) -> TransparencyFacts? { nil }

    static func additional(
        _ text: Span<UInt8>, _ watched: WatchedVendors?
    ) -> AdditionalFacts? { nil }

    /// What the facts say of each purpose.
    static func states(_ facts: TransparencyFacts) -> ConsentStates { .unknown }
}
