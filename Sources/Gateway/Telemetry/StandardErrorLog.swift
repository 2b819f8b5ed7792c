import Foundation
import Logging

/// Gives log records to the one output of the program.
///
/// Messages and metadata are written by us alone; no code path puts a value of a visitor into them.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let output: LogOutput
    private let isUnlimited: Bool

    init(label: String, output: LogOutput, isUnlimited: Bool) {
        self.label = label
        self.output = output
        self.isUnlimited = isUnlimited
    }

    /// The level of the configuration in force; it is set for the output, not for one logger.
    var logLevel: Logger.Level {
        get { output.level }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = merged.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)") }
        let line = LogLine(
            time: Date(), level: event.level, label: label, message: "\(event.message)",
            metadata: pairs)
        output.take(
            line,
            from: isUnlimited ? nil : LogRateLimit.Place(file: event.file, line: event.line))
    }
}
