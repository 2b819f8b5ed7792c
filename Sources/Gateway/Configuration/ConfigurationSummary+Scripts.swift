import Privacy

extension ConfigurationSummary {
    /// Which files of the vendor the site serves, and what browsers would still ask others for.
    static func scriptLines(
        _ destination: DestinationConfiguration, of vendor: VendorDefinition
    ) -> [String] {
        guard !vendor.scripts.isEmpty else { return [] }
        guard destination.servesScripts else {
            let hosts = Set(
                vendor.scripts.compactMap { script -> String? in
                    if case .host(let host) = script.source { return host }
                    return nil
                }
            ).sorted()
            guard !hosts.isEmpty else { return [] }
            return [
                "scripts are not served here: browsers load them from \(list(hosts, last: "and"))"
            ]
        }
        var lines = vendor.scripts.map { script in
            let origin =
                switch script.source {
                case .host(let host): "https://\(host)"
                case .upstream: destination.upstream?.description ?? "its upstream"
                }
            return "serves GET \(destination.mount)\(script.path), fetched from \(origin)"
        }
        if !destination.scriptIDs.isEmpty {
            lines.append("with the ids \(destination.scriptIDs.joined(separator: ", "))")
        }
        let staying = Set(vendor.scripts.flatMap(\.staying)).sorted()
        if !staying.isEmpty {
            lines.append("browsers may still contact \(list(staying, last: "and"))")
        }
        return lines
    }
}
