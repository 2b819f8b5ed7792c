import Bytes

/// The services of a catalogue by their names.
final class ServiceTable: Sendable {
    let names: [String]
    private let purposes: [PurposeSet]
    private let words: WordTable
    private let vendors: [String: ServiceSet]

    /// Services beyond ``ServiceSet/capacity`` are left out; who reads the files refuses them.
    init(_ definitions: [ServiceDefinition]) {
        let kept = definitions.prefix(ServiceSet.capacity)
        var words: [(word: [UInt8], value: Int)] = []
        var vendors: [String: ServiceSet] = [:]
        // Settled names first: no other name of a service may hide them.
        for (position, service) in kept.enumerated() {
            words.append((Array(service.name.utf8), position))
            for vendor in service.vendors { vendors[vendor, default: .init()].insert(position) }
        }
        for (position, service) in kept.enumerated() {
            for name in service.names { words.append((Array(name.utf8), position)) }
        }
        names = kept.map(\.name)
        purposes = kept.map { PurposeSet($0.purpose) }
        self.words = WordTable(words, folding: .alphanumeric)
        self.vendors = vendors
    }

    func position(of name: Span<UInt8>) -> Int? { words.value(of: name) }

    func purposes(of position: Int) -> PurposeSet { purposes[position] }

    func services(ofVendor vendor: String) -> ServiceSet { vendors[vendor] ?? ServiceSet() }
}
