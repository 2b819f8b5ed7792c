import Bytes
import Consent
import Delivery
import Privacy
import Transport

extension RouteTable {
    /// Compiles the maps of every destination against the profiles of its actions.
    ///
    /// Throws only if the catalogue has lost a profile that the configuration was checked against.
    package init(
        _ configuration: Configuration, keys: KeyRing
    ) throws(ConfigurationFault) {
        let watch = try ConsentWatch(configuration)
        watched = watch.vendors
        var generator = SystemRandomNumberGenerator()
        signalKey = (generator.next(), generator.next())
        let builder = RouteBuilder(configuration: configuration, keys: keys, watch: watch)
        var sites: [SiteRoutes] = []
        var signalTable = SignalTable()
        for (position, site) in configuration.sites.enumerated() {
            let signals = try SiteSignals(
                site, catalog: configuration.catalog, table: &signalTable)
            sites.append(
                SiteRoutes(
                    position: position,
                    own: SiteOrigins(hosts: site.hosts, origins: site.origins),
                    endpoints: try builder.endpoints(of: site, at: position, signals),
                    signals: signals, scripts: try configuration.scripts(of: site),
                    rate: site.rateLimit.map { BucketRate($0) },
                    networkRate: site.networkRateLimit.map { BucketRate($0) }))
        }
        self.sites = sites
        destinationSites = configuration.destinations.map { destination in
            configuration.sites.firstIndex { $0.name == destination.site } ?? 0
        }
        pages = configuration.sites.map { site in
            var settings = ConsentEndpointSettings(
                hosts: site.hosts, shopName: site.consent.shopName ?? site.name,
                updated: Day(number: configuration.loadedOn))
            settings.path = site.consent.page
            settings.cookieDomain = site.consent.cookieDomain
            settings.origins = site.origins
            settings.purposes = site.consent.asks
            settings.policyLink = site.consent.policy
            settings.languages = site.consent.languages
            return settings
        }
        words = ConsentWords(
            sites: configuration.sites.map(\.name),
            coverages: DestinationDecision.Coverage.allCases.map(\.rawValue),
            actions: ConsentAction.allCases.map(\.rawValue),
            rules: DecisionRule.allCases.map(\.rawValue), signals: signalTable.names,
            classes: EvidenceClass.allCases.map(\.rawValue))
        clients = ClientAddress(
            trusted: configuration.trustedProxies, trustsUnixPeers: configuration.trustsUnixPeers,
            fields: configuration.clientAddressFields)
        engineOptions = configuration.destinations.map { destination in
            var options = EngineOptions(
                ownHosts: configuration.site(named: destination.site)?.hosts ?? [],
                keptParameters: destination.urlParameters)
            options.upstreamHost = Array((destination.upstream?.authority ?? "").lowercased().utf8)
            options.addressEncryption = destination.addressEncryption
            return options
        }
    }
}

/// Builds the routes of one configuration.
private struct RouteBuilder {
    let configuration: Configuration
    let keys: KeyRing
    let watch: ConsentWatch
    let rareValues = RareValueTables()
    let maps = CompiledMaps()

    /// An endpoint of one vendor below one mount, and the destinations that share it.
    private struct Draft {
        let mount: String
        let endpoint: EndpointDefinition
        let headerNames: [[UInt8]]
        var routes: [DestinationRoutes]

        func isSame(_ mount: String, _ other: EndpointDefinition) -> Bool {
            mount + other.path == self.mount + endpoint.path && other.methods == endpoint.methods
        }
    }

    func endpoints(
        of site: Site, at position: Int, _ signals: SiteSignals
    ) throws(ConfigurationFault) -> [EndpointRoutes] {
        var drafts: [Draft] = []
        for (number, destination) in configuration.destinations.enumerated()
        where destination.site == site.name {
            let vendor = try configuration.vendor(of: destination)
            for endpoint in vendor.endpoints {
                let routes = try self.routes(
                    endpoint, vendor, destination, site: position, number: number, signals)
                let known = drafts.firstIndex { $0.isSame(destination.mount, endpoint) }
                if let known {
                    drafts[known].routes.append(routes)
                } else {
                    drafts.append(
                        Draft(
                            mount: destination.mount, endpoint: endpoint,
                            headerNames: (endpoint.headers ?? vendor.headers).map {
                                Array($0.pattern.lowercased().utf8)
                            },
                            routes: [routes]))
                }
            }
        }
        return drafts.map { draft in
            let path = draft.mount + draft.endpoint.path
            let allowed = drafts.filter { $0.mount + $0.endpoint.path == path }
                .flatMap(\.endpoint.methods)
            return EndpointRoutes(
                draft.endpoint, mount: draft.mount, allowed: allowed,
                headerNames: draft.headerNames, destinations: draft.routes)
        }
    }

