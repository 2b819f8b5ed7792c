/// What the engine needs to know besides maps and profiles.
///
/// The same for every record of a site.
package struct EngineOptions: Sendable {
    /// How much of an address stays.
    package var prefixes: AddressPrefixes
    /// Host names of the site itself, lower case: what makes a referrer internal.
    package var ownHosts: [String]
    /// Host, and port if it is not the usual one, of the destination's own server, lower case.
    package var upstreamHost: [UInt8] = []
    /// How addresses are encrypted where a profile's treatment says so; `nil` if none does.
    package var addressEncryption: AddressEncryption?
    /// Query parameters that the shop keeps besides the campaign parameters, under `reduce-url`.
    package var keptParameters: [String]

    package init(
        prefixes: AddressPrefixes = AddressPrefixes(), ownHosts: [String] = [],
        keptParameters: [String] = [], addressEncryption: AddressEncryption? = nil
    ) {
        self.addressEncryption = addressEncryption
        self.prefixes = prefixes
        self.ownHosts = ownHosts
        self.keptParameters = keptParameters
    }
}
