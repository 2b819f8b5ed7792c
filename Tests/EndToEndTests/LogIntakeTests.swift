import Foundation
import Testing

/// Server logs that the real binary receives.
@Suite struct LogIntakeTests {
    private static let chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/134.0.6998.89 Safari/537.36"

    /// What must never leave.
    private static let secrets = [
        "203.0.113.77", "jan.janssens", "example.com", "klant-4711", "6998", "Win64",
        "zoek=",
    ]

    private static let clock: DateFormatter = {
        let clock = DateFormatter()
        clock.locale = Locale(identifier: "en_US_POSIX")
        clock.timeZone = TimeZone(identifier: "UTC")
        clock.dateFormat = "dd/MMM/yyyy:HH:mm:ss '+0000'"
        return clock
    }()

    /// A combined line of now.
    private static func line(
        _ path: String, userAgent: String = chrome, method: String = "GET", status: Int = 200
    ) -> String {
        "203.0.113.77 - klant-4711 [\(clock.string(from: Date()))] \"\(method) \(path)"
            + "?zoek=jan.janssens@example.com HTTP/1.1\" \(status) 512 "
            + "\"https://zoeker.example/?q=jan.janssens\" \"\(userAgent)\""
    }

    private static func nginx(_ line: String) -> String {
        "<190>Oct 10 13:55:36 web1 nginx: \(line)"
    }

    private func expectNoSecrets(in texts: String...) {
        for text in texts {
            for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(text)") }
        }
    }

