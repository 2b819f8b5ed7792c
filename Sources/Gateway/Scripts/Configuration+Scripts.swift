import Privacy
import Transport

extension Configuration {
    /// The vendors' files that a site serves itself.
    func scripts(of site: Site) throws(ConfigurationFault) -> [ScriptRoute] {
        var routes: [ScriptRoute] = []
        for (number, destination) in destinations.enumerated()
        where destination.site == site.name && destination.servesScripts {
            let vendor = try vendor(of: destination)
            let upstream = destination.upstream
            for script in vendor.scripts {
                guard let origin = script.origin(at: destination) else { continue }
                routes.append(
                    ScriptRoute(
                        script, vendor: vendor, destination: number, mount: destination.mount,
                        origin: origin, ids: destination.scriptIDs,
                        upstreamHost: upstream?.address == nil ? upstream?.host : nil))
            }
        }
        return routes
    }
}

extension ScriptDefinition {
    /// Where the file is fetched for a destination; `nil` if it has no upstream to fetch it from.
    func origin(at destination: DestinationConfiguration) -> ScriptOrigin? {
        switch source {
        case .host(let host):
            return ScriptOrigin(
                origin: Origin(scheme: .https, host: host), authority: host, allowsPrivate: false)
        case .upstream:
            guard let upstream = destination.upstream else { return nil }
            return ScriptOrigin(
                origin: Origin(
                    scheme: upstream.isEncrypted ? .https : .http, host: upstream.host,
                    port: upstream.port),
                authority: upstream.authority,
                allowsPrivate: upstream.address != nil || destination.allowsPrivateUpstream,
                trustedRoots: destination.trustedRoots)
        }
    }
}
