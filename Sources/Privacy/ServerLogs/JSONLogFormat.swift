import Bytes
import Decoding

/// Lines that are one JSON object each.
final class JSONLogFormat: Sendable {
    let map: CompiledMap

    init(_ definition: LogFormatDefinition, profile: Profile) {
        map = CompiledMap(logColumns: definition.columns, profile: profile)
    }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool { false }
}
