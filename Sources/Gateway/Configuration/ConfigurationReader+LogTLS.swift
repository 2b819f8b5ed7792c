import Transport

extension ConfigurationReader {
    private static let pemOfSyslog = "the path of a PEM file"

    /// Our certificate and key of a syslog listener, and whose clients it takes.
    ///
    /// The files are read, so that every mistake in them is found with the others. What only root can
    /// read was read by the start, and a reload does not need it.
    func readSyslogTLS(_ node: YAMLNode, into listener: inout LogListener) {
        let before = mistakes.mistakes.count
        var lines: [String: Int] = [:]
        func path(_ key: String) -> String? {
            guard let value = node[key],
                let path = reader.text(value, of: key, expected: Self.pemOfSyslog)
            else { return nil }
            lines[path] = value.line
            return path
        }
        listener.certificate = path("certificate")
        listener.key = path("key")
        listener.clientAuthority = path("client-authority")
        for key in ["certificate", "key"] where listener.transport == .tls && node[key] == nil {
            mistakes.add(
                node.line, "missing key \(Wording.quoted(key)) in a syslog listener with tls")
        }
        for key in ["certificate", "key", "client-authority"] where listener.transport != .tls {
            guard let value = node[key] else { continue }
            mistakes.add(value.line, "\(key) is for tls: listeners only")
        }
        guard listener.transport == .tls, mistakes.mistakes.count == before else { return }
        do throws(TLSFileFaults) {
            _ = try listener.tls.context(for: .streams)
        } catch {
            for fault in error.faults where !fault.isDenied {
                mistakes.add(lines[fault.file] ?? node.line, fault.message)
            }
        }
    }

    /// The authorities that a syslog server's certificate may be of, besides those of the system.
    func syslogAuthority(_ node: YAMLNode, isUsed: Bool) -> String? {
        let path = reader.text(node, of: "authority", expected: Self.pemOfSyslog)
        guard isUsed else {
            mistakes.add(node.line, "authority is for tls:// only")
            return path
        }
        guard let path, (try? TLSContext(rootsFile: path)) == nil,
            FileCondition.obstacle(at: path) != .denied
        else { return path }
        mistakes.add(
            node.line,
            "authority: \(path) cannot be read, or has no certificate; expected \(Self.pemOfSyslog) with the certificates of authorities"
        )
        return path
    }
}
