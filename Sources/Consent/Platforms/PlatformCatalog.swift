import Bytes

/// The consent platforms and services that one site's signals are read by.
///
/// Immutable and shared by all lanes; what reading needs is in a ``CookieReader``.
package final class PlatformCatalog: Sendable {
    let platforms: [CompiledPlatform]
    let services: ServiceTable
    let cookies: CookieNameTable
    /// Tells catalogues apart in a cache.
    let identity: UInt64
    private let names: [String]

    /// Builds the tables that signals are looked up in.
    ///
    /// Several definitions may have one name: they are variants of a format, told apart by grammar. Names
    /// beyond ``SignalName/mostPlatforms`` are left out; who reads the files refuses them.
    ///
    /// - Parameters:
    ///   - platforms: In the order in which they are tried.
    ///   - services: What platforms call tools.
    ///   - categories: A site's own words by the name of a platform; they count before its words.
    ///   - revisions: The least version of the banner by the name of a platform.
    package init(
        platforms: [PlatformDefinition], services: [ServiceDefinition],
        categories: [String: [CategoryDefinition]] = [:], revisions: [String: Int] = [:]
    ) {
        var names: [String] = []
        var kept: [PlatformDefinition] = []
        for platform in platforms {
            if !names.contains(platform.name) {
                guard names.count < SignalName.mostPlatforms else { continue }
                names.append(platform.name)
            }
            kept.append(platform)
        }
        let table = ServiceTable(services)
        self.platforms = kept.map { definition in
            CompiledPlatform(
                definition,
                signal: .platform(names.firstIndex(of: definition.name) ?? 0),
                categories: categories[definition.name] ?? [],
                leastRevision: revisions[definition.name],
                tool: definition.tool.flatMap { table.position(of: Array($0.utf8).span) })
        }
        self.names = names
        self.services = table
        cookies = CookieNameTable(kept)
        identity = Self.identity(kept, services, categories, revisions)
    }

    /// The settled name of a signal, such as `cookiebot` or `sec-gpc`.
    package func name(of signal: SignalName) -> String {
        if let position = signal.platformPosition {
            return position < names.count ? names[position] : "unknown"
        }
        let position = Int(signal.rawValue)
        return position < SignalName.knownNames.count
            ? SignalName.knownNames[position] : "unknown"
    }

    /// The signal of a settled name.
    package func signal(named name: String) -> SignalName? {
        if let position = SignalName.knownNames.firstIndex(of: name) {
            return SignalName(rawValue: UInt8(truncatingIfNeeded: position))
        }
        return names.firstIndex(of: name).map { .platform($0) }
    }

    /// The services that a vendor map sends to.
    package func services(ofVendor vendor: String) -> ServiceSet {
        services.services(ofVendor: vendor)
    }

    /// What services are for.
    package func purposes(of services: ServiceSet) -> PurposeSet {
        serviceNames.indices.reduce(into: []) { purposes, position in
            if services.contains(position) {
                purposes.formUnion(self.services.purposes(of: position))
            }
        }
    }

    /// The place of a service under any of its names.
    package func service(named name: String) -> Int? {
        services.position(of: Array(name.utf8).span)
    }

    /// The settled names of the services, by place.
    package var serviceNames: [String] { services.names }

    /// Names of the platforms, by ``SignalName/platformPosition``.
    package var platformNames: [String] { names }

    /// A number that is alike for catalogues that read alike, and for no others.
    ///
    /// By content and not by address, because an address may be used again after a reload.
    private static func identity(
        _ platforms: [PlatformDefinition], _ services: [ServiceDefinition],
        _ categories: [String: [CategoryDefinition]], _ revisions: [String: Int]
    ) -> UInt64 {
        var hash = SipHash(0x6d61_7467_6c61_7321, 0x636f_6f6b_6965_7321)
        for platform in platforms { hash.absorb(label: "\(platform)") }
        for service in services { hash.absorb(label: "\(service)") }
        for (name, words) in categories.sorted(by: { $0.key < $1.key }) {
            hash.absorb(label: name)
            hash.absorb(label: "\(words)")
        }
        for (name, revision) in revisions.sorted(by: { $0.key < $1.key }) {
            hash.absorb(label: name)
            hash.absorb(UInt64(bitPattern: Int64(revision)))
        }
        return hash.finish()
    }
}
