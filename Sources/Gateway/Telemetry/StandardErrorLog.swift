import Foundation
package import Logging
import Transport

/// Writes log records to standard error, one line each: time, level, message, metadata.
///
/// Messages and metadata are written by us alone; no code path puts a value of a visitor into them.
package struct StandardErrorLog: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    private let label: String

    package init(label: String) { self.label = label }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = merged.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let time = Date().formatted(.iso8601)
        StandardStreams.say("\(time) \(event.level) \(label): \(event.message)\(pairs)")
    }
}
