import Foundation
import Testing

/// `matglas serve` as a child process, ended when the test ends.
final class RunningGateway {
    let process = Process()
    let folder: TemporaryFolder
    private(set) var port = 0
    private(set) var adminPort = 0
    private let log: URL

    /// Starts with a configuration in which `PORT` stands for any free port, and waits until ready.
    ///
    /// `environment` is added to the test's own.
    init(configuration: String, environment: [String: String] = [:]) async throws {
        folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            configuration.replacing("STATE", with: folder.url.appending(path: "state").path()))
        log = try folder.file("log", "")
        process.executableURL = MatglasProcess.binary
        process.arguments = ["serve", "--config", file.path()]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        try await Deadline.wait("the gateway listens") {
            self.port = self.port(after: "listening on 127.0.0.1:") ?? 0
            self.adminPort = self.port(after: "administration on 127.0.0.1:") ?? 0
            return self.port > 0 && self.adminPort > 0
        }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Everything that was logged so far.
    var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Ends it as a service manager would, and gives the exit status.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func port(after mark: String) -> Int? {
        guard let range = logText.range(of: mark) else { return nil }
        return Int(logText[range.upperBound...].prefix { $0.isNumber })
    }
}

/// Waiting for a condition, never for a time.
enum Deadline {
    struct Missed: Error, CustomStringConvertible {
        let description: String
    }

    static func wait(
        _ what: String, seconds: Double = 30, until condition: () async throws -> Bool
    ) async throws {
        let end = Date().addingTimeInterval(seconds)
        while try await !condition() {
            guard Date() < end else { throw Missed(description: "waited in vain until \(what)") }
            await Task.yield()
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