    @Test(
        "Syslog over UDP and TCP goes to a file and into the statistics, without a trace of visitors"
    )
    func syslog() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                syslog:
                  - udp: 127.0.0.1:0
                  - tcp: 127.0.0.1:0
                  - {tcp: 127.0.0.1:0, framing: newline}
                to:
                  - file: FOLDER/out.log
                  - statistics: true
            """)
        try await gateway.start()
        let udp = try gateway.port(after: "listening on udp 127.0.0.1:")
        let tcp = try gateway.port(after: "listening on tcp 127.0.0.1:")
        try RawSender.datagrams((0..<20).map { _ in Self.line("/udp") }, to: udp)
        let messages = (0..<20).map { _ in Self.nginx(Self.line("/counted")) }
        try RawSender.stream(messages.map { "\($0.utf8.count) \($0)" }.joined(), to: tcp)
        try RawSender.stream(
            (0..<20).map { _ in Self.nginx(Self.line("/lines")) + "\n" }.joined(), to: tcp)
        try RawSender.stream(
            [
                Self.line(
                    "/bot",
                    userAgent: "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"),
                Self.line("/style.css"), Self.line("/weg", status: 404),
                Self.line("/post", method: "POST"),
                "jan.janssens@example.com logged in from 203.0.113.77",
            ].map { Self.nginx($0) + "\n" }.joined(), to: tcp)
        try await Deadline.wait("all lines are written") { gateway.lines("out.log").count == 65 }
        try await Deadline.wait("all pages are counted") { try gateway.counted("page views") == 60 }
        #expect(try gateway.counted("bot pages") == 1)
        let stats = try gateway.stats()
        for page in ["/udp", "/counted", "/lines"] { #expect(stats.contains(page)) }
        for page in ["/style.css", "/weg", "/post", "/bot"] { #expect(!stats.contains(page)) }
        #expect(stats.contains("GPTBot") && stats.contains("zoeker.example"))
        let metrics = try gateway.page("/metrics").body
        #expect(metrics.contains(#"matglas_log_requests_total{intake="web",result="counted"} 60"#))
        #expect(metrics.contains(#"matglas_log_requests_total{intake="web",result="bot"} 1"#))
        #expect(metrics.contains(#"matglas_log_kernel_drops_total{intake="web"} 0"#))
        #expect(try gateway.page("/readyz").status == 200)
        #expect(try await gateway.stop() == 0)
        expectNoSecrets(in: gateway.text("out.log"), stats, metrics, gateway.log)
        let state = try Data(contentsOf: URL(filePath: gateway.path("state/matglas.sqlite")))
        for secret in Self.secrets { #expect(state.range(of: Data(secret.utf8)) == nil) }
    }

    @Test("Syslog over TLS is taken from clients with a certificate of ours alone")
    func tls() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                syslog:
                  - tls: 127.0.0.1:0
                    certificate: FOLDER/cert.pem
                    key: FOLDER/key.pem
                    client-authority: FOLDER/ca.pem
                to: [{file: FOLDER/out.log}]
            """)
        try Self.makeCertificates(gateway.folder.url)
        try await gateway.start()
        let port = try gateway.port(after: "listening on tls 127.0.0.1:")
        let lines = (0..<50).map { Self.nginx(Self.line("/tls/\($0)")) }
        _ = try gateway.folder.file("in", lines.map { $0 + "\n" }.joined())
        let connect =
            "openssl s_client -quiet -no_ign_eof -connect 127.0.0.1:\(port) -CAfile ca.pem"
        _ = try Self.shell("\(connect) < in", in: gateway.folder.url)
        _ = try Self.shell("\(connect) -cert cert.pem -key key.pem < in", in: gateway.folder.url)
        try await Deadline.wait("the lines are written") { gateway.lines("out.log").count == 50 }
        #expect(try gateway.metric("matglas_log_refused_total") == 1)
        #expect(try await gateway.stop() == 0)
        #expect(gateway.lines("out.log").count == 50)
        expectNoSecrets(in: gateway.text("out.log"), gateway.log)
    }

    @Test("A followed file goes through rotations; the output is rotated with SIGHUP")
    func rotation() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                files: [FOLDER/access.log]
                format: combined
                to: [{file: FOLDER/out.log}, {statistics: true}]
            """)
        try gateway.append((0..<10).map { Self.line("/before/\($0)") }, to: "access.log")
        try await gateway.start()
        try await Deadline.wait("the first lines are there") {
            gateway.lines("out.log").count == 10
        }
        try FileManager.default.moveItem(
            atPath: gateway.path("access.log"), toPath: gateway.path("access.log.1"))
        try gateway.append([Self.line("/late")], to: "access.log.1")
        try gateway.append((0..<10).map { Self.line("/after/\($0)") }, to: "access.log")
        try await Deadline.wait("both files are read") { gateway.lines("out.log").count == 21 }
        try FileManager.default.moveItem(
            atPath: gateway.path("out.log"), toPath: gateway.path("out.log.1"))
        gateway.hangUp()
        try await Deadline.wait("the new output is there") {
            FileManager.default.fileExists(atPath: gateway.path("out.log"))
        }
        try gateway.append([Self.line("/last")], to: "access.log")
        try await Deadline.wait("the last line is there") { gateway.lines("out.log").count == 1 }
        #expect(gateway.lines("out.log.1").count == 21)
        try await Deadline.wait("all pages are counted") { try gateway.counted("page views") == 22 }
        #expect(try await gateway.stop() == 0)
        expectNoSecrets(in: gateway.text("out.log"), gateway.text("out.log.1"), gateway.log)
    }

    @Test(
        "A server that is killed counts each line of a followed file once", .timeLimit(.minutes(5)))
    func killed() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                files: [FOLDER/access.log]
                format: combined
                to: [{file: FOLDER/out.log}, {statistics: true}]
            """)
        var written = 0
        for round in 0..<8 {
            try await gateway.start()
            // Killed at another moment each time: while lines are read, written, counted, stored.
            let before = gateway.lines("out.log").count
            for _ in 0..<(3 + round) {
                try gateway.append(
                    (0..<200).map { _ in Self.line("/ronde/\(round)") }, to: "access.log")
                written += 200
                if round % 2 == 0 {
                    try await Deadline.wait("something is written") {
                        gateway.lines("out.log").count > before
                    }
                }
            }
            if round % 3 == 2 {
                try await Deadline.wait("something is counted") {
                    try gateway.counted("page views") > 0
                }
            }
            gateway.kill()
        }
        try await gateway.start()
        try await Deadline.wait("all lines are counted") {
            try gateway.counted("page views") >= written
        }
        #expect(try await gateway.stop() == 0)
        #expect(try gateway.counted("page views") == written)
        // Files get each line at least once, and never half of one.
        let lines = gateway.lines("out.log")
        #expect(lines.count >= written)
        #expect(
            lines.allSatisfy { $0.hasSuffix("Safari/537.36\"") && $0.hasPrefix("203.0.113.0 ") })
        expectNoSecrets(in: gateway.text("out.log"))
    }

    @Test("Lines go on to another syslog server, which may be away for a while")
    func forwards() async throws {
        let first = try await SyslogPeer()
        let gateway = try LogGateway(
            """
              - name: web
                syslog: [{tcp: 127.0.0.1:0}]
                files: [FOLDER/access.log]
                format: auto
                to: [{syslog: "tcp://127.0.0.1:\(first.port)"}]
            """)
        try await gateway.start()
        let port = try gateway.port(after: "listening on tcp 127.0.0.1:")
        try RawSender.stream(Self.nginx(Self.line("/syslog")) + "\n", to: port)
        try gateway.append([Self.line("/file")], to: "access.log")
        try await Deadline.wait("both lines arrive") { first.messages.count == 2 }
        #expect(first.messages.contains { $0.hasPrefix("<190>") && $0.contains("/syslog") })
        #expect(first.messages.contains { $0.hasPrefix("<134>1 ") && $0.contains("/file") })
        await first.stop()
        try gateway.append((0..<100).map { Self.line("/weg/\($0)") }, to: "access.log")
        let second = try await SyslogPeer(port: first.port)
        try await Deadline.wait("the lines arrive at the server that came back") {
            Set(second.messages.compactMap { $0.firstMatch(of: /\/weg\/\d+/)?.output }).count == 100
        }
        #expect(
            try gateway.metric(#"matglas_log_forwarded_total{intake="web",result="sent"}"#) >= 102)
        #expect(try await gateway.stop() == 0)
        expectNoSecrets(in: first.messages.joined(), second.messages.joined(), gateway.log)
        await second.stop()
    }

    @Test("A full disk stops reading and is told; nothing is lost when there is room again")
    func fullDisk() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                syslog: [{tcp: 127.0.0.1:0}]
                files: [FOLDER/access.log]
                to: [{file: FOLDER/out.log}]
            """)
        try FileManager.default.createSymbolicLink(
            atPath: gateway.path("out.log"), withDestinationPath: "/dev/full")
        try await gateway.start()
        #expect(try gateway.page("/readyz").status == 200)
        try gateway.append([Self.line("/file")], to: "access.log")
        try await Deadline.wait("the fault is told") { try gateway.page("/readyz").status == 503 }
        let port = try gateway.port(after: "listening on tcp 127.0.0.1:")
        try RawSender.stream(Self.nginx(Self.line("/syslog")) + "\n", to: port)
        try gateway.append((0..<10).map { Self.line("/file/\($0)") }, to: "access.log")
        #expect(try gateway.metric("matglas_log_outputs_up") == 0)
        try FileManager.default.removeItem(atPath: gateway.path("out.log"))
        gateway.hangUp()
        try await Deadline.wait("all lines are written") { gateway.lines("out.log").count == 12 }
        try await Deadline.wait("it is ready again") { try gateway.page("/readyz").status == 200 }
        #expect(try await gateway.stop() == 0)
        let faults = gateway.log.components(separatedBy: "log file cannot be written").count - 1
        #expect(faults == 1)
        expectNoSecrets(in: gateway.text("out.log"), gateway.log)
    }

    @Test("A syslog server that stays away is told when no more lines can wait for it")
    func absentServer() async throws {
        let server = try await SyslogPeer()
        await server.stop()
        let gateway = try LogGateway(
            """
              - name: web
                files: [FOLDER/access.log]
                to: [{syslog: "tcp://127.0.0.1:\(server.port)"}]
            """)
        try await gateway.start()
        let path = String(repeating: "/lang", count: 1_500)
        try gateway.append((0..<2_600).map { Self.line("\(path)/\($0)") }, to: "access.log")
        try await Deadline.wait("the fault is told") { try gateway.page("/readyz").status == 503 }
        #expect(try gateway.metric("matglas_log_outputs_up") == 0)
        let back = try await SyslogPeer(port: server.port)
        try await Deadline.wait("all lines arrive") { back.messages.count >= 2_600 }
        try await Deadline.wait("it is ready again") { try gateway.page("/readyz").status == 200 }
        #expect(try await gateway.stop() == 0)
        await back.stop()
        let faults = gateway.log.components(separatedBy: "syslog server takes no lines").count - 1
        #expect(faults == 1)
        #expect(gateway.log.contains("syslog server takes lines again"))
    }

    @Test("A followed link to the output, which the start itself creates, is refused")
    func followedOutput() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                files: [FOLDER/link.log]
                to: [{file: FOLDER/out.log}]
            """)
        try FileManager.default.createSymbolicLink(
            atPath: gateway.path("link.log"), withDestinationPath: "out.log")
        #expect(try await gateway.fail() == 78)
        #expect(gateway.log.contains("out.log too; expected another file"))
    }

    @Test("A path with NUL, of which the kernel would take a part, is a mistake")
    func pathWithNUL() async throws {
        let gateway = try LogGateway(
            #"""
              - name: web
                files: [FOLDER/access.log]
                to: [{file: "FOLDER/out.log\0x"}]
            """#)
        #expect(try await gateway.fail() == 78)
        #expect(gateway.log.contains("a NUL character"))
        #expect(gateway.lines("out.log") == [])
    }

    @Test("Everything that is in the way of a start is said at once")
    func faults() async throws {
        let wrong = try LogGateway(
            """
              - name: web
                profile: none
                syslog:
                  - {tls: 127.0.0.1:0, certificate: FOLDER/none.pem, key: FOLDER/none.key}
                to:
                  - {file: FOLDER/out.log}
                  - {syslog: "tls://127.0.0.1:6514", authority: FOLDER/none.ca}
            """)
        #expect(try await wrong.fail() == 78)
        for text in [
            "6: unknown profile", "8: the certificate \(wrong.path("none.pem")) cannot be read",
            "8: the key \(wrong.path("none.key")) cannot be read",
            "11: authority: \(wrong.path("none.ca")) cannot be read",
        ] {
            #expect(wrong.log.contains("/matglas.yaml:\(text)"), "\(text)")
        }
        let gateway = try LogGateway(
            """
              - name: web
                syslog: [{tcp: 192.0.2.1:5514, allow: [192.0.2.0/24]}]
                to: [{file: /nowhere/out.log}]
              - name: other
                syslog: [{udp: 192.0.2.1:5514, allow: [192.0.2.0/24]}]
                to: [{file: FOLDER/out.log}]
            """)
        #expect(try await gateway.fail() == 74)
        for text in [
            "logs web: tcp 192.0.2.1:5514: bind: Cannot assign requested address",
            "logs other: udp 192.0.2.1:5514: bind: Cannot assign requested address",
            "logs: /nowhere/out.log: no such file or directory",
        ] {
            #expect(gateway.log.contains("matglas: \(text)\n"), "\(text)")
        }
        let other = try LogGateway(
            """
              - name: web
                files: [/nowhere/access.log]
                to: [{file: /nowhere/a.log}, {file: /nowhere/b.log}]
            """)
        #expect(try await other.fail() == 73)
        #expect(other.log.contains("/nowhere/a.log: ") && other.log.contains("/nowhere/b.log: "))
    }

    @Test("A line of another shop's host is not counted")
    func otherSite() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                files: [FOLDER/access.log]
                format: vhost-combined
                to: [{statistics: true}]
            """)
        try gateway.append(
            ["www.shop.example:443 ", "andere.example:443 ", "www.shop.example:443 "].map {
                $0 + Self.line("/p")
            }, to: "access.log")
        try await gateway.start()
        try await Deadline.wait("the pages are counted") { try gateway.counted("page views") == 2 }
        #expect(
            try gateway.metric(#"matglas_log_requests_total{intake="web",result="other-site"}"#)
                == 1)
        #expect(try await gateway.stop() == 0)
    }

    @Test("The pages show what bots read, apart from visitors")
    func pages() async throws {
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                files: [FOLDER/access.log]
                to: [{statistics: true}]
            """)
        try gateway.append(
            (0..<45).map { _ in Self.line("/zeep") }
                + (0..<15).map { _ in Self.line("/zeep", userAgent: "GPTBot/1.2") },
            to: "access.log")
        try await gateway.start()
        try await Deadline.wait("the pages are counted") { try gateway.counted("bot pages") == 15 }
        let port = try gateway.port(after: "administration on 127.0.0.1:")
        let page = try Chromium.visit("http://127.0.0.1:\(port)/?days=1")
        #expect(page.contains("Pages read by bots"))
        #expect(page.contains("25% of all pages read"))
        #expect(page.contains("GPTBot"))
        #expect(page.contains(">45<"))
        #expect(try await gateway.stop() == 0)
    }

    private static func shell(_ command: String, in folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// An authority, and a certificate of it for 127.0.0.1.
    private static func makeCertificates(_ folder: URL) throws {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        let status = try shell(
            """
            echo subjectAltName=IP:127.0.0.1 > names &&
            openssl req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=test &&
            openssl req \(key) -keyout key.pem -out request -subj /CN=server &&
            openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
              -extfile names -out cert.pem
            """, in: folder)
        #expect(status == 0)
    }
}
