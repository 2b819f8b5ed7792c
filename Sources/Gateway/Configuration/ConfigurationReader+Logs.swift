import Foundation
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
            readInputs(node, into: &intake, besides: &addresses, listeners)
            readTreatment(node, into: &intake)
            readOutputs(node, into: &intake)
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

    // MARK: Inputs

    private func readInputs(
        _ node: YAMLNode, into intake: inout LogIntakeConfiguration,
        besides addresses: inout [(listener: LogListener, line: Int)], _ listeners: [Listener]
    ) {
        if node["syslog"] == nil, node["files"] == nil {
            mistakes.add(node.line, "an intake of logs reads nothing; expected syslog: or files:")
        }
        let expected = "a list such as - udp: 127.0.0.1:5514"
        for node in node["syslog"].flatMap({ reader.list($0, of: "syslog", expected: expected) })
            ?? []
        {
            guard let listener = syslogListener(node) else { continue }
            let isStream = listener.transport != .udp
            if let other = addresses.first(where: {
                ($0.listener.transport != .udp) == isStream
                    && $0.listener.address.overlaps(listener.address)
            }) {
                mistakes.add(
                    node.line,
                    "\(listener.description) is listened on twice; the first is on line \(other.line)"
                )
            } else if isStream,
                let other = listeners.first(where: {
                    $0.address.overlaps(listener.address) && !$0.hasOpenPort
                })
            {
                mistakes.add(
                    node.line, "\(listener.address) already takes events (line \(other.line))")
            }
            if case .ip(_, port: 0) = listener.address {
            } else {
                addresses.append((listener, node.line))
            }
            intake.listeners.append(listener)
        }
        intake.files = node["files"].map { paths($0, of: "files") } ?? []
        if let value = node["from"] {
            if node["files"] == nil {
                mistakes.add(value.line, "from says where a file is begun; expected files: with it")
            }
            intake.start = reader.word(value, of: "from") ?? .beginning
        }
    }

    private func syslogListener(_ node: YAMLNode) -> LogListener? {
        let transports = LogListener.Transport.allCases.map(\.rawValue)
        guard
            reader.checkKeys(
                node, of: "a syslog listener", required: [],
                optional: transports + [
                    "certificate", "key", "client-authority", "framing", "allow",
                ])
        else { return nil }
        let written = LogListener.Transport.allCases.filter { node[$0.rawValue] != nil }
        guard let transport = written.first, written.count == 1,
            let value = node[transport.rawValue]
        else {
            mistakes.add(node.line, "a syslog listener has one of udp:, tcp:, tls:")
            return nil
        }
        guard
            let text = reader.text(
                value, of: transport.rawValue, expected: Self.expectedSyslogAddress),
            let address = ListenAddress(text), case .ip(let literal, _) = address
        else {
            if case .text = value.content {
                mistakes.add(
                    value.line,
                    "\(transport.rawValue) is \(value.form); expected \(Self.expectedSyslogAddress)"
                )
            }
            return nil
        }
        var listener = LogListener(transport: transport, address: address)
        readSyslogTLS(node, into: &listener)
        if let framing = node["framing"] {
            listener.framing = reader.word(framing, of: "framing") ?? .automatic
            if transport == .udp {
                mistakes.add(framing.line, "framing is for tcp: and tls: listeners only")
            }
        }
        if let allow = node["allow"] {
            listener.allow = addressBlocks(
                allow, of: "allow", expected: "a list of blocks such as [10.0.0.0/8]",
                mayBeEmpty: false)
        } else if !literal.isLoopback, listener.clientAuthority == nil {
            mistakes.add(
                node.line,
                "anybody can send lines to \(listener.description); expected allow: with the senders' blocks, such as [10.0.0.0/8]"
            )
        }
        return listener
    }

    private static let expectedSyslogAddress =
        "ADDRESS:PORT such as 127.0.0.1:5514 or [::1]:5514"

    private func paths(_ node: YAMLNode, of key: String) -> [String] {
        let expected = "a list of files such as [/var/log/nginx/access.log]"
        var paths: [String] = []
        for node in reader.list(node, of: key, expected: expected) ?? [] {
            guard let path = reader.text(node, of: key, expected: expected) else { continue }
            if path.contains(where: { "*?[".contains($0) }) {
                mistakes.add(
                    node.line,
                    "\(key) holds the pattern \(node.form); write each file, its rotated ones are found by themselves"
                )
            } else if path.hasSuffix("/") || path == "-" {
                mistakes.add(node.line, "\(key) holds \(node.form), which is no file")
            } else if paths.contains(where: { Self.place($0) == Self.place(path) }) {
                mistakes.add(node.line, "\(key) names \(node.form) twice")
            } else {
                paths.append(path)
            }
        }
        return paths
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

    // MARK: Outputs

    private func readOutputs(_ node: YAMLNode, into intake: inout LogIntakeConfiguration) {
        let expected = "a list such as - file: /var/log/matglas/access.log"
        for node in node["to"].flatMap({ reader.list($0, of: "to", expected: expected) }) ?? [] {
            guard
                reader.checkKeys(
                    node, of: "an output of logs", required: [],
                    optional: ["file", "syslog", "statistics", "authority", "allow-private"])
            else { continue }
            let written = ["file", "syslog", "statistics"].filter { node[$0] != nil }
            guard written.count == 1 else {
                mistakes.add(node.line, "an output of logs has one of file:, syslog:, statistics:")
                continue
            }
            for key in ["authority", "allow-private"] where node["syslog"] == nil {
                guard let value = node[key] else { continue }
                mistakes.add(value.line, "\(key) is for syslog: outputs only")
            }
            if let value = node["file"] { readFile(value, into: &intake) }
            if let value = node["syslog"] { readServer(value, node, into: &intake) }
            if let value = node["statistics"],
                let flag = reader.flag(value, of: "statistics")
            {
                if !flag {
                    mistakes.add(value.line, "statistics: false does nothing; leave it out")
                }
                if intake.countsPages { mistakes.add(value.line, "statistics stands there twice") }
                intake.countsPages = true
            }
        }
    }

    private func readFile(_ node: YAMLNode, into intake: inout LogIntakeConfiguration) {
        guard let path = reader.text(node, of: "file", expected: "the path of a file") else {
            return
        }
        if path.hasSuffix("/") || path == "-" {
            mistakes.add(node.line, "file is \(node.form), which is no file")
        } else if intake.outputs.contains(where: { Self.place($0) == Self.place(path) }) {
            mistakes.add(node.line, "\(node.form) is written to twice")
        } else {
            intake.outputs.append(path)
        }
    }

    private func readServer(
        _ value: YAMLNode, _ node: YAMLNode, into intake: inout LogIntakeConfiguration
    ) {
        guard let text = reader.text(value, of: "syslog", expected: "tls://HOST:PORT") else {
            return
        }
        switch SyslogServer.read(text) {
        case .failure(let mistake):
            mistakes.add(value.line, "the syslog server \(value.form) \(mistake.message)")
        case .success(var server):
            if let authority = node["authority"] {
                server.authority = syslogAuthority(authority, isUsed: server.transport == .tls)
            }
            server.allowsPrivate =
                node["allow-private"].flatMap { reader.flag($0, of: "allow-private") } ?? false
            if intake.servers.contains(where: { $0.description == server.description }) {
                mistakes.add(value.line, "\(value.form) is sent to twice")
            } else {
                intake.servers.append(server)
            }
        }
    }

    // MARK: Loops

    /// No file may be read and written, and no line may come back to where it was sent from.
    private func checkLoops(_ intakes: [LogIntakeConfiguration]) {
        for intake in intakes {
            for output in intake.outputs {
                let reading = intakes.first {
                    $0.files.contains { Self.place($0) == Self.place(output) }
                }
                if let reading {
                    mistakes.add(
                        intake.line,
                        "\(Wording.quoted(output)) is written to and read (by \(Wording.quoted(reading.name))); raw and anonymized lines would mix"
                    )
                }
            }
            for server in intake.servers {
                let listening = intakes.first { other in
                    other.listeners.contains { Self.reaches(server, $0) }
                }
                if let listening {
                    mistakes.add(
                        intake.line,
                        "\(server) is where \(Wording.quoted(listening.name)) listens; lines would go round for ever"
                    )
                }
            }
        }
    }

    private static func reaches(_ server: SyslogServer, _ listener: LogListener) -> Bool {
        guard case .ip(let address, let port) = listener.address, port == server.port,
            (listener.transport == .udp) == (server.transport == .udp), let own = server.address
        else { return false }
        return own == address || address.isAny && own.isLoopback
    }

    /// Where a path leads, so that two spellings of one file are the same.
    private static func place(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path()
    }
}
