extension ConfigurationReader {
    /// Where health, metrics and the pages are.
    func admin(_ node: YAMLNode, besides listeners: [Listener]) -> AdminSettings? {
        guard reader.checkKeys(node, of: "admin", required: ["address"]),
            let value = node["address"], let address = address(value)
        else { return nil }
        if let other = listeners.first(where: { $0.address.overlaps(address) && !$0.hasOpenPort }) {
            mistakes.add(
                value.line,
                "\(address) already takes events (line \(other.line)); admin needs its own")
        }
        return AdminSettings(address: address)
    }
}
