import Decoding
package import Privacy

/// What the first lines of a format file say, read without a YAML parser.
///
/// To find the format of a file dozens of formats come into question; most are ruled out by a look at
/// one line, and only the others are worth being read. What the outline cannot say is `nil` or empty,
/// and then nothing is ruled out.
package struct LogFormatOutline: Sendable, Equatable {
    package let name: String
    package var codec: LogCodec?
    package var syntax: LogFormatSyntax?
    /// The format string, where it is the only one and stands on the line of its key.
    package var format: String?
    /// Names that every JSON object of the format has.
    package var members: [String] = []
    /// What a line begins with.
    package var beginnings: [LineBeginning] = []
    /// Whether the format is only used where somebody names it.
    package var isNamedOnly = false

    init(name: String, text: some StringProtocol) {
        self.name = name
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            // Keys of the top level stand at the beginning of a line.
            guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "#"),
                first != UInt8(ascii: "-"),
                let colon = line.firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            let key = String(decoding: line[..<colon], as: UTF8.self)
            let value = String(decoding: line[line.index(after: colon)...], as: UTF8.self)
            switch key {
            case "codec": codec = LogCodec(rawValue: Self.plain(value) ?? "")
            case "syntax": syntax = LogFormatSyntax(rawValue: Self.plain(value) ?? "")
            case "format": format = Self.plain(value)
            case "members": members = Self.list(value)
            case "begins": beginnings = Self.list(value).compactMap(LineBeginning.init(rawValue:))
            case "named-only": isNamedOnly = Self.plain(value) == "true"
            case "columns", "fields": return
            default: break
            }
        }
    }

    /// A value on one line, without its quotes; `nil` for everything that needs a real parser.
    private static func plain(_ written: String) -> String? {
        let value = written.drop { $0 == " " }
        guard let first = value.first else { return nil }
        switch first {
        case "'":
            guard value.count > 1, value.last == "'" else { return nil }
            return String(value.dropFirst().dropLast()).replacing("''", with: "'")
        case "\"":
            guard value.count > 1, value.last == "\"", !value.contains("\\") else { return nil }
            return String(value.dropFirst().dropLast())
        case "|", ">", "[", "{", "&", "*", "!": return nil
        default: return value.contains("#") ? nil : String(value)
        }
    }

    /// A list such as `[a, "b"]`; empty for everything else.
    private static func list(_ written: String) -> [String] {
        let value = written.drop { $0 == " " }
        guard value.first == "[", value.last == "]" else { return [] }
        let items = value.dropFirst().dropLast().split(separator: ",").map { item in
            plain(String(item.drop { $0 == " " }))
        }
        return items.contains(nil) ? [] : items.compactMap(\.self)
    }
}

/// What a line may begin with, for formats whose lines differ too much for a format string.
package enum LineBeginning: String, Sendable, CaseIterable {
    case digit
    case letter
    case hexadecimal = "hex"
    case bracket = "["
    case angle = "<"
    case hash = "#"
    case brace = "{"
    case quote = "\""

    /// Whether a line may begin with the byte.
    package func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .digit: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        case .letter: (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        case .hexadecimal:
            Self.digit.matches(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        case .bracket: byte == UInt8(ascii: "[")
        case .angle: byte == UInt8(ascii: "<")
        case .hash: byte == UInt8(ascii: "#")
        case .brace: byte == UInt8(ascii: "{")
        case .quote: byte == UInt8(ascii: "\"")
        }
    }
}

extension Catalog {
    /// The outlines of all log formats, in the order of their names; tables are none.
    package var logFormatOutlines: [LogFormatOutline] {
        let folder = Folder.logFormats.rawValue + "/"
        var outlines: [LogFormatOutline] = []
        for file in EmbeddedCatalog.files {
            let path = "\(file.path)"
            guard path.hasPrefix(folder), overrides[path] == nil else { continue }
            outlines.append(
                LogFormatOutline(name: Self.formatName(path), text: "\(file.text)"))
        }
        for (path, file) in overrides where path.hasPrefix(folder) {
            // A file that cannot be read is reported when its format is asked for.
            guard case .success(let text) = TextFile.read(file) else { continue }
            outlines.append(LogFormatOutline(name: Self.formatName(path), text: text))
        }
        let tables = LogFormatSyntax.allCases.map(\.tableName)
        return outlines.filter { !tables.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private static func formatName(_ path: String) -> String {
        String(path.dropFirst(Folder.logFormats.rawValue.count + 1).dropLast(".yaml".count))
    }
}