    private func routes(
        _ endpoint: EndpointDefinition, _ vendor: VendorDefinition,
        _ destination: DestinationConfiguration, site: Int, number: Int, _ signals: SiteSignals
    ) throws(ConfigurationFault) -> DestinationRoutes {
        func routes(
            _ action: ConsentAction, mayStream: Bool = false
        ) throws(ConfigurationFault) -> ActionRoutes {
            guard var profile = try configuration.profile(of: action, at: destination) else {
                return ActionRoutes(action, routes: [])
            }
            if mayStream, destination.allowsOpaque, action == .forward {
                profile.events[.opaque] = .keep
            }
            let map = maps.map(
                of: endpoint, vendor, destination, profile,
                mayStream: profile.treatment(of: .opaque) == .keep)
            let keys = self.keys.keys(
                site: destination.site, destination: destination.name, profile: profile)
            var routes: [(method: HTTPMethod, route: EventRoute)] = []
            for method in endpoint.methods {
                guard let known = HTTPMethod(named: method) else { continue }
                let route = EventRoute(
                    site: site, destination: number, method: method, body: endpoint.body, map: map,
                    keys: keys, isSent: action.forwards, sales: vendor.sales,
                    isTunnel: endpoint.isTunnel,
                    rareValues: rareValues.table(of: destination.name, profile: profile))
                routes.append((known, route))
            }
            return ActionRoutes(action, routes: routes)
        }
        let counted = try configuration.catalog.profile(named: "counted")
        var consent = DestinationConsent(
            needs: destination.needs.reduce(into: []) { $0.formUnion(PurposeSet($1)) })
        consent.isFunctional = consent.needs.isEmpty && !destination.needs.isEmpty
        consent.services = signals.platforms.services(ofVendor: vendor.name)
        consent.servicePurposes = signals.platforms.purposes(of: consent.services)
        consent.vendor = watch.slot(ofVendor: vendor)
        consent.provider = watch.slot(ofProvider: vendor)
        consent.isOwnTool = vendor.isOwnTool
        let actions = destination.actions
        var used = Set(DestinationDecision.Coverage.allCases.map { actions.action(for: $0) })
        used.formUnion(used.map(\.counted))
        var others: [ActionRoutes] = []
        for action in ConsentAction.allCases {
            others.append(
                used.contains(action) ? try routes(action) : ActionRoutes(action, routes: []))
        }
        return DestinationRoutes(
            destination: number, needs: destination.needs, consent: consent, body: endpoint.body,
            signals: maps.map(of: endpoint, vendor, destination, counted, mayStream: false),
            actions: actions, granted: try routes(actions.granted, mayStream: true),
            others: others.sorted { $0.action.place < $1.action.place })
    }
}

/// Compiled maps, each once: most endpoints of a vendor share its fields, and most actions a profile.
private final class CompiledMaps {
    private var maps: [String: CompiledMap] = [:]

    func map(
        of endpoint: EndpointDefinition, _ vendor: VendorDefinition,
        _ destination: DestinationConfiguration, _ profile: Profile, mayStream: Bool
    ) -> CompiledMap {
        let hasOwn = endpoint.fields != nil || endpoint.query != nil || endpoint.headers != nil
        let name = [
            vendor.name, destination.fields.isEmpty ? "" : destination.name,
            hasOwn ? "\(endpoint.methods) \(endpoint.path)" : "", profile.name,
            "\(mayStream)", profile.treatment(of: .ip).rawValue,
            "\(profile.pseudonyms?.space ?? 0)",
        ].joined(separator: "|")
        if let known = maps[name] { return known }
        let map = vendor.compiled(endpoint, profile: profile)
        maps[name] = map
        return map
    }
}

/// One table of rare values for each destination and profile, shared by all its endpoints and lanes.
private final class RareValueTables {
    /// Combinations that a day of a busy shop has; one that finds no room counts as rare.
    private static let slots = 1 << 14

    private var tables: [String: RareValueTable] = [:]

    /// `nil` if the profile does not ask how rare a browser is.
    func table(of destination: String, profile: Profile) -> RareValueTable? {
        guard let threshold = profile.commonFrom else { return nil }
        let name = "\(destination) \(profile.name)"
        if let known = tables[name] { return known }
        let table = RareValueTable(threshold: threshold, slots: Self.slots)
        tables[name] = table
        return table
    }
}

extension HTTPMethod {
    /// The method that a vendor map writes in upper case; only those that carry events.
    init?(named name: String) {
        switch name {
        case "GET": self = .get
        case "POST": self = .post
        case "PUT": self = .put
        default: return nil
        }
    }
}
