/// Reads the whole of a configuration; goes on after each mistake.
struct ConfigurationReader {
    let mistakes: MistakeList
    let reader: YAMLReader
    var catalog: Catalog

    init(mistakes: MistakeList, catalog: Catalog = Catalog()) {
        self.mistakes = mistakes
        self.catalog = catalog
        reader = YAMLReader(mistakes: mistakes)
    }

    /// The configuration, incomplete where a mistake was reported.
    mutating func read(_ root: YAMLNode) -> Configuration {
        var configuration = Configuration(
            file: mistakes.file, listeners: [], admin: nil, state: Configuration.usualState,
            trustedProxies: [], sites: [], destinations: [], catalog: catalog)
        // A gateway that only receives logs takes no events.
        let isForLogs = root["logs"] != nil && root["destinations"] == nil
        guard
            reader.checkKeys(
                root, of: "the configuration",
                required: isForLogs ? [] : ["listen", "sites", "destinations"],
                optional: (isForLogs ? ["listen", "sites", "destinations"] : []) + [
                    "admin", "state", "trusted-proxies", "client-address", "catalog",
                    "demonstration",
                    "evidence-days", "logs", "durability", "spool", "limits", "logging", "run-as",
                ])
        else { return configuration }
        if let node = root["catalog"], let folder = reader.text(node, of: "catalog") {
            switch Catalog.overridden(by: folder) {
            case .success(let found):
                catalog = found
                mistakes.adopt(found.mistakesInOverrides)
            case .failure(let fault): mistakes.add(node.line, "catalog: \(fault)")
            }
        }
        configuration.catalog = catalog
        configuration.listeners = root["listen"].map { listeners($0) } ?? []
        configuration.admin = root["admin"].flatMap {
            admin($0, besides: configuration.listeners)
        }
        readOperation(root, into: &configuration)
        if let node = root["limits"] { configuration.limits = trafficLimits(node) }
        configuration.state =
            root["state"].flatMap { reader.text($0, of: "state", expected: "a folder") }
            ?? Configuration.usualState
        configuration.demonstration =
            root["demonstration"].flatMap { reader.flag($0, of: "demonstration") } ?? false
        if let days = root["evidence-days"].flatMap({
            reader.number($0, of: "evidence-days", in: Configuration.evidenceDays)
        }) {
            configuration.evidenceDays = days
        }
        readProxies(root, into: &configuration)
        configuration.sites = root["sites"].map { sites($0) } ?? []
        let index = root["sites"] == nil && isForLogs ? SiteIndex() : siteIndex(root["sites"])
        configuration.destinations =
            root["destinations"].map { destinations($0, sites: index) } ?? []
        configuration.logs =
            root["logs"].map {
                logs(
                    $0, sites: index, destinations: configuration.destinations,
                    taken: configuration.listeners)
            } ?? []
        checkPages(configuration.sites, configuration.destinations)
        checkScripts(configuration.destinations, sites: configuration.sites)
        return configuration
    }
}
