package import Consent
import Foundation
package import Privacy

/// What the gateway runs with: a checked configuration file.
///
/// Invariants:
/// 1. Site and destination names are unique; each destination names an existing site.
/// 2. A host belongs to one site.
/// 3. A destination whose actions forward has an upstream.
/// 4. Each vendor has a definition in ``catalog``.
package struct Configuration: Sendable {
    /// The file it was read from, or a word for the embedded example.
    package var file: String
    package var listeners: [Listener]
    /// Health, metrics and the statistics pages; `nil` if there are none.
    package var admin: AdminSettings?
    /// Folder of the database, which never holds raw data.
    package var state: String
    /// Whose word is believed about the client's address.
    package var trustedProxies: [AddressBlock]
    /// Whether whoever connects to a Unix socket is believed too.
    package var trustsUnixPeers = false
    /// The fields in which they name it.
    package var clientAddressFields = ClientAddressField.usual
    package var sites: [Site]
    package var destinations: [DestinationConfiguration]
    /// Server logs that are received.
    package var logs: [LogIntakeConfiguration] = []
    /// How many days the evidence of decisions is kept.
    package var evidenceDays = Configuration.usualEvidenceDays
    package var durability = Durability.process
    package var spool = SpoolSettings()
    package var limits = TrafficLimits()
    package var logging = LoggingSettings()
    /// Whom the program goes on as when it was started as root; `nil` if it may not be.
    package var account: Account?
    /// The day on which it was read.
    package let loadedOn = Configuration.today
    /// Whether the demonstration shop is served on the sites' hosts.
    package var demonstration = false
    /// Vendor maps and profiles, with the shop's own over the embedded ones.
    package var catalog: Catalog

    /// A year; up to five are allowed.
    static let usualEvidenceDays = 365
    static let evidenceDays = 1...1_826

    /// The UTC day, in days since 1970.
    private static var today: Int { Int(Date.now.timeIntervalSince1970) / 86_400 }

    /// Where the state lives if the file does not say.
    static let usualState = "./matglas-state"

    /// Reads and checks a file; the fault holds every mistake, ordered by line.
    package static func load(
        path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationFault) -> Configuration {
        let text = try TextFile.read(path).get()
        return try parse(text, file: path, environment: environment)
    }

    /// Checks the text of a configuration.
    ///
    /// `catalog` stands under the folder that the text may name.
    package static func parse(
        _ text: String, file: String, environment: [String: String] = [:],
        catalog: Catalog = Catalog()
    ) throws(ConfigurationFault) -> Configuration {
        let mistakes = MistakeList(file: file)
        let substitution = Substitution(environment: environment, mistakes: mistakes)
        let composer = YAMLComposer(mistakes: mistakes) { substitution.expand($0, line: $1) }
        guard let root = composer.compose(text) else { throw .mistakes(mistakes.sorted) }
        var reader = ConfigurationReader(mistakes: mistakes, catalog: catalog)
        let configuration = reader.read(root)
        try mistakes.throwIfAny()
        return configuration
    }

    /// The vendor of a destination, with the paths and fields that the destination adds.
    package func vendor(
        of destination: DestinationConfiguration
    ) throws(ConfigurationFault) -> VendorDefinition {
        try catalog.vendor(named: destination.vendor).adapted(to: destination)
    }

    /// The profile of an action at a destination; `nil` if it leaves nothing to treat.
    package func profile(
        of action: ConsentAction, at destination: DestinationConfiguration
    ) throws(ConfigurationFault) -> Profile? {
        guard let name = action.profileName else { return nil }
        var profile = try catalog.profile(named: name)
        if destination.addressEncryption != nil, profile.treatment(of: .ip) == .truncateAddress {
            profile.events[.ip] = .encryptAddress
        }
        if let collision = destination.collision, profile.pseudonyms?.foldedSpace != nil {
            profile.pseudonyms?.space = collision.space
        }
        return profile
    }

    /// What one site's cookies are read by; `nil` for the first site.
    package func platforms(
        ofSite name: String?
    ) throws(ConfigurationFault) -> PlatformCatalog? {
        guard let name else { return try sites.first.map(catalog.platforms) }
        guard let site = site(named: name) else {
            throw .unknownName(subject: "site", name: name, known: sites.map(\.name))
        }
        return try catalog.platforms(of: site)
    }

    /// The site of a name.
    package func site(named name: String) -> Site? { sites.first { $0.name == name } }
}

extension Catalog {
    /// What a site's cookies are read by.
    func platforms(of site: Site) throws(ConfigurationFault) -> PlatformCatalog {
        try consentPlatforms(
            own: site.consent.cookies, categories: site.consent.categories,
            revisions: site.consent.revisions)
    }
}

extension VendorDefinition {
    /// The vendor with a destination's own paths in the place of its own, and further fields.
    func adapted(to destination: DestinationConfiguration) -> VendorDefinition {
        guard !destination.paths.isEmpty || !destination.fields.isEmpty else { return self }
        var vendor = self
        if let first = endpoints.first, !destination.paths.isEmpty {
            vendor.endpoints = destination.paths.map { path in
                var endpoint = first
                endpoint.path = path
                return endpoint
            }
        }
        let own = Set(destination.fields.map(\.pattern))
        vendor.map.fields =
            destination.fields + map.fields.filter { !own.contains($0.pattern) }
        return vendor
    }
}
