import Foundation

/// How reports are written as JSON: snake case, sorted, two spaces, one line feed at the end.
enum ReportJSON {
    static func text(_ report: some Encodable) throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
        } catch {
            // Strings and integers always encode; a broken encoder must not crash a command.
            throw .failed(code: 1)
        }
    }
}

extension Report {
    /// The report as JSON.
    package func json() throws(StoreError) -> String { try ReportJSON.text(self) }
}
