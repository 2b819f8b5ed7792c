import Foundation
import Testing

/// `matglas serve` as a child process, ended when the test ends.
final class RunningGateway {
    let process = Process()
    let folder: TemporaryFolder
    private(set) var port = 0
    private(set) var adminPort = 0
    private let log: URL

    /// Starts with a configuration in which `STATE` stands for a new folder, and waits until ready.
    ///
    /// Tests may run as root, and say so with `options`. `script` is run by a shell, with the
    /// program and its arguments as `"$@"`, and `input` as its standard input.
    init(
        configuration: String, options: [String] = ["--allow-root"],
        environment: [String: String] = [:], script: String? = nil, input: FileHandle? = nil
    ) async throws {
        folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            configuration.replacing("STATE", with: folder.url.appending(path: "state").path()))
        log = try folder.file("log", "")
        let arguments = ["serve", "--config", file.path()] + options
        if let script {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", script, "sh", MatglasProcess.binary.path()] + arguments
        } else {
            process.executableURL = MatglasProcess.binary
            process.arguments = arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input ?? FileHandle.nullDevice
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
        _ what: String, seconds: Double = 60, until condition: () async throws -> Bool
    ) async throws {
        let end = Date().addingTimeInterval(seconds)
        while try await !condition() {
            guard Date() < end else { throw Missed(description: "waited in vain until \(what)") }
            await Task.yield()
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
