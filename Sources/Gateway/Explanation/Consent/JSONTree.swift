import Foundation

/// A JSON text as a tree, for reports; requests are read with cursors.
enum JSONTree: Decodable, Sendable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case items([JSONTree])
    case members([String: JSONTree])

    /// Longest text that is read; who asks pays.
    private static let longestText = 1 << 20

    /// Reads a JSON text; `nil` for what is none.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longestText,
            let tree = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
        else { return nil }
        self = tree
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let items = try? container.decode([JSONTree].self) {
            self = .items(items)
        } else {
            self = .members(try container.decode([String: JSONTree].self))
        }
    }

    /// The member of this name.
    subscript(name: String) -> JSONTree? {
        guard case .members(let members) = self else { return nil }
        return members[name]
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var flag: Bool? {
        guard case .flag(let flag) = self else { return nil }
        return flag
    }

    /// The texts of a list; those of its elements that are none are left out.
    var texts: [String]? {
        guard case .items(let items) = self else { return nil }
        return items.compactMap(\.text)
    }
}
