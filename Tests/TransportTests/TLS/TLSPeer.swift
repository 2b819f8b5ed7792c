import Foundation
import Glibc
import Testing

@testable import Transport

/// A certificate authority, a server certificate of it, and `openssl s_server` that shows it.
///
/// The certificate is valid for `shop.example`, `*.wild.example` and 127.0.0.1.
final class TLSPeer: Sendable {
    let folder: String
    let port: UInt16
    private let server: ProcessHandle

    var rootsFile: String { folder + "/ca.pem" }

    /// The server process; only the fixture ends it.
    private struct ProcessHandle: @unchecked Sendable {
        // SAFETY: started before it is shared, and terminated once, at the end.
        let process: Process
    }

    struct Failure: Error {}

    init(_ options: String...) throws {
        folder = NSTemporaryDirectory() + "/matglas-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let names = "subjectAltName=DNS:shop.example,DNS:*.wild.example,IP:127.0.0.1\n"
        try names.write(toFile: folder + "/names", atomically: true, encoding: .utf8)
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try Self.run(folder, "req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=test")
        try Self.run(folder, "req \(key) -keyout key.pem -out request -subj /CN=server")
        try Self.run(
            folder,
            "x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
                + " -extfile names -out cert.pem")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem"]
            + ["-key", "key.pem", "-www"] + options
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        server = ProcessHandle(process: process)
        var text = ""
        var found: UInt16?
        while found == nil {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw Failure() }
            text += String(decoding: piece, as: UTF8.self)
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT ") }),
                text.hasSuffix("\n")
            else { continue }
            found = line.split(separator: ":").last.flatMap { UInt16($0) }
        }
        port = try #require(found)
    }

    deinit {
        // A child of a Dispatch thread inherits its signal mask, which blocks SIGTERM.
        kill(server.process.processIdentifier, SIGKILL)
        server.process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func run(_ folder: String, _ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}
