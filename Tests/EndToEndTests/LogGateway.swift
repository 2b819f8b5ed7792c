import Foundation
import Glibc
import Testing

/// `matglas serve` with logs, in a folder that outlives it: it may be killed and started again.
final class LogGateway {
    let folder: TemporaryFolder
    private let configuration: URL
    private var process = Process()
    private var runs = 0
    private let environment: [String: String]

    /// In `logs`, which are the entries of `logs:`, FOLDER stands for the folder.
    init(
        _ logs: String, hosts: String = "www.shop.example", environment: [String: String] = [:]
    ) throws {
        self.environment = environment
        folder = try TemporaryFolder()
        let text = """
            admin: {address: 127.0.0.1:0}
            state: FOLDER/state
            sites: [{name: shop, hosts: [\(hosts)]}]
            logs:
            \(logs)
            """
        let path =
            folder.url.path().hasSuffix("/")
            ? String(folder.url.path().dropLast()) : folder.url.path()
        configuration = try folder.file("matglas.yaml", text.replacing("FOLDER", with: path))
    }

    deinit { kill() }

    func start() async throws {
        try launch()
        try await Deadline.wait("the gateway is ready") { self.log.contains(": ready") }
    }

    /// Starts and gives the status with which it ends.
    func fail() async throws -> Int32 {
        try launch()
        try await Deadline.wait("the gateway ends") { !self.process.isRunning }
        return process.terminationStatus
    }

    private func launch() throws {
        runs += 1
        process = Process()
        process.executableURL = MatglasProcess.binary
        process.arguments = ["serve", "--allow-root", "--config", configuration.path()]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: folder.file("log\(runs)", ""))
        try process.run()
    }

    /// What the last run logged.
    var log: String { text("log\(runs)") }

    func path(_ name: String) -> String { folder.url.appending(path: name).path() }

    func text(_ name: String) -> String {
        (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? ""
    }

    func lines(_ name: String) -> [String] {
        text(name).split(separator: "\n").map(String.init)
    }

    /// Appends lines to a file, as a web server does.
    func append(_ lines: [String], to name: String) throws {
        let number = unsafe open(path(name), O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard number >= 0 else { throw POSIXError(.EIO) }
        let handle = FileHandle(fileDescriptor: number, closeOnDealloc: true)
        try handle.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// The port after a text of the log such as `listening on udp 127.0.0.1:`.
    func port(after mark: String) throws -> UInt16 {
        let log = log
        let range = try #require(log.range(of: mark), "\(mark) is not in the log:\n\(log)")
        return try #require(UInt16(log[range.upperBound...].prefix { $0.isNumber }))
    }

    func page(_ path: String) throws -> Curl.Reply {
        let port = try port(after: "administration on 127.0.0.1:")
        return try Curl.send(["http://127.0.0.1:\(port)\(path)"])
    }

    /// The sum of all samples whose line begins with `name`.
    func metric(_ name: String) throws -> Int {
        var sum = 0
        let lines: [Substring] = try page("/metrics").body.split(separator: "\n")
        for line in lines where line.hasPrefix(name) {
            sum += line.split(separator: " ").last.flatMap { Int($0) } ?? 0
        }
        return sum
    }

    func stats(_ more: String...) throws -> String {
        try MatglasProcess.run(
            ["stats", "--state", path("state"), "--smallest-group", "1"] + more
        ).text
    }

    /// The sum of the numbers of a measure in `stats --by day`.
    func counted(_ measure: String) throws -> Int {
        var sum = 0
        let lines: [Substring] = try stats("--format", "csv", "--by", "day")
            .split(whereSeparator: \.isNewline)
        for line in lines {
            let fields: [Substring] = line.split(separator: ",")
            guard fields.count == 4, fields[2] == measure else { continue }
            sum += Int(fields[3]) ?? 0
        }
        return sum
    }

    func hangUp() { _ = Glibc.kill(process.processIdentifier, SIGHUP) }

    /// Ends it without a warning.
    func kill() {
        guard process.isRunning else { return }
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Ends it as a service manager would.
    func stop() async throws -> Int32 {
        process.terminate()
        try await Deadline.wait("the gateway ends") { !self.process.isRunning }
        return process.terminationStatus
    }
}

/// A sender of raw bytes.
enum RawSender {
    static func datagrams(_ messages: [String], to port: UInt16) throws {
        let socket = try LocalSocket.connected(to: Int(port), SOCK_DGRAM)
        for message in messages { try socket.send(message) }
    }

    /// Sends all and closes.
    static func stream(_ text: String, to port: UInt16) throws {
        try LocalSocket.connected(to: Int(port)).send(text)
    }
}
