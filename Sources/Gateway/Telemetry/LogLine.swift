import Foundation
import Logging

/// One record of the log, and how it is written.
struct LogLine {
    var time: Date
    var level: Logger.Level
    var label: String
    var message: String
    /// Sorted by key.
    var metadata: [(key: String, value: String)]

    /// How lines are written.
    enum Form {
        /// Time, level, label, message and `key=value` pairs.
        case text
        /// The same behind the priority that the journal reads (sd-daemon(3)); it has the time itself.
        case journal
        /// One object per line.
        case json
    }

    /// The line without its end; never longer than a pipe takes at once.
    func text(_ form: Form) -> String {
        switch form {
        case .text: Self.cut("\(time.formatted(.iso8601)) \(words)", to: Self.longest)
        case .journal: Self.cut("<\(level.priority)>\(words)", to: Self.longest)
        case .json: json
        }
    }

    /// A pipe that is not full takes 4,096 bytes at once (pipe(7), `PIPE_BUF`), the line's end too.
    static let longest = 4_095
    /// What a message and its metadata may take of a JSON line, where each byte can become six.
    private static let longestMessage = 400
    private static let longestValue = 48

    private var words: String {
        let pairs = metadata.map { " \(Self.plain($0.key))=\(Self.plain($0.value))" }.joined()
        return "\(level) \(label): \(Self.plain(message))\(pairs)"
    }

    private var json: String {
        let full = json(message: message, metadata: metadata)
        guard full.utf8.count > Self.longest else { return full }
        let pairs = metadata.prefix(4).map {
            (
                key: Self.cut($0.key, to: Self.longestValue),
                value: Self.cut($0.value, to: Self.longestValue)
            )
        }
        return json(message: Self.cut(message, to: Self.longestMessage), metadata: pairs)
    }

    private func json(message: String, metadata: [(key: String, value: String)]) -> String {
        let moment = time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let pairs = metadata.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
        return """
            {"time":\(Self.quoted(moment)),"level":\(Self.quoted("\(level)")),\
            "label":\(Self.quoted(label)),"message":\(Self.quoted(message)),\
            "metadata":{\(pairs.joined(separator: ","))}}
            """
    }

    /// A JSON string (RFC 8259 7).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where isControl(scalar): quoted += "\\u" + hex(scalar)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Text that stays on its line and does nothing to a terminal.
    private static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var plain = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                plain += "\\u" + hex(scalar)
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// C0, DEL, C1, and the line and paragraph separators of Unicode.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return String(repeating: "0", count: 4 - min(digits.count, 4)) + digits
    }

    private static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var cut = ""
        var count = 0
        let mark = " …"
        for character in text {
            count += character.utf8.count
            if count + mark.utf8.count > bytes { break }
            cut.append(character)
        }
        return cut + mark
    }
}

extension Logger.Level {
    /// The priority of syslog (RFC 5424 6.2.1).
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
