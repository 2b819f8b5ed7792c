import Foundation

/// Writes one Swift file with the texts of some folders as `StaticString` literals.
///
/// A literal of 200 kB compiles in a fifth of a second; the package manager's own `.embedInCode`, an
/// array of bytes, takes the better part of a minute.
///
///     embed-catalog OUTPUT ROOT FOLDER...
@main
enum EmbedCatalogCommand {
    /// Endings that are text and belong to the catalogue; editors leave other files beside them.
    private static let endings: Set<String> = ["css", "html", "js", "svg", "yaml"]

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else {
            fail("usage: embed-catalog OUTPUT ROOT FOLDER...", status: 64)
        }
        let root = URL(filePath: arguments[1], directoryHint: .isDirectory)
        do {
            let entries = try arguments.dropFirst(2).flatMap { try paths(root, $0) }.map { path in
                try LiteralSource.entry(
                    path: path, bytes: Data(contentsOf: root.appending(path: path)))
            }
            try Data(LiteralSource.file(entries: entries).utf8).write(
                to: URL(filePath: arguments[0]), options: .atomic)
        } catch {
            fail("error: \(error)", status: 65)
        }
    }

    /// The files directly in a folder, relative to the root, sorted.
    private static func paths(_ root: URL, _ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { !$0.hasPrefix(".") && endings.contains(URL(filePath: $0).pathExtension) }
            .sorted()
            .map { "\(folder)/\($0)" }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(status)
    }
}
