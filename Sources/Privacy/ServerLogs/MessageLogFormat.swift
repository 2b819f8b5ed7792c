import Bytes
import Decoding

/// Lines of a head, a text, and a tail of named values.
final class MessageLogFormat: Sendable {
    let layout: MessageLayout
    /// The values that the text itself names.
    let values: MessageValues
    /// In the order of ``MessageField/allCases``.
    private let rules: [FieldRule]
    /// The JSON that goes with a message.
    let object: JSONLogFormat

    init(_ definition: LogFormatDefinition, profile: Profile) throws(LogFormatFault) {
        let message = definition.message ?? MessageDefinition()
        layout = message.layout
        values = MessageValues(message.values, profile: profile)
        object = JSONLogFormat(
            LogFormatDefinition(
                name: definition.name, file: definition.file, codec: .json, syntax: .apache,
                format: "", columns: message.members),
            profile: profile)
        let map = CompiledMap(logColumns: definition.columns, profile: profile)
        rules = MessageField.allCases.map { map.rule(for: Array($0.rawValue.utf8).span) }
    }

    /// What becomes of a field; one that the format does not name is unknown.
    func rule(for field: MessageField) -> FieldRule { rules[field.position] }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool {
        var parts = MessageParts()
        return layout.split(line, into: &parts)
    }
}
