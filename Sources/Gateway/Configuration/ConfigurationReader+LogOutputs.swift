import Foundation

/// Where the lines of an intake of logs go.
extension ConfigurationReader {
    func readLogOutputs(_ node: YAMLNode, into intake: inout LogIntakeConfiguration) {
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
            mistakes.add(
                value.line, "the syslog server \(value.form) \(SyslogServer.message(of: mistake))")
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
    func checkLoops(_ intakes: [LogIntakeConfiguration]) {
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
    static func place(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath()
            .path(percentEncoded: false)
    }
}
