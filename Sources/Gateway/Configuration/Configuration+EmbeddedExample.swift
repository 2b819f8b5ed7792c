import Consent
import Privacy

extension Configuration {
    /// What `matglas serve` runs without a configuration.
    ///
    /// One site on this machine, every vendor of the catalogue accepted, nothing forwarded, everything
    /// counted.
    package static var embeddedExample: Configuration {
        let catalog = Catalog()
        let site = "demo"
        // The same happens whatever the consent, so the purposes make no difference.
        let destinations = mounts(of: catalog).map { name, mount in
            DestinationConfiguration(
                name: name, site: site, vendor: name, upstream: nil, needs: [.statistics],
                whenGranted: .aggregate, whenDenied: .aggregate, whenUnknown: .aggregate,
                mount: mount, allowsPrivateUpstream: false, urlParameters: [], line: 0)
        }
        return Configuration(
            file: "the embedded example",
            listeners: ["127.0.0.1:8080"].compactMap(ListenAddress.init).map {
                Listener(address: $0, line: 0)
            },
            admin: ListenAddress("127.0.0.1:9090").map { AdminSettings(address: $0) },
            state: usualState, trustedProxies: [],
            sites: [
                Site(
                    name: site, hosts: ["localhost", "127.0.0.1", "[::1]"],
                    rules: ConsentRules(name: "custom"),
                    origins: [], line: 0)
            ],
            destinations: destinations, demonstration: true, catalog: catalog)
    }

    /// Every vendor at its own paths; where another has taken one of them, below its name.
    private static func mounts(of catalog: Catalog) -> [(name: String, mount: String)] {
        var taken: [(template: PathTemplate, methods: Set<String>)] = []
        return catalog.vendorNames.map { name in
            let endpoints = (try? catalog.vendor(named: name))?.endpoints ?? []
            let own = endpoints.map {
                (template: PathTemplate($0.path), methods: Set($0.methods))
            }
            let isTaken = own.contains { own in
                taken.contains {
                    $0.template.overlaps(own.template) && !$0.methods.isDisjoint(with: own.methods)
                }
            }
            if !isTaken { taken += own }
            return (name, isTaken ? "/\(name)" : "")
        }
    }
}
