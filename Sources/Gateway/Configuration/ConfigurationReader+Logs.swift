import Intake
import Privacy

extension ConfigurationReader {
    private static let optionalLogKeys = [
        "site", "hosts", "syslog", "files", "from", "format", "log-format", "profile", "unparsed",
        "ipv4-prefix", "ipv6-prefix",
    ]

    /// The intakes of server logs.
    ///
    /// `names` are those of destinations by site: counts of both are told apart by their name.
    func logs(
        _ node: YAMLNode, sites: SiteIndex, destinations: [DestinationConfiguration],
        taken listeners: [Listener]
    ) -> [LogIntakeConfiguration] {
        let expected = "a list of intakes such as - name: webserver"
        guard let nodes = reader.list(node, of: "logs", expected: expected) else { return [] }
        var names: [String: Int] = [:]
        var addresses: [(listener: LogListener, line: Int)] = []
        var intakes: [LogIntakeConfiguration] = []
        for node in nodes {
            guard
                reader.checkKeys(
                    node, of: "an intake of logs", required: ["name", "to"],
                    optional: Self.optionalLogKeys)
            else { continue }
            let name = node["name"].flatMap { self.name($0, of: "intake", taken: &names) }
            var intake = LogIntakeConfiguration(name: name ?? "", line: node.line)
            readLogInputs(node, into: &intake, besides: &addresses, listeners)
            readTreatment(node, into: &intake)
            readLogOutputs(node, into: &intake)
            readSite(node, sites: sites, into: &intake)
            if intake.countsPages, let name,
                let other = destinations.first(where: { $0.name == name && $0.site == intake.site })
            {
                mistakes.add(
                    node.line,
                    "the intake \(Wording.quoted(name)) counts under the name of a destination of its site (line \(other.line)); expected another name"
                )
            }
            intakes.append(intake)
        }
        checkLoops(intakes)
        return intakes
    }

    // MARK: Site

    private func readSite(
        _ node: YAMLNode, sites: SiteIndex, into intake: inout LogIntakeConfiguration
    ) {
        if let value = node["site"],
            let site = reader.text(value, of: "site", expected: "the name of a site")
        {
            if sites.rules[site] == nil, sites.isComplete {
                mistakes.add(
                    value.line, Wording.unknown("site", site, known: sites.rules.keys.sorted()))
            }
            intake.site = site
        } else if intake.countsPages, node["site"] == nil {
            mistakes.add(
                node.line, "missing key \"site\" in an intake that counts pages (statistics: true)")
        }
        let expected = "a list of hosts such as [www.shop.example]"
        for node in node["hosts"].flatMap({ reader.list($0, of: "hosts", expected: expected) })
            ?? []
        {
            guard let text = reader.text(node, of: "hosts", expected: expected) else { continue }
            switch HostName.read(text) {
            case .failure(let mistake):
                mistakes.add(node.line, "the host \(node.form) \(mistake.message)")
            case .success(let host) where intake.hosts.contains(host):
                mistakes.add(node.line, "hosts names \(Wording.quoted(host)) twice")
            case .success(let host): intake.hosts.append(host)
            }
        }
    }

    // MARK: Treatment

    private func readTreatment(_ node: YAMLNode, into intake: inout LogIntakeConfiguration) {
        if let value = node["format"], let name = reader.text(value, of: "format") {
            let known = LogLineFactory.names(catalog)
            if LogLineFactory.isPath(name) {
                intake.format = name
                do throws(ConfigurationFault) {
                    _ = try catalog.logFormat(at: name)
                } catch {
                    if error.mistakes.isEmpty { mistakes.add(value.line, "format: \(error)") }
                    mistakes.adopt(error.mistakes)
                }
            } else if known.contains(name) {
                intake.format = name
            } else {
                mistakes.add(value.line, Wording.unknown("format", name, known: known))
            }
        }
        if let value = node["log-format"],
            let text = reader.text(value, of: "log-format", expected: "a format string")
        {
            if node["format"] != nil {
                mistakes.add(value.line, "format and log-format exclude each other; expected one")
            }
            intake.formatString = text
            do throws(ConfigurationFault) {
                _ = try catalog.logFormat(
                    text, syntax: text.contains("$") ? .nginx : .apache, source: mistakes.file)
            } catch {
                for mistake in error.mistakes {
                    mistakes.add(value.line, "log-format: \(mistake.message)")
                }
            }
        }
        if let value = node["profile"], let profile: LogProfile = reader.word(value, of: "profile")
        {
            intake.profile = profile.rawValue
        }
        if let value = node["unparsed"] {
            if case .text("fail") = value.content {
                mistakes.add(
                    value.line,
                    "unparsed: fail would end the gateway at the first broken line; expected scrub or drop"
                )
            } else if let rule: UnparsedRule = reader.word(value, of: "unparsed") {
                intake.unparsed = rule == .drop ? .drop : .scrub
            }
        }
        intake.ipv4Prefix =
            node["ipv4-prefix"].flatMap { reader.number($0, of: "ipv4-prefix", in: 0...32) } ?? 24
        intake.ipv6Prefix =
            node["ipv6-prefix"].flatMap { reader.number($0, of: "ipv6-prefix", in: 0...128) } ?? 48
    }

    /// The profiles that make sense for logs.
    private enum LogProfile: String, CaseIterable {
        case anonymous
        case addresses
    }

    /// What may happen to a line that fits no format, in a service.
    private enum UnparsedRule: String, CaseIterable {
        case scrub
        case drop
    }
}
