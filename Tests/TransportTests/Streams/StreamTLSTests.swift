import Dispatch
import Foundation
import Testing

@testable import Transport

/// The tool of OpenSSL as a client that is not ours.
enum TLSClient {
    /// Sends `text` with `openssl s_client`; gives its exit status.
    ///
    /// The tool takes a line that begins with k, q or r for a command of its own.
    static func send(
        _ text: String, to port: UInt16, _ files: TLSFiles, _ options: String...
    ) async throws -> Int32 {
        let process = Process()
        let input = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "shop.example"]
            + ["-CAfile", files.roots, "-verify_return_error", "-quiet", "-no_ign_eof"] + options
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
                try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
                try? input.fileHandleForWriting.close()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}

@Suite struct `A listener for streams over TLS` {
    private let files: TLSFiles

    init() throws {
        files = try TLSFiles()
        Signals.ignoreBrokenPipe()
    }

    private func context(clients: Bool = false) throws -> TLSServerContext {
        try TLSServerContext(
            certificateFile: files.certificate, keyFile: files.key,
            clientRootsFile: clients ? files.roots : nil)
    }

    private func port(_ fixture: StreamFixture) throws -> UInt16 {
        try #require(fixture.address.port)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `takes what clients send`(version: String) async throws {
        try await StreamFixture.run(tls: try context()) { fixture in
            let lines = (0..<2_000).map { "line \($0) of somebody" }
            let text = lines.joined(separator: "\n") + "\n"
            #expect(try await TLSClient.send(text, to: try port(fixture), files, version) == 0)
            try await fixture.expect(lines)
            try await eventually { await fixture.counters.open == 0 }
            #expect(await fixture.counters.handshakesFailed == 0)
        }
    }

    @Test func `refuses old versions, weak suites, and what is no TLS`() async throws {
        try await StreamFixture.run(tls: try context()) { fixture in
            let port = try port(fixture)
            let weak = ["-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"]
            #expect(
                try await TLSClient.send(
                    "x\n", to: port, files, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
                    != 0)
            #expect(
                try await TLSClient.send("x\n", to: port, files, weak[0], weak[1], weak[2]) != 0)
            let plain = try fixture.connect()
            try await plain.send("<34>in clear\n")
            try await plain.receiveToEnd()
            try await eventually { await fixture.counters.handshakesFailed >= 2 }
            #expect(fixture.box.lines.isEmpty)
            // It still works for others.
            #expect(try await TLSClient.send("good\n", to: port, files) == 0)
            try await fixture.expect(["good"])
        }
    }

    @Test func `asks for certificates where it was told whose`() async throws {
        let stranger = try TLSFiles()
        try await StreamFixture.run(tls: try context(clients: true)) { fixture in
            let port = try port(fixture)
            _ = try await TLSClient.send("none\n", to: port, files)
            _ = try await TLSClient.send(
                "strange\n", to: port, files, "-cert", stranger.clientCertificate, "-key",
                stranger.clientKey)
            try await eventually { await fixture.counters.handshakesFailed == 2 }
            #expect(
                try await TLSClient.send(
                    "welcome\n", to: port, files, "-cert", files.clientCertificate, "-key",
                    files.clientKey) == 0)
            try await fixture.expect(["welcome"])
        }
    }

    @Test func `gives a client that does not shake hands no more than its time`() async throws {
        try await StreamFixture.run(tls: try context()) { fixture in
            let silent = try fixture.connect()
            try await eventually { await fixture.counters.open == 1 }
            fixture.clock.advance(seconds: 11)
            try await silent.receiveToEnd()
            #expect(await fixture.counters.timeouts == 1)
        }
    }

    @Test func `is not made from wrong files`() throws {
        let other = try TLSFiles()
        try files.run("ec -in key.pem -aes256 -passout pass:secret -out locked.pem")
        let cases: [(String, String, String?, TLSFault)] = [
            (files.folder + "/none", files.key, nil, .certificateUnreadable),
            (files.key, files.key, nil, .certificateUnreadable),
            (files.certificate, files.folder + "/none", nil, .keyUnreadable),
            (files.certificate, files.certificate, nil, .keyUnreadable),
            (files.certificate, files.folder + "/locked.pem", nil, .keyUnreadable),
            (files.certificate, other.key, nil, .keyMismatch),
            (files.certificate, files.key, files.folder + "/none", .rootsUnreadable),
            (files.certificate, files.key, files.key, .rootsUnreadable),
        ]
        for (certificate, key, roots, fault) in cases {
            #expect(throws: fault) {
                try TLSServerContext(
                    certificateFile: certificate, keyFile: key, clientRootsFile: roots)
            }
        }
    }
}
