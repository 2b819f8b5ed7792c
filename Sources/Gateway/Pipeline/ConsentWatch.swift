import Consent
import Privacy

/// The vendors and providers of a configuration that TC and AC strings are asked about.
struct ConsentWatch {
    let vendors: WatchedVendors
    private let vendorIDs: [Int]
    private let providerIDs: [Int]

    /// Throws if a vendor map of the configuration has mistakes.
    init(_ configuration: Configuration) throws(ConfigurationFault) {
        var entries: [TransparencyVendor] = []
        var providers: [Int] = []
        for destination in configuration.destinations {
            let vendor = try configuration.vendor(of: destination)
            if let entry = vendor.transparency, !entries.contains(where: { $0.id == entry.id }) {
                entries.append(entry)
            }
            if let provider = vendor.acID, !providers.contains(provider) {
                providers.append(provider)
            }
        }
        vendorIDs = entries.map { Int($0.id) }
        providerIDs = providers
        vendors = WatchedVendors(vendors: entries, providers: providers)
    }

    /// The place of a vendor of the Global Vendor List; `nil` if it is not on it.
    func slot(ofVendor vendor: VendorDefinition) -> Int? {
        vendor.transparency.flatMap { entry in vendorIDs.firstIndex(of: Int(entry.id)) }
    }

    /// The place of a provider of Google's list; `nil` if it is not on it.
    func slot(ofProvider vendor: VendorDefinition) -> Int? {
        vendor.acID.flatMap { providerIDs.firstIndex(of: $0) }
    }
}
