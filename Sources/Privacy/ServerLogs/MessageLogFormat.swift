import Bytes
import Decoding

/// Lines of a head, a text, and a tail of named values.
final class MessageLogFormat: Sendable {
    let map: CompiledMap

    init(_ definition: LogFormatDefinition, profile: Profile) throws(LogFormatFault) {
        map = CompiledMap(logColumns: definition.columns, profile: profile)
    }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool { false }
}
