import Foundation
import PackagePlugin

/// Turns the texts below `config/` into Swift constants, so that the binary runs alone.
///
/// The folders are inputs beside the files: their times change when a file comes or goes, and the package manager does
/// not always ask a plugin again.
@main
struct EmbedCatalog: BuildToolPlugin {
    /// The folders of `config/` that the binary carries; `demo` is the demonstration shop page.
    private static let folders = [
        "demo", "log-formats", "platforms", "profiles", "rules", "services", "vendors",
    ]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL.appending(path: "config")
        let folders = Self.folders.filter {
            FileManager.default.fileExists(atPath: root.appending(path: $0).path)
        }
        let files = folders.flatMap { folder in
            let names = try? FileManager.default.contentsOfDirectory(
                atPath: root.appending(path: folder).path)
            return (names ?? []).sorted().map { "\(folder)/\($0)" }
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedCatalog.swift")
        return [
            .buildCommand(
                displayName: "Embedding the catalogue",
                executable: try context.tool(named: "embed-catalog").url,
                arguments: [output.path, root.path] + folders,
                inputFiles: (folders + files).map { root.appending(path: $0) },
                outputFiles: [output])
        ]
    }
}
