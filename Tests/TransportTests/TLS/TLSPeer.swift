import Foundation
import Glibc
import Testing

@testable import Transport

/// `openssl s_server` that shows the certificate of ``TLSFiles``.
final class TLSPeer: Sendable {
    let files: TLSFiles
    let port: UInt16
    private let server: ProcessHandle

    var rootsFile: String { files.roots }

    /// The server process; only the fixture ends it.
    private struct ProcessHandle: @unchecked Sendable {
        // SAFETY: started before it is shared, and terminated once, at the end.
        let process: Process
    }

    struct Failure: Error {}

    /// `prepare` may give the server another certificate first.
    init(_ options: String..., prepare: (TLSFiles) throws -> Void = { _ in }) throws {
        files = try TLSFiles()
        try prepare(files)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "cert.pem"]
            + ["-key", "key.pem", "-www"] + options
        process.currentDirectoryURL = URL(fileURLWithPath: files.folder)
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
    }
}
