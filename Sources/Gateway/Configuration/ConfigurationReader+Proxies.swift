extension ConfigurationReader {
    /// Whose word counts about the client's address, and in which fields it stands.
    func readProxies(_ root: YAMLNode, into configuration: inout Configuration) {
        if let node = root["trusted-proxies"] { trustedProxies(node, into: &configuration) }
        guard let node = root["client-address"] else { return }
        if let fields: [ClientAddressField] = reader.words(node, of: "client-address") {
            configuration.clientAddressFields = fields
        }
        if configuration.trustedProxies.isEmpty, !configuration.trustsUnixPeers {
            mistakes.add(
                node.line, "client-address is read from trusted-proxies only, and there are none")
        }
    }

    /// Blocks of addresses, and the word `unix` for whoever connects to a Unix socket.
    private func trustedProxies(_ node: YAMLNode, into configuration: inout Configuration) {
        let expected = "a list of blocks such as [10.0.0.0/8], or unix"
        var blocks = node
        if case .list(let nodes) = node.content {
            let unix = nodes.filter(Self.isUnix)
            if unix.count > 1 {
                mistakes.add(unix[1].line, "trusted-proxies names unix twice")
            }
            configuration.trustsUnixPeers = !unix.isEmpty
            let others = nodes.filter { !Self.isUnix($0) }
            blocks = YAMLNode(content: .list(others), line: node.line, written: node.written)
        }
        configuration.trustedProxies = addressBlocks(
            blocks, of: "trusted-proxies", expected: expected, mayBeEmpty: true)
    }

    private static func isUnix(_ node: YAMLNode) -> Bool {
        if case .text("unix") = node.content { true } else { false }
    }

    /// Blocks of addresses, each once.
    func addressBlocks(
        _ node: YAMLNode, of key: String, expected: String, mayBeEmpty: Bool
    ) -> [AddressBlock] {
        let nodes = reader.list(node, of: key, expected: expected, mayBeEmpty: mayBeEmpty)
        var blocks: [AddressBlock] = []
        for node in nodes ?? [] {
            guard let text = reader.text(node, of: key, expected: expected) else { continue }
            switch AddressBlock.read(text) {
            case .success(let block) where blocks.contains(block):
                mistakes.add(node.line, "\(key) names \(block) twice")
            case .success(let block):
                blocks.append(block)
            case .failure(.noAddress):
                mistakes.add(node.line, "\(node.form) is no address; expected \(expected)")
            case .failure(.noPrefix(let longest)):
                mistakes.add(
                    node.line, "\(node.form) has no valid prefix; expected /0 to /\(longest)")
            case .failure(.bitsBeyondPrefix(let meant)):
                mistakes.add(
                    node.line, "\(node.form) has bits beyond its prefix; did you mean \"\(meant)\"?"
                )
            }
        }
        return blocks
    }
}
