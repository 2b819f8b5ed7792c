extension ConfigurationReader {
    /// Shortest token: sixteen random letters are more than anyone can try, however fast.
    private static let shortestToken = 16
    /// Different letters in a token: of random ones not one in a million has fewer, what somebody has
    /// typed with one finger has.
    private static let leastVariety = 5
    /// Longest token; a head has to hold it.
    private static let longestToken = 1_024

    /// Where health, metrics and the pages are, and who may see them.
    func admin(_ node: YAMLNode, besides listeners: [Listener]) -> AdminSettings? {
        guard
            reader.checkKeys(
                node, of: "admin", required: ["address"],
                optional: ["tls", "token", "token-file", "hosts"]),
            let value = node["address"], let address = address(value)
        else { return nil }
        if let other = listeners.first(where: { $0.address.overlaps(address) && !$0.hasOpenPort }) {
            mistakes.add(
                value.line,
                "\(address) already takes events (line \(other.line)); admin needs its own")
        }
        var admin = AdminSettings(address: address)
        admin.tls = node["tls"].flatMap(listenerTLS)
        admin.token = adminToken(node)
        admin.hosts = node["hosts"].map(adminHosts) ?? []
        let hasToken = node["token"] != nil || node["token-file"] != nil
        if !address.isLocal, !hasToken, admin.tls?.requiresClientCertificate != true {
            mistakes.add(
                value.line,
                "\(address) can be reached from outside and asks for no login; expected a token beside it, client certificates under tls, or an address such as 127.0.0.1:9090"
            )
        }
        return admin
    }

    /// The token from either key; messages never repeat it.
    private func adminToken(_ node: YAMLNode) -> String? {
        let expected = "at least \(Self.shortestToken) letters without blanks"
        if let file = node["token-file"] {
            if node["token"] != nil {
                mistakes.add(file.line, "token-file and token say the same; expected one of them")
                return nil
            }
            guard let path = reader.text(file, of: "token-file", expected: "a file") else {
                return nil
            }
            switch TextFile.read(path, atMost: Self.longestToken + 1) {
            case .success(let text):
                let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
                guard Self.isToken(line) else {
                    mistakes.add(
                        file.line, "token-file \(file.form) holds no token; expected \(expected)")
                    return nil
                }
                checkVariety(of: line, from: file, "token-file")
                return line
            case .failure(let fault):
                mistakes.add(file.line, "token-file cannot be read: \(fault)")
                return nil
            }
        }
        guard let value = node["token"] else { return nil }
        guard case .text(let token) = value.content, Self.isToken(token) else {
            if case .unusable = value.content { return nil }
            mistakes.add(value.line, "token is too short or has blanks; expected \(expected)")
            return nil
        }
        checkVariety(of: token, from: value, "token")
        return token
    }

    private func checkVariety(of token: String, from node: YAMLNode, _ key: String) {
        let count = Set(token.utf8).count
        guard count < Self.leastVariety else { return }
        mistakes.add(
            node.line,
            "\(key) has only \(count) different letters; expected random ones, as openssl rand -hex 32 prints them"
        )
    }

    /// Visible ASCII: what a field of a request can say.
    private static func isToken(_ text: String) -> Bool {
        (shortestToken...longestToken).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private func adminHosts(_ node: YAMLNode) -> [String] {
        let expected = "a list of hosts such as [matglas.internal.example]"
        var hosts: [String] = []
        for node in reader.list(node, of: "hosts", expected: expected, mayBeEmpty: true) ?? [] {
            guard let text = reader.text(node, of: "hosts", expected: expected) else { continue }
            switch HostName.read(text) {
            case .failure(let mistake):
                mistakes.add(node.line, "the host \(node.form) \(mistake.message)")
            case .success(let host): hosts.append(host)
            }
        }
        return hosts
    }
}
