import Bytes
package import Decoding

/// A log format joined with the kinds of its fields and compiled against one profile.
package final class CompiledLogFormat: Sendable {
    /// How a line is taken apart and what happens to its parts.
    enum Codec: Sendable {
        /// One request per line, laid out by a format string.
        case columns(LogColumns)
        /// One JSON object per line.
        case json(JSONLogFormat)
        /// Columns that a `#Fields` line above them names.
        case w3c(W3CLogFormat)
        /// A head, a text that people or programs wrote, and a tail of named values.
        case message(MessageLogFormat)
        /// What a log daemon or container runtime writes before a line of another format.
        case wrapped(WrappedLogFormat)
        /// Several formats under one name, tried in order.
        case alternatives([CompiledLogFormat])
    }

    /// As users name it: `combined`.
    package let name: String
    let codec: Codec

    init(name: String, codec: Codec) {
        self.name = name
        self.codec = codec
    }

    /// Compiles a definition; a mistake in its format string is thrown.
    package convenience init(
        _ definition: LogFormatDefinition, profile: Profile
    ) throws(LogFormatFault) {
        guard definition.alternatives.isEmpty else {
            var first = definition
            first.alternatives = []
            var formats = [try CompiledLogFormat(first, profile: profile)]
            for alternative in definition.alternatives {
                formats.append(try CompiledLogFormat(alternative, profile: profile))
            }
            self.init(name: definition.name, codec: .alternatives(formats))
            return
        }
        let codec: Codec
        switch definition.codec {
        case .accessLog:
            let format =
                if let template = definition.template {
                    try AccessLogFormat(template)
                } else {
                    switch definition.syntax {
                    case .apache: try AccessLogFormat(apache: definition.format)
                    case .nginx: try AccessLogFormat(nginx: definition.format)
                    }
                }
            codec = .columns(
                LogColumns(format: format, columns: definition.columns, profile: profile))
        case .json: codec = .json(JSONLogFormat(definition, profile: profile))
        case .w3c: codec = .w3c(W3CLogFormat(definition, profile: profile))
        case .message: codec = .message(try MessageLogFormat(definition, profile: profile))
        case .wrapped: codec = .wrapped(WrappedLogFormat(definition, profile: profile))
        }
        self.init(name: definition.name, codec: codec)
    }

    /// Joins `format` with `columns`, whose patterns are the directives as the format writes them.
    package convenience init(
        name: String, format: AccessLogFormat, columns: [FieldDefinition], profile: Profile
    ) {
        self.init(
            name: name,
            codec: .columns(LogColumns(format: format, columns: columns, profile: profile)))
    }

    /// Whether a line can depend on earlier ones: then one worker reads all lines of a file.
    package var needsOrder: Bool {
        switch codec {
        case .w3c: true
        case .alternatives(let formats): formats.contains { $0.needsOrder }
        case .columns, .json, .message, .wrapped: false
        }
    }

    /// Whether lines of other formats can stand inside its lines.
    package var isWrapper: Bool {
        switch codec {
        case .wrapped: true
        case .json(let format): format.holdsLines
        case .alternatives(let formats): formats.contains { $0.isWrapper }
        case .columns, .w3c, .message: false
        }
    }

    /// Whether a line, given without terminator, is written in this format.
    package func fits(_ line: Span<UInt8>) -> Bool {
        switch codec {
        case .columns(let columns):
            var fields = LogFields()
            return columns.format.split(line, into: &fields)
        case .json(let format): return format.fits(line)
        case .w3c(let format): return format.fits(line)
        case .message(let format): return format.fits(line)
        case .wrapped(let format): return format.fits(line)
        case .alternatives(let formats):
            for format in formats where format.fits(line) { return true }
            return false
        }
    }
}
