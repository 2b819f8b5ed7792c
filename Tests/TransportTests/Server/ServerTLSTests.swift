import Foundation
import Testing

@testable import Transport

/// A server over TLS for requests.
private struct TLSFixture {
    let files: TLSFiles
    let keys: TicketKeys
    let current: CurrentTLS
    let server: ServerFixture

    init(
        _ files: TLSFiles, others: [TLSFiles] = [], clients: TLSClientAuthorities? = nil,
        change: (inout ListenerOptions) -> Void = { _ in }
    ) async throws {
        Signals.ignoreBrokenPipe()
        self.files = files
        keys = try TicketKeys()
        current = CurrentTLS(
            try TLSServerContext(
                ([files] + others).map(\.identity), clients: clients, use: .requests(keys)))
        var options = ListenerOptions()
        options.tls = current
        change(&options)
        server = try await ServerFixture(options)
    }

    static let request = "GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    func talk(
        _ text: String = request, host: String = "shop.example", _ options: String...
    ) async throws -> String {
        try await TLSClient.talk(
            text, to: try #require(server.address.port), files, host: host, options)
    }
}

extension TLSFiles {
    var identity: TLSIdentity { TLSIdentity(certificateFile: certificate, keyFile: key) }
}

extension TLSClient {
    /// What `openssl s_client` prints while it sends `text` and waits for the end.
    static func talk(
        _ text: String, to port: UInt16, _ files: TLSFiles, host: String, _ options: [String]
    ) async throws -> String {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-servername", host]
            + ["-CAfile", files.roots, "-ign_eof"] + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        return await withCheckedContinuation { continuation in
            // A thread of its own, because the tool's end is waited for.
            Thread.detachNewThread {
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                try? input.fileHandleForWriting.close()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }
}

@Suite struct `A listener over TLS` {
    private let files: TLSFiles

    init() throws { files = try TLSFiles() }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `answers requests under modern versions`(version: String) async throws {
        let fixture = try await TLSFixture(files)
        let text = try await fixture.talk(TLSFixture.request, host: "shop.example", version)
        #expect(text.contains("<127.0.0.1 true false>"))
        #expect(text.contains("Verification: OK"))
        let tls = await fixture.server.counters.tls
        #expect(tls.handshakes == 1)
        #expect((tls.version12, tls.version13) == (version == "-tls1_2" ? (1, 0) : (0, 1)))
        await fixture.server.stop()
    }

    @Test func `refuses old versions, weak suites and curves, compression and plain text`()
        async throws
    {
        let fixture = try await TLSFixture(files)
        let refused: [([String], HandshakeFailure)] = [
            (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], .version),
            (["-tls1", "-cipher", "ALL:@SECLEVEL=0"], .version),
            (["-tls1_2", "-cipher", "AES128-SHA:AES128-GCM-SHA256:@SECLEVEL=0"], .suite),
            (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"], .suite),
            (["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:aNULL:@SECLEVEL=0"], .suite),
            (["-tls1_3", "-groups", "X448"], .suite),
            (["-alpn", "h2"], .applicationProtocol),
        ]
        for (options, reason) in refused {
            let port = try #require(fixture.server.address.port)
            let before = await fixture.server.counters.tls.failures(reason)
            let text = try await TLSClient.talk(
                TLSFixture.request, to: port, files, host: "shop.example", options)
            #expect(!text.contains("<127"), "\(options)")
            try await eventually("\(options)") {
                await fixture.server.counters.tls.failures(reason) == before + 1
            }
        }
        let plain = try fixture.server.connect()
        try await plain.send(TLSFixture.request)
        #expect(!(try await plain.receiveToEnd()).contains("<"))
        #expect(await fixture.server.counters.tls.failures(.notTLS) == 1)
        let text = try await fixture.talk(TLSFixture.request, host: "shop.example", "-comp")
        #expect(text.contains("Compression: NONE") && text.contains("<127"))
        await fixture.server.stop()
    }

    @Test func `agrees on HTTP/1.1, and says so`() async throws {
        let fixture = try await TLSFixture(files)
        let text = try await fixture.talk(
            TLSFixture.request, host: "shop.example", "-alpn", "h2,http/1.1")
        #expect(text.contains("ALPN protocol: http/1.1"))
        let refused = try await fixture.talk(
            TLSFixture.request, host: "shop.example", "-alpn", "h2")
        #expect(refused.contains("no application protocol"))
        await fixture.server.stop()
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `goes on with a session by its ticket, also after one change of the keys`(
        version: String
    ) async throws {
        let fixture = try await TLSFixture(files)
        let ticket = files.folder + "/ticket"
        _ = try await fixture.talk(
            TLSFixture.request, host: "shop.example", version, "-sess_out", ticket)
        let text = try await fixture.talk(
            TLSFixture.request, host: "shop.example", version, "-sess_in", ticket)
        #expect(text.contains("Reused, TLSv1."))
        #expect(await fixture.server.counters.tls.resumed == 1)
        // The keys of another process do not fit.
        let other = try await TLSFixture(files)
        let strange = try await other.talk(
            TLSFixture.request, host: "shop.example", version, "-sess_in", ticket)
        #expect(strange.contains("New, TLSv1.") && strange.contains("<127"))
        await fixture.server.stop()
        await other.server.stop()
    }

    @Test func `shows the certificate for the name that is asked for`() async throws {
        let other = try TLSFiles(names: "DNS:other.example,DNS:*.deep.example")
        let fixture = try await TLSFixture(files, others: [other])
        let cases: [(host: String, isFirst: Bool)] = [
            ("shop.example", true), ("SHOP.example", true), ("a.wild.example", true),
            ("a.b.wild.example", true), ("wild.example", true), ("unknown.example", true),
            ("other.example", false), ("x.deep.example", false), ("deep.example", true),
            ("x.y.deep.example", true),
        ]
        for (host, isFirst) in cases {
            let text = try await fixture.talk(TLSFixture.request, host: host)
            #expect(text.contains("Verification: OK") == isFirst, "\(host)")
            #expect(text.contains("<127"))
        }
        await fixture.server.stop()
    }

    @Test func `takes other certificates while connections go on`() async throws {
        let fixture = try await TLSFixture(files)
        let other = try TLSFiles()
        #expect(try await fixture.talk().contains("Verification: OK"))
        fixture.current.replace(
            try TLSServerContext([other.identity], use: .requests(fixture.keys)))
        let text = try await fixture.talk()
        #expect(!text.contains("Verification: OK") && text.contains("<127"))
        await fixture.server.stop()
    }

    @Test func `asks clients for certificates, and may do without one`() async throws {
        let stranger = try TLSFiles()
        func own(_ files: TLSFiles) -> [String] {
            ["-cert", files.clientCertificate, "-key", files.clientKey]
        }
        for required in [true, false] {
            let fixture = try await TLSFixture(
                files, clients: TLSClientAuthorities(file: files.roots, required: required))
            let port = try #require(fixture.server.address.port)
            func talk(_ options: [String]) async throws -> String {
                try await TLSClient.talk(
                    TLSFixture.request, to: port, files, host: "shop.example", options)
            }
            #expect(try await talk(own(files)).contains("<127.0.0.1 true true>"))
            #expect(try await talk([]).contains("<127.0.0.1 true false>") == !required)
            #expect(!(try await talk(own(stranger))).contains("<127"))
            let tls = await fixture.server.counters.tls
            #expect(tls.failures(.clientCertificateRefused) == 1)
            #expect(tls.failures(.clientCertificateMissing) == (required ? 1 : 0))
            // Nobody gets in with what somebody else has shown before.
            let ticket = files.folder + "/ticket"
            _ = try await talk(own(files) + ["-sess_out", ticket])
            let text = try await talk(own(files) + ["-sess_in", ticket])
            #expect(!text.contains("Reused"))
            await fixture.server.stop()
        }
    }

    @Test func `gives a handshake its time and no more`() async throws {
        let fixture = try await TLSFixture(files)
        let silent = try fixture.server.connect()
        let half = try fixture.server.connect()
        try await half.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        try await eventually { await fixture.server.counters.open == 2 }
        fixture.server.clock.advance(seconds: 11)
        try await silent.receiveToEnd()
        try await half.receiveToEnd()
        #expect(await fixture.server.counters.tls.failures(.timeout) == 2)
        await fixture.server.stop()
    }

    @Test func `takes a PROXY header in clear before the handshake`() async throws {
        let fixture = try await TLSFixture(files) { $0.requiresProxyHeader = true }
        let client = try fixture.server.connect()
        try await client.send("PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n")
        try await client.send(Array(ClientHello.bytes))
        let answer = try await client.take(6)
        // A handshake record that holds a ServerHello.
        #expect(answer.first == 0x16 && answer.last == 0x02)
        await fixture.server.stop()
    }

    @Test func `says everything that is wrong with its files at once`() throws {
        let other = try TLSFiles()
        try files.run(
            "req -x509 -newkey rsa:1024 -nodes -keyout weak.key -out weak.pem -subj /CN=a")
        let folder = files.folder
        let wrong: [TLSIdentity] = [
            TLSIdentity(certificateFile: folder + "/none", keyFile: folder + "/nokey"),
            TLSIdentity(certificateFile: files.certificate, keyFile: other.key),
            TLSIdentity(certificateFile: folder + "/weak.pem", keyFile: folder + "/weak.key"),
            files.identity,
        ]
        do throws(TLSFileFaults) {
            _ = try TLSServerContext(wrong, use: .streams)
            Issue.record("accepted")
        } catch {
            #expect(
                error.faults == [
                    TLSFileFault(file: folder + "/none", fault: .certificateUnreadable),
                    TLSFileFault(file: folder + "/nokey", fault: .keyUnreadable),
                    TLSFileFault(file: other.key, fault: .keyMismatch),
                    TLSFileFault(file: folder + "/weak.pem", fault: .certificateWeak),
                ])
        }
    }

    @Test func `shows no certificate that is over, or not yet begun`() throws {
        let now = LaneClock.system.wall()
        let context = try TLSServerContext([files.identity], use: .streams)
        let ends = try #require(context.certificates.first).ends
        #expect(ends > now + 86_400 && ends <= now + 2 * 86_400)
        #expect(
            context.certificates.first?.names == ["shop.example", "*.wild.example"])
        for (moment, fault) in [
            (ends + 1, TLSFault.certificateExpired(at: ends)),
            (
                now - 86_400,
                TLSFault.certificateNotYetValid(
                    before: try #require(context.certificates.first).begins)
            ),
        ] {
            #expect(
                throws: TLSFileFaults(faults: [TLSFileFault(file: files.certificate, fault: fault)])
            ) {
                try TLSServerContext([files.identity], use: .streams, now: moment)
            }
        }
    }

    @Test func `counts failures in a closed list`() {
        var counters = TLSCounters()
        for reason in HandshakeFailure.allCases { counters.countFailure(reason) }
        #expect(counters.failures == HandshakeFailure.allCases.map { _ in 1 })
    }
}

/// The first message of a client of TLS 1.2 for a suite that everybody has.
private enum ClientHello {
    static var bytes: [UInt8] {
        let groups: [UInt8] = [0, 10, 0, 4, 0, 2, 0, 23]
        let formats: [UInt8] = [0, 11, 0, 2, 1, 0]
        let signatures: [UInt8] = [0, 13, 0, 4, 0, 2, 4, 3]
        let extensions = groups + formats + signatures
        let body: [UInt8] =
            [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0xC0, 0x2B, 1, 0]
            + [0, UInt8(extensions.count)] + extensions
        let message: [UInt8] = [1, 0, 0, UInt8(body.count)] + body
        return [0x16, 3, 1, 0, UInt8(message.count)] + message
    }
}
