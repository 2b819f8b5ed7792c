import Consent
import Privacy

/// The vendors and providers of a configuration that TC and AC strings are asked about.
struct ConsentWatch {
    let vendors: WatchedVendors

    /// Throws if a vendor map of the configuration has mistakes, or if there are more vendors than
    /// can be watched: one that is not watched could not be refused.
    init(_ configuration: Configuration) throws(ConfigurationFault) {
        var entries: [TransparencyVendor] = []
        var providers: [UInt16] = []
        for destination in configuration.destinations {
            let vendor = try configuration.vendor(of: destination)
            if let entry = vendor.transparency, !entries.contains(where: { $0.id == entry.id }) {
                entries.append(entry)
            }
            if let provider = vendor.provider, !providers.contains(provider) {
                providers.append(provider)
            }
        }
        guard let vendors = WatchedVendors(vendors: entries, providers: providers) else {
            throw .unreadable(
                path: configuration.file,
                reason:
                    "has destinations of more than \(WatchedVendors.mostVendors) vendors on the IAB's or Google's list; expected fewer"
            )
        }
        self.vendors = vendors
    }

    /// The place of a vendor of the Global Vendor List; `nil` if it is not on it.
    func slot(ofVendor vendor: VendorDefinition) -> Int? {
        vendor.transparency.flatMap { vendors.slot(vendor: $0.id) }
    }

    /// The place of a provider of Google's list; `nil` if it is not on it.
    func slot(ofProvider vendor: VendorDefinition) -> Int? {
        vendor.provider.flatMap { vendors.slot(provider: $0) }
    }
}

extension VendorDefinition {
    /// The vendor's number among Google's providers, as AC strings write it.
    var provider: UInt16? { acID.flatMap { UInt16(exactly: $0) } }
}
