import Foundation

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

extension ReportValue: Decodable {
    /// Longest JSON text that is read; who asks for a report pays.
    private static let longestText = 1 << 20

    /// Reads a JSON text; `nil` for what is none.
    package init?(json text: String) {
        guard text.utf8.count <= Self.longestText,
            let value = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
        else { return nil }
        self = value
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else if let number = try? container.decode(Double.self) {
            self = .fraction(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([ReportValue].self) {
            self = .items(items)
        } else {
            self = .members(try container.decode([String: ReportValue].self))
        }
    }
}

/// Reading.
extension ReportValue {
    /// The member of this name.
    package subscript(name: String) -> ReportValue? { members?[name] }

    package var members: [String: ReportValue]? {
        guard case .members(let members) = self else { return nil }
        return members
    }

    package var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    package var flag: Bool? {
        guard case .flag(let flag) = self else { return nil }
        return flag
    }

    /// The texts of a list; those of its elements that are none are left out.
    package var texts: [String]? {
        guard case .items(let items) = self else { return nil }
        return items.compactMap(\.text)
    }
}
