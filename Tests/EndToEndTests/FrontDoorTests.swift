import Foundation
import Glibc
import Testing

@testable import Transport

/// `matglas serve` behind TLS and the PROXY protocol.
@Suite struct FrontDoorTests {
    /// Certificates for 127.0.0.1, each its own authority, as `NAME.pem` and `NAME.key`.
    static func makeCertificates(_ folder: TemporaryFolder, _ names: String...) throws {
        for name in names {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments =
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"]
                + ["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=\(name)"]
                + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(name).key"]
                + ["-out", "\(name).pem"]
            process.currentDirectoryURL = folder.url
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    private static func use(_ name: String, as file: String, in folder: TemporaryFolder) throws {
        for end in ["pem", "key"] {
            let text = try String(
                contentsOf: folder.url.appending(path: "\(name).\(end)"), encoding: .utf8)
            _ = try folder.file("\(file).\(end)", text)
        }
    }

    /// A gateway with TLS, whose certificate and key lie in the folder `files`.
    private static func configuration(port: Int, files: String, _ keys: String = "") -> String {
        let listener = "listen:\n  - address: 127.0.0.1:0\n"
        return ServeTests.configuration(port: port).replacing(
            listener,
            with: "\(listener)\(keys)"
                + "    tls: {certificate: \(files)/shop.pem, key: \(files)/shop.key}\n")
    }

    @Test("TLS and the visitor's address come through a proxy; certificates change without a stop")
    func door() async throws {
        let upstream = try await RecordingUpstream()
        let files = try TemporaryFolder()
        try Self.makeCertificates(files, "old", "new")
        try Self.use("old", as: "shop", in: files)
        let path = files.url.path()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(
                port: upstream.port, files: path, "    proxy-protocol: true\n"))
        func send(_ authority: String, _ options: String...) throws -> Int {
            let url =
                "https://127.0.0.1:\(gateway.port)/g/collect?\(ServeTests.query)&gcd=13r3r3r3r5&en=page_view"
            return try Curl.send(
                [url, "--cacert", "\(path)/\(authority).pem", "--user-agent", ServeTests.userAgent]
                    + options
            ).status
        }
        #expect(try send("old", "--haproxy-protocol") == 204)
        #expect(try send("old") == 0)
        #expect(try send("new", "--haproxy-protocol") == 0)
        try await Deadline.wait("it is sent") { upstream.requests.count == 1 }

        try Self.use("new", as: "shop", in: files)
        kill(gateway.process.processIdentifier, SIGHUP)
        try await Deadline.wait("it is reloaded") { gateway.logText.contains("reloaded") }
        #expect(try send("old", "--haproxy-protocol") == 0)
        #expect(try send("new", "--haproxy-protocol") == 204)

        _ = try files.file("shop.key", "no key")
        kill(gateway.process.processIdentifier, SIGHUP)
        try await Deadline.wait("it is refused") { gateway.logText.contains("reload refused") }
        #expect(gateway.logText.contains("shop.key cannot be read"))
        #expect(try send("new", "--haproxy-protocol") == 204)
        try await Deadline.wait("all are sent") { upstream.requests.count == 3 }
        for request in upstream.requests {
            for secret in ServeTests.secrets { #expect(!request.contains(secret)) }
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("Whoever has sent the end of a request, and of the session, still gets the answer")
    func halfClosed() async throws {
        Signals.ignoreBrokenPipe()
        let upstream = try await RecordingUpstream()
        let files = try TemporaryFolder()
        try Self.makeCertificates(files, "shop")
        let path = files.url.path()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(port: upstream.port, files: path))
        let body = "en=purchase&epn.value=499"
        let requests = [
            "GET /g/collect?\(ServeTests.query)&gcd=13r3r3r3r5&en=page_view HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n\r\n",
            "POST /g/collect?\(ServeTests.query)&gcd=13r3r3r3r5 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
        ]
        for request in requests {
            for alsoSocket in [false, true] {
                let client = try TLSSocket(to: gateway.port, roots: "\(path)/shop.pem")
                try client.send(request)
                client.finish(socket: alsoSocket)
                let answer = client.receiveToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 204 "), "\(answer)")
                #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
            }
        }
        // Half a request is none: nobody is answered, and the connection goes.
        let half = try TLSSocket(to: gateway.port, roots: "\(path)/shop.pem")
        try half.send("GET /g/collect?v=2 HTTP/1.1\r\nHost: 12")
        half.finish()
        #expect(!half.receiveToEnd().hasPrefix("HTTP/1.1 2"))
        try await Deadline.wait("all are sent") { upstream.requests.count == 4 }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("A start with a wrong certificate ends with all mistakes")
    func wrongFiles() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            Self.configuration(port: 1, files: "/nowhere")
                .replacing("STATE", with: folder.url.appending(path: "state").path()))
        let process = Process()
        let errors = Pipe()
        process.executableURL = MatglasProcess.binary
        process.arguments = ["serve", "--config", file.path()]
        process.standardError = errors
        try process.run()
        let text = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 78)
        #expect(text.contains("the certificate /nowhere/shop.pem cannot be read: no such file"))
        #expect(text.contains("the key /nowhere/shop.key cannot be read: no such file"))
    }
}
