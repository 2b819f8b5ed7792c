import Bytes
import Decoding

/// Lines that a log daemon or container runtime wrote before another line.
final class WrappedLogFormat: Sendable {
    let map: CompiledMap

    init(_ definition: LogFormatDefinition, profile: Profile) {
        map = CompiledMap(logColumns: definition.columns, profile: profile)
    }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool { false }
}
