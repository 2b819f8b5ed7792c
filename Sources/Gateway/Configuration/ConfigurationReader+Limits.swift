extension ConfigurationReader {
    /// More connections than a kernel gives one program.
    private static let mostConnections = 1_000_000
    /// A head has to hold the usual cookies; each connection may pin one.
    private static let headSizes = 4_096...262_144
    /// A body has to hold a usual event; a connection may have to hold all of one.
    private static let bodySizes = 4_096...67_108_864
    /// A slow line needs a second; nobody waits for more than an hour.
    private static let timeouts = 1...3_600
    /// More events than one program can answer.
    private static let rates = 1...1_000_000

    /// What clients may take of the gateway.
    func trafficLimits(_ node: YAMLNode) -> TrafficLimits {
        var limits = TrafficLimits()
        guard
            reader.checkKeys(
                node, of: "limits", required: [],
                optional: [
                    "connections", "connections-per-network", "head-size", "body-size",
                    "head-timeout", "body-timeout", "idle-timeout",
                ])
        else { return limits }
        func number(_ key: String, _ read: (YAMLNode) -> Int?, _ set: (Int) -> Void) {
            if let value = node[key], let number = read(value) { set(number) }
        }
        number("connections", connections("connections")) { limits.connections = $0 }
        number("connections-per-network", connections("connections-per-network")) {
            limits.connectionsPerNetwork = $0
        }
        number("head-size", { reader.size($0, of: "head-size", in: Self.headSizes) }) {
            limits.headBytes = $0
        }
        number("body-size", { reader.size($0, of: "body-size", in: Self.bodySizes) }) {
            limits.bodyBytes = $0
        }
        number("head-timeout", timeout("head-timeout")) { limits.headSeconds = $0 }
        number("body-timeout", timeout("body-timeout")) { limits.bodySeconds = $0 }
        number("idle-timeout", timeout("idle-timeout")) { limits.idleSeconds = $0 }
        if let total = limits.connections, let share = limits.connectionsPerNetwork, share > total {
            mistakes.add(
                node["connections-per-network"]?.line ?? node.line,
                "connections-per-network is more than connections; expected at most \(total)")
        }
        return limits
    }

    private func connections(_ key: String) -> (YAMLNode) -> Int? {
        { reader.number($0, of: key, in: 1...Self.mostConnections) }
    }

    private func timeout(_ key: String) -> (YAMLNode) -> Int? {
        { reader.duration($0, of: key, in: Self.timeouts) }
    }

    // MARK: Rates

    /// `500/s`, or `{per-second: 500, burst: 1000, per-network: 50/s}`.
    func readRateLimit(_ node: YAMLNode, into site: inout Site) {
        guard case .mapping = node.content else {
            site.rateLimit = reader.rate(node, of: "rate-limit", in: Self.rates).map(RateLimit.init)
            return
        }
        guard
            reader.checkKeys(
                node, of: "rate-limit", required: [],
                optional: ["per-second", "burst", "per-network"])
        else { return }
        let perSecond = node["per-second"].flatMap {
            reader.number($0, of: "per-second", in: Self.rates)
        }
        let burst = node["burst"].flatMap { reader.number($0, of: "burst", in: Self.rates) }
        if let perSecond {
            site.rateLimit = RateLimit(perSecond: perSecond)
            if let burst { site.rateLimit?.burst = burst }
        } else if let value = node["burst"], node["per-second"] == nil {
            mistakes.add(value.line, "burst needs per-second beside it")
        }
        guard let value = node["per-network"] else { return }
        site.networkRateLimit = reader.rate(value, of: "per-network", in: Self.rates)
            .map(RateLimit.init)
        if let all = site.rateLimit, let one = site.networkRateLimit, one.perSecond > all.perSecond
        {
            mistakes.add(
                value.line,
                "per-network is more than the site takes; expected at most \(all.perSecond)/s")
        }
    }
}
