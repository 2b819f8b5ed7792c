import Privacy

extension VendorReader {
    /// The keys of `batch`.
    static let batchKeys = ["arrays", "most", "largest"]

    /// What may be sent together.
    ///
    /// Reported: lists that are no field of the map, which could never leave, and a vendor without bodies
    /// in JSON.
    func batch(_ node: YAMLNode, of vendor: VendorDefinition) -> BatchDefinition? {
        guard reader.checkKeys(node, of: "batch", required: Self.batchKeys),
            let arrays = node["arrays"].flatMap({ arrays($0, of: vendor) }),
            let most = node["most"].flatMap(mostEvents),
            let largest = node["largest"].flatMap({
                reader.size($0, of: "largest", in: Self.largestBytes)
            })
        else { return nil }
        guard vendor.endpoints.contains(where: { $0.body.contains(.json) }) else {
            mistakes.add(node.line, "batch has no effect; no endpoint takes body: json")
            return nil
        }
        return BatchDefinition(arrays: arrays, most: most, largestBytes: largest)
    }

    private func arrays(_ node: YAMLNode, of vendor: VendorDefinition) -> [String]? {
        let expected = "a list of members of the body such as [batch], or . for the body itself"
        let fields = vendor.map.fields + vendor.endpoints.flatMap { $0.fields ?? [] }
        var names: [String] = []
        for element in reader.list(node, of: "arrays", expected: expected) ?? [] {
            guard let name = reader.text(element, of: "arrays", expected: expected) else {
                continue
            }
            if names.contains(name) {
                mistakes.add(element.line, "arrays has \(Wording.quoted(name)) twice")
            } else if name == "." || fields.contains(where: { $0.pattern == name }) {
                names.append(name)
            } else {
                let known = Set(fields.map(\.pattern).filter { !$0.isWildcard }).sorted()
                mistakes.add(element.line, Wording.unknown("field", name, known: known))
            }
        }
        return names.isEmpty ? nil : names
    }

    private func mostEvents(_ node: YAMLNode) -> Int? {
        let expected = "\(Self.mostEvents.lowerBound) to \(Self.mostEvents.upperBound)"
        guard let text = reader.text(node, of: "most", expected: expected) else { return nil }
        guard let number = Int(text), Self.mostEvents.contains(number) else {
            mistakes.add(node.line, "most is \(node.form); expected \(expected)")
            return nil
        }
        return number
    }

    /// As many as one request may bring; the upstream pays for more.
    private static let mostEvents = 2...1_000
}
