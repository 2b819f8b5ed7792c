/// A value of a report on a consent signal, as JSON has it.
package indirect enum ReportValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case number(Int)
    /// What no whole number is.
    case fraction(Double)
    case text(String)
    case items([ReportValue])
    /// Members by name; the order is of no importance.
    case members([String: ReportValue])

    static func numbers(_ numbers: [Int]) -> Self { .items(numbers.map { .number($0) }) }

    static func texts(_ texts: [String]) -> Self { .items(texts.map { .text($0) }) }

    /// `null` for `nil`.
    static func optional(_ flag: Bool?) -> Self { flag.map { .flag($0) } ?? .null }

    /// `null` for `nil`.
    static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .null }
}

extension ReportValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .members(let members):
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in members { try container.encode(value, forKey: Name(name)) }
        case .items(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(item) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .flag(let flag):
            var container = encoder.singleValueContainer()
            try container.encode(flag)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .fraction(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }

        init?(stringValue: String) { self.init(stringValue) }

        init?(intValue: Int) { nil }
    }
}

extension ReportValue {
    /// What JSON says; `nil` for a value that JSON does not have.
    ///
    /// Numbers that are whole stay whole numbers.
    init(_ tree: JSONTree) {
        switch tree {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .number(let number):
            self = Int(exactly: number).map { .number($0) } ?? .fraction(number)
        case .text(let text): self = .text(text)
        case .items(let items): self = .items(items.map { Self($0) })
        case .members(let members): self = .members(members.mapValues { Self($0) })
        }
    }
}
