import Bytes
import Privacy
import Transport

extension RouteTable {
    /// Compiles the maps of every destination against the profiles of its actions.
    ///
    /// Throws only if the catalogue has lost a profile that the configuration was checked against.
    package init(
        _ configuration: Configuration, keys: KeyRing
    ) throws(ConfigurationFault) {
        let builder = RouteBuilder(configuration: configuration, keys: keys)
        var sites: [SiteRoutes] = []
        for (position, site) in configuration.sites.enumerated() {
            sites.append(
                SiteRoutes(
                    hosts: site.hosts.map { Array($0.lowercased().utf8) },
                    origins: site.origins.map { Array($0.lowercased().utf8) },
                    endpoints: try builder.endpoints(of: site, at: position)))
        }
        self.sites = sites
        engineOptions = configuration.destinations.map { destination in
            EngineOptions(
                ownHosts: configuration.site(named: destination.site)?.hosts ?? [],
                keptParameters: destination.urlParameters)
        }
    }
}

/// Builds the routes of one configuration.
private struct RouteBuilder {
    let configuration: Configuration
    let keys: KeyRing

    func endpoints(of site: Site, at position: Int) throws(ConfigurationFault) -> [EndpointRoutes] {
        var drafts: [(path: String, endpoint: EndpointDefinition, routes: [DestinationRoutes])] = []
        for (number, destination) in configuration.destinations.enumerated()
        where destination.site == site.name {
            let vendor = try configuration.catalog.vendor(named: destination.vendor)
            for endpoint in vendor.endpoints {
                let path = destination.mount + endpoint.path
                let routes = try self.routes(
                    endpoint, vendor, destination, site: position, number: number)
                if let known = drafts.firstIndex(where: { $0.path == path }) {
                    drafts[known].routes.append(routes)
                } else {
                    drafts.append((path, endpoint, [routes]))
                }
            }
        }
        return drafts.map { draft in
            EndpointRoutes(
                draft.endpoint, path: Array(draft.path.utf8), destinations: draft.routes)
        }
    }

    private func routes(
        _ endpoint: EndpointDefinition, _ vendor: VendorDefinition,
        _ destination: DestinationConfiguration, site: Int, number: Int
    ) throws(ConfigurationFault) -> DestinationRoutes {
        func routes(_ action: ConsentAction) throws(ConfigurationFault) -> ActionRoutes {
            guard let name = action.profileName else { return ActionRoutes(action, routes: []) }
            let profile = try configuration.catalog.profile(named: name)
            let map = CompiledMap(
                eventFields: vendor.map.fields, profile: profile, signals: vendor.signals)
            let keys = self.keys.keys(
                site: destination.site, destination: destination.name, profile: profile)
            var routes: [(method: HTTPMethod, route: EventRoute)] = []
            for method in endpoint.methods {
                guard let known = HTTPMethod(named: method) else { continue }
                let route = EventRoute(
                    site: site, destination: number, method: method, path: endpoint.path,
                    body: endpoint.body, map: map, keys: keys, isSent: action.forwards)
                routes.append((known, route))
            }
            return ActionRoutes(action, routes: routes)
        }
        let counted = try configuration.catalog.profile(named: "counted")
        return DestinationRoutes(
            destination: number, needs: destination.needs,
            signals: CompiledMap(
                eventFields: vendor.map.fields, profile: counted, signals: vendor.signals),
            granted: try routes(destination.whenGranted),
            denied: try routes(destination.whenDenied),
            unknown: try routes(destination.whenUnknown))
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
