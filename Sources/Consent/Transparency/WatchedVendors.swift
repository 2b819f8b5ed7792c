/// The vendors and providers that the running configuration sends to: all that is asked of a string.
///
/// Facts of a string keep one place for each of them, so they have a fixed size.
///
/// Invariants:
/// 1. There are at most ``mostVendors`` vendors and ``mostProviders`` providers; none is numbered 0
///    and none stands twice.
/// 2. The arrays of numbers have the same order, and 0 behind the last.
package final class WatchedVendors: Sendable {
    package let vendors: [TransparencyVendor]
    /// Numbers in Google's list of ad technology providers.
    package let providers: [UInt16]
    /// Consent platforms that were struck off the IAB's list: their strings grant nothing.
    package let deletedPlatforms: Set<UInt16>
    /// The vendors' numbers in place, so that a reading keeps no count of references.
    let vendorNumbers: InlineArray<16, UInt16>
    let providerNumbers: InlineArray<16, UInt16>

    /// A shop has a handful of destinations; each costs 14 bytes of every string's facts.
    package static let mostVendors = 16
    /// The same for Google's providers.
    package static let mostProviders = 16

    /// Watches nobody.
    package init() {
        vendors = []
        providers = []
        deletedPlatforms = []
        vendorNumbers = InlineArray(repeating: 0)
        providerNumbers = InlineArray(repeating: 0)
    }

    /// Watches these; `nil` if there are too many, if one stands twice, or if one is numbered 0.
    package init?(
        vendors: [TransparencyVendor], providers: [UInt16] = [],
        deletedPlatforms: Set<UInt16> = []
    ) {
        let ids = vendors.map(\.id)
        guard let vendorNumbers = Self.inline(ids), let providerNumbers = Self.inline(providers)
        else {
            return nil
        }
        self.vendors = vendors
        self.providers = providers
        self.deletedPlatforms = deletedPlatforms
        self.vendorNumbers = vendorNumbers
        self.providerNumbers = providerNumbers
    }

    /// The place of the vendor with this number.
    package func slot(vendor id: UInt16) -> Int? { vendors.firstIndex { $0.id == id } }

    /// The place of the provider with this number.
    package func slot(provider id: UInt16) -> Int? { providers.firstIndex(of: id) }

    private static func inline(_ ids: [UInt16]) -> InlineArray<16, UInt16>? {
        guard ids.count <= 16, !ids.contains(0), Set(ids).count == ids.count else { return nil }
        var numbers = InlineArray<16, UInt16>(repeating: 0)
        for (place, id) in ids.enumerated() { numbers[place] = id }
        return numbers
    }
}
