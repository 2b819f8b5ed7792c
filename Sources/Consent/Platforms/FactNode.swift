/// A value of what `matglas consent` prints as `facts`.
package indirect enum FactNode: Sendable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case items([FactNode])
    case members([(name: String, value: FactNode)])

    /// Members are compared without regard to their order.
    package static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.flag(let x), .flag(let y)): x == y
        case (.number(let x), .number(let y)): x == y
        case (.text(let x), .text(let y)): x == y
        case (.items(let x), .items(let y)): x == y
        case (.members(let x), .members(let y)):
            x.count == y.count
                && x.allSatisfy { one in y.contains { $0.name == one.name && $0.value == one.value }
                }
        default: false
        }
    }

    /// The member of this name.
    package subscript(name name: String) -> FactNode? {
        guard case .members(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
