package import Decoding

/// A log format as written in `config/log-formats/<name>.yaml`, or made from a server's own format string.
package struct LogFormatDefinition: Sendable, Equatable {
    /// Such as `combined`; for a format string of the administrator the string itself.
    package var name: String
    /// The file it was read from, for messages and `explain`.
    package var file: String
    package var codec: LogCodec
    /// The language of ``format``.
    package var syntax: LogFormatSyntax
    /// The format string as the server's configuration has it.
    package var format: String
    /// One for each field of the format, in its order; the pattern is the directive as written there,
    /// such as `%{Referer}i`.
    package var columns: [FieldDefinition]
    /// Names that every JSON object of the format has, by which it is told from others.
    package var members: [String] = []
    /// Names that a format can be told by; more tell no more.
    package static let mostMembers = 16
    /// What a format of the codec `wrapped` has besides.
    package var wrapping: WrappingDefinition?
    /// What a format of the codec `message` has besides.
    package var message: MessageDefinition?
    /// The layout of the line, where the format file has one instead of a server's format string.
    package var template: LogTemplate?
    /// What the columns of a W3C log must look like, by their names.
    package var forms: [String: LogColumnForm] = [:]
    /// What stands between the columns of a W3C log; `nil` for tabs or spaces, as a line has them.
    package var isTabbed: Bool?
    /// Names of columns of which a W3C log must have one to be of this format; empty for none.
    package var marks: [String] = []
    /// Further layouts under the same name, tried in order after this one.
    package var alternatives: [LogFormatDefinition] = []
    /// Formats of other files that the name stands for as well, tried after these.
    package var also: [String] = []
    /// Whether the format is only used where somebody names it: almost any line would fit it.
    package var isNamedOnly = false

    package init(
        name: String, file: String, codec: LogCodec = .accessLog, syntax: LogFormatSyntax,
        format: String, columns: [FieldDefinition]
    ) {
        self.name = name
        self.file = file
        self.codec = codec
        self.syntax = syntax
        self.format = format
        self.columns = columns
    }
}

/// How the lines of a log are split.
package enum LogCodec: String, Sendable, CaseIterable {
    /// One request per line, laid out by a format string.
    case accessLog = "access-log"
    /// One JSON object per line.
    case json
    /// Columns named by a `#Fields` line above them (W3C extended log file format).
    case w3c
    /// A head, a text, and a tail of named values.
    case message
    /// A head of a log daemon or container runtime before a line of another format.
    case wrapped
}

/// The language of a format string.
package enum LogFormatSyntax: String, Sendable, CaseIterable {
    /// Apache `LogFormat`, with directives such as `%h`.
    case apache
    /// nginx `log_format`, with variables such as `$remote_addr`.
    case nginx
}
