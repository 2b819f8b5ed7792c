import Intake

/// What an intake of logs reads: syslog and files.
extension ConfigurationReader {
    func readLogInputs(
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
}
