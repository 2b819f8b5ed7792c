import Foundation
import Testing

/// The real binary, as a user runs it.
struct MatglasProcess {
    /// What a finished run printed and returned.
    struct Result {
        let status: Int32
        let output: Data
        let errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// The binary beside the test bundle, or the one that `MATGLAS_BINARY` names.
    static var binary: URL {
        if let path = ProcessInfo.processInfo.environment["MATGLAS_BINARY"] {
            return URL(filePath: path)
        }
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appending(path: "matglas")
    }

    /// Runs to the end with `input` on standard input.
    static func run(
        _ arguments: [String], input: Data = Data(), directory: URL? = nil,
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Files, not pipes: nothing can block on a full one.
        let folder = try TemporaryFolder()
        let files = try ["in", "out", "err"].map {
            try folder.file($0, $0 == "in" ? input : Data())
        }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        let status =
            process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
        return Result(
            status: status, output: try Data(contentsOf: files[1]),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}

/// A folder that goes when the test ends.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "matglas-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String, _ content: Data) throws -> URL {
        let file = url.appending(path: name)
        try content.write(to: file)
        return file
    }

    func file(_ name: String, _ text: String) throws -> URL { try file(name, Data(text.utf8)) }
}
