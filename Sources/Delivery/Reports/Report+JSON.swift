import Foundation

extension Report {
    /// The report as JSON: snake case, sorted, two spaces, one line feed at the end.
    package func json() throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch {
            // Strings and integers always encode; a broken encoder must not crash a command.
            throw .failed(code: 1)
        }
    }
}
