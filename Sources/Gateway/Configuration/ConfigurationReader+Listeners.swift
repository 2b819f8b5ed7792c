extension ConfigurationReader {
    /// Where events are taken; each address once.
    func listeners(_ node: YAMLNode) -> [Listener] {
        let expected = "a list of listeners such as - address: 127.0.0.1:8080"
        guard let nodes = reader.list(node, of: "listen", expected: expected) else { return [] }
        var listeners: [Listener] = []
        for node in nodes {
            guard
                reader.checkKeys(
                    node, of: "a listener", required: ["address"],
                    optional: ["tls", "proxy-protocol"])
            else { continue }
            let tls = node["tls"].flatMap(listenerTLS)
            let flag = node["proxy-protocol"].flatMap { reader.flag($0, of: "proxy-protocol") }
            guard let value = node["address"], let address = address(value) else { continue }
            if let other = listeners.first(where: { $0.address == address && !$0.hasOpenPort }) {
                mistakes.add(
                    value.line,
                    "\(address) is listened on twice; the first is on line \(other.line)")
            }
            listeners.append(
                Listener(
                    address: address, tls: tls, requiresProxyProtocol: flag ?? false,
                    line: value.line))
        }
        return listeners
    }

    /// An address to listen on.
    func address(_ node: YAMLNode) -> ListenAddress? {
        guard let text = reader.text(node, of: "address", expected: ListenAddress.expected) else {
            return nil
        }
        if let address = ListenAddress(text) { return address }
        mistakes.add(node.line, "address is \(node.form); expected \(ListenAddress.expected)")
        return nil
    }
}

extension Listener {
    /// Whether the system chooses the port, so that two of them never collide.
    var hasOpenPort: Bool {
        if case .ip(_, port: 0) = address { true } else { false }
    }
}
