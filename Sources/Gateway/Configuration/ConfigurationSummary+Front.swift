extension ConfigurationSummary {
    /// Where events and questions arrive, whose word counts, and what clients may take.
    static func frontLines(_ configuration: Configuration) -> [String] {
        proxyLines(configuration) + limitLines(configuration.limits)
    }

    /// Who may see the administration.
    static func adminLine(_ admin: AdminSettings) -> String {
        let login = [
            admin.token == nil ? nil : "a token",
            admin.tls?.requiresClientCertificate == true ? "a client certificate" : nil,
        ].compactMap(\.self)
        let start = "Health and statistics are at \(admin.address)"
        return login.isEmpty
            ? "\(start)." : "\(start); statistics and metrics ask for \(list(login, last: "or"))."
    }

    /// How many events a site takes.
    static func rateLines(_ site: Site) -> [String] {
        func text(_ limit: RateLimit) -> String {
            "\(limit.perSecond) events per second, \(limit.burst) at once"
        }
        return [
            site.rateLimit.map { "takes at most \(text($0))" },
            site.networkRateLimit.map { "of one network (IPv4 /24, IPv6 /48) \(text($0))" },
        ].compactMap(\.self)
    }

    private static func proxyLines(_ configuration: Configuration) -> [String] {
        var proxies = configuration.trustedProxies.map(\.description)
        if configuration.trustsUnixPeers { proxies.append("Unix sockets") }
        guard !proxies.isEmpty else {
            return ["No proxy is believed about the visitor's address."]
        }
        let fields = list(configuration.clientAddressFields.map(\.rawValue))
        let verb = configuration.clientAddressFields.count == 1 ? "is" : "are"
        return ["\(fields) \(verb) believed from \(proxies.joined(separator: ", "))."]
    }

    private static func limitLines(_ limits: TrafficLimits) -> [String] {
        var lines: [String] = []
        if let connections = limits.connections {
            lines.append("At most \(connections) connections of clients are open.")
        }
        if let connections = limits.connectionsPerNetwork {
            lines.append("Of one network (IPv4 /24, IPv6 /48) at most \(connections) are open.")
        }
        lines.append(
            "A request may have a head of \(limits.headBytes) bytes and a body of "
                + "\(limits.bodyBytes); a client has \(limits.headSeconds) s and "
                + "\(limits.bodySeconds) s to send them, and \(limits.idleSeconds) s between two.")
        return lines
    }
}
