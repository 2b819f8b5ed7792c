/// The vendors and providers that the running configuration sends to: all that is asked of a string.
///
/// Facts of a string keep one place for each of them, so they have a fixed size.
///
/// Invariants:
/// 1. There are at most ``mostVendors`` vendors and ``mostProviders`` providers; none is numbered 0
///    and none stands twice.
/// 2. The lanes hold their numbers in the same order, and 0 behind the last.
package final class WatchedVendors: Sendable {
    package let vendors: [TransparencyVendor]
    /// Numbers in Google's list of ad technology providers.
    package let providers: [UInt16]
    /// Consent platforms that were struck off the IAB's list: their strings grant nothing.
    package let deletedPlatforms: Set<UInt16>
    let vendorLanes: SIMD16<UInt16>
    let providerLanes: SIMD16<UInt16>

    /// A shop has a handful of destinations; each costs 14 bytes of every string's facts.
    package static let mostVendors = 16
    /// The same for Google's providers.
    package static let mostProviders = 16

    /// Watches nobody.
    package init() {
        vendors = []
        providers = []
        deletedPlatforms = []
        vendorLanes = SIMD16(repeating: 0)
        providerLanes = SIMD16(repeating: 0)
    }

    /// Watches these; `nil` if there are too many, if one stands twice, or if one is numbered 0.
    package init?(
        vendors: [TransparencyVendor], providers: [UInt16] = [],
        deletedPlatforms: Set<UInt16> = []
    ) {
        let ids = vendors.map(\.id)
        guard let vendorLanes = Self.lanes(ids), let providerLanes = Self.lanes(providers) else {
            return nil
        }
        self.vendors = vendors
        self.providers = providers
        self.deletedPlatforms = deletedPlatforms
        self.vendorLanes = vendorLanes
        self.providerLanes = providerLanes
    }

    /// The place of the vendor with this number.
    package func slot(vendor id: UInt16) -> Int? { vendors.firstIndex { $0.id == id } }

    /// The place of the provider with this number.
    package func slot(provider id: UInt16) -> Int? { providers.firstIndex(of: id) }

    private static func lanes(_ ids: [UInt16]) -> SIMD16<UInt16>? {
        guard ids.count <= SIMD16<UInt16>.scalarCount else { return nil }
        guard !ids.contains(0), Set(ids).count == ids.count else { return nil }
        var lanes = SIMD16<UInt16>(repeating: 0)
        for (lane, id) in ids.enumerated() { lanes[lane] = id }
        return lanes
    }
}
