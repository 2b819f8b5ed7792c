import Foundation
import Testing

/// How the program starts, what it may do, and how it ends.
@Suite struct LifecycleTests {
    static let isRoot = geteuid() == 0

    static func configuration(listen: String = "127.0.0.1:0", extra: String = "") -> String {
        """
        listen:
          - address: \(listen)
        admin:
          address: 127.0.0.1:0
        state: STATE
        \(extra)
        sites:
          - name: shop
            hosts: [stats.shop.example, 127.0.0.1]
            rules: custom
        destinations:
          - name: analytics
            site: shop
            vendor: google-analytics-4
            when-granted: aggregate
            when-denied: aggregate
            when-unknown: aggregate
        """
    }

    private func answers(_ gateway: RunningGateway) throws -> Int {
        try Curl.send(["http://127.0.0.1:\(gateway.port)/g/collect?v=2&en=page_view"]).status
    }

    /// A field of /proc/PID/status of every thread.
    private func status(_ gateway: RunningGateway, _ field: String) throws -> Set<String> {
        let tasks = "/proc/\(gateway.process.processIdentifier)/task"
        let threads = try FileManager.default.contentsOfDirectory(atPath: tasks)
        return Set(
            threads.compactMap { thread in
                (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8))?
                    .split(separator: "\n").first { $0.hasPrefix(field + ":") }
                    .map {
                        $0.dropFirst(field.count + 1).split(separator: "\t").joined(separator: " ")
                    }
            })
    }

    // MARK: Service managers

    @Test("A service manager hears of the start, of signs of life, of a reload and of the end")
    func notifies() async throws {
        let name = "matglas-\(UUID().uuidString)"
        let ear = try LocalSocket.ear(name)
        let gateway = try await RunningGateway(
            configuration: Self.configuration(),
            environment: ["NOTIFY_SOCKET": "@\(name)", "WATCHDOG_USEC": "200000"])
        let ready =
            "READY=1\nSTATUS=Taking events at 127.0.0.1:\(gateway.port); 1 site, 1 destination."
        var heard: [String] = []
        func wait(_ what: String, _ isIt: (String) -> Bool) async throws {
            try await Deadline.wait(what) {
                while let message = ear.receive(waiting: false) { heard.append(message) }
                return heard.contains(where: isIt)
            }
        }
        try await wait("ready") {
            $0 == ready
        }
        try await wait("signs of life") { $0 == "WATCHDOG=1" }
        // The messages of one reload may come at once, so they are looked for together.
        for _ in 0..<3 {
            heard = []
            kill(gateway.process.processIdentifier, SIGHUP)
            try await wait("ready again") {
                $0 == ready
            }
            let states = heard.filter { !$0.hasPrefix("WATCHDOG=") }.map { $0.prefix(8) }
            #expect(states == ["RELOADIN", "READY=1\n"])
            #expect(heard.contains { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
        }
        heard = []
        gateway.process.terminate()
        try await wait("stopping") { $0.hasPrefix("STOPPING=1\n") }
        gateway.process.waitUntilExit()
        #expect(gateway.process.terminationStatus == 0)
    }

    @Test("A passed socket is served, by its address, and stays open for the next start")
    func activation() async throws {
        let socket = try LocalSocket.listening()
        for _ in 0..<2 {
            let gateway = try await RunningGateway(
                configuration: Self.configuration(listen: "127.0.0.1:\(socket.port)"),
                options: ["--allow-root", "--lanes", "3"], environment: ["LISTEN_FDS": "1"],
                script: "exec 3<&0 </dev/null; export LISTEN_PID=$$; exec \"$@\"",
                input: FileHandle(fileDescriptor: socket.number, closeOnDealloc: false))
            #expect(gateway.port == socket.port)
            for _ in 0..<8 { #expect(try answers(gateway) == 204) }
            #expect(gateway.stop() == 0)
        }
    }

    @Test("A passed socket that the configuration does not name stops the start")
    func strangeSocket() throws {
        let socket = try LocalSocket.listening()
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            Self.configuration(listen: "127.0.0.1:1").replacing(
                "STATE", with: folder.url.appending(path: "state").path()))
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "exec 3<&0 </dev/null; export LISTEN_PID=$$; exec \"$@\"", "sh",
            MatglasProcess.binary.path(), "serve", "--allow-root", "--config", file.path(),
        ]
        process.environment = ["LISTEN_FDS": "1", "LISTEN_FDNAMES": "events"]
        process.standardInput = FileHandle(fileDescriptor: socket.number, closeOnDealloc: false)
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 78)
        let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        #expect(
            text == """
                matglas: the service manager passed the socket 127.0.0.1:\(socket.port) (events), \
                which the configuration does not listen on; expected 127.0.0.1:1 or 127.0.0.1:0

                """)
    }

    // MARK: Rights

    @Test("Root is refused, and told what to do", .enabled(if: isRoot))
    func refusesRoot() throws {
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state").path()
        let file = try folder.file(
            "matglas.yaml", Self.configuration().replacing("STATE", with: state))
        let result = try MatglasProcess.run(["serve", "--config", file.path()])
        #expect(result.status == 77)
        for word in ["run-as: USER", "--allow-root", "does not run as root"] {
            #expect(result.errors.contains(word))
        }
        #expect(!FileManager.default.fileExists(atPath: state))
    }

    @Test(
        "With run-as it opens its addresses as root and goes on without any right",
        .enabled(if: isRoot))
    func dropsRights() async throws {
        let gateway = try await RunningGateway(
            configuration: Self.configuration(extra: "run-as: nobody"), options: [])
        #expect(try answers(gateway) == 204)
        let entries = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
        let nobody = try #require(
            entries.split(separator: "\n").first { $0.hasPrefix("nobody:") }?
                .split(separator: ":", omittingEmptySubsequences: false).map(String.init))
        let (user, group) = (nobody[2], nobody[3])
        #expect(
            try status(gateway, "Uid") == [Array(repeating: user, count: 4).joined(separator: " ")])
        #expect(
            try status(gateway, "Gid") == [Array(repeating: group, count: 4).joined(separator: " ")]
        )
        for set in ["CapPrm", "CapEff", "CapAmb"] {
            #expect(try status(gateway, set) == ["0000000000000000"])
        }
        #expect(try status(gateway, "NoNewPrivs") == ["1"])
        let state = gateway.folder.url.appending(path: "state")
        for name in ["", "matglas.lock", "matglas.sqlite", "pseudonym.key"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: state.appending(path: name).path())
            #expect(attributes[.ownerAccountID] as? Int == Int(user), "\(name)")
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name)")
        }
        let limits = try String(
            contentsOfFile: "/proc/\(gateway.process.processIdentifier)/limits", encoding: .utf8)
        let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(whereSeparator: \.isWhitespace).dropFirst(4).prefix(2) == ["0", "0"])
        #expect(gateway.stop() == 0)
    }

    @Test(
        "Accounts that do not exist are named with their line", .enabled(if: isRoot),
        arguments: [
            ("nobody-of-this-name", "run-as: this machine has no user \"nobody-of-this-name\""),
            ("nobody:no-such-group", "run-as: this machine has no group \"no-such-group\""),
            (
                "4000000",
                "run-as: user 4000000 has no entry on this machine; expected 4000000:GROUP"
            ),
        ])
    func unknownAccounts(account: String, message: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "matglas.yaml",
            Self.configuration(extra: "run-as: \(account)").replacing(
                "STATE", with: folder.url.appending(path: "state").path()))
        let result = try MatglasProcess.run(["serve", "--config", file.path()])
        #expect(result.status == 78)
        #expect(result.errors == "matglas: \(file.path()):6: \(message)\n")
    }

    @Test(
        "With run-as the keys of listeners and of syslog may be for root alone",
        .enabled(if: isRoot))
    func rootKeys() async throws {
        let files = try TemporaryFolder()
        try FrontDoorTests.makeCertificates(files, "shop")
        let path = files.url.path()
        let key = files.url.appending(path: "shop.key").path()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let gateway = try await RunningGateway(
            configuration: Self.configuration(
                listen: """
                    127.0.0.1:0
                        tls: {certificate: \(path)/shop.pem, key: \(key)}
                    """,
                extra: """
                    run-as: nobody
                    logs:
                      - name: web
                        site: shop
                        syslog:
                          - {tls: 127.0.0.1:0, certificate: \(path)/shop.pem, key: \(key)}
                        to: [{statistics: true}]
                    """), options: [])
        try await Deadline.wait("it is ready") { gateway.logText.contains(": ready") }
        #expect(gateway.logText.contains("logs web listening on tls 127.0.0.1:"))
        #expect(try status(gateway, "CapEff") == ["0000000000000000"])
        #expect(gateway.stop() == 0)
    }

    @Test("A state of somebody else is not taken over", .enabled(if: isRoot))
    func foreignState() throws {
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state")
        try FileManager.default.createDirectory(
            at: state, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let file = try folder.file(
            "matglas.yaml",
            Self.configuration(extra: "run-as: nobody").replacing("STATE", with: state.path()))
        let result = try MatglasProcess.run(["serve", "--config", file.path()])
        #expect(result.status == 77)
        #expect(result.errors.contains("chown -R nobody"))
    }

    // MARK: Descriptors

    @Test(
        "Under any limit of descriptors a start ends with a reason, or serves",
        arguments: [12, 16, 24, 32, 48, 64, 80, 96, 128, 256])
    func fewDescriptors(limit: Int) async throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "log")
        let file = try folder.file(
            "matglas.yaml",
            Self.configuration().replacing(
                "STATE", with: folder.url.appending(path: "state").path()))
        _ = try folder.file("log", "")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -n \(limit); exec \"$@\" 2>>\"$MATGLAS_LOG\"", "sh",
            MatglasProcess.binary.path(), "serve", "--allow-root", "--lanes", "2", "--config",
            file.path(),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "MATGLAS_LOG": log.path()
        ]) { $1 }
        process.standardError = FileHandle.nullDevice
        try process.run()
        func text() -> String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
        try await Deadline.wait("it ends or is ready") {
            !process.isRunning || text().contains(": ready")
        }
        if process.isRunning {
            #expect(limit >= 64)
            let mark = try #require(text().range(of: "listening on 127.0.0.1:"))
            let port = text()[mark.upperBound...].prefix { $0.isNumber }
            #expect(
                try Curl.send(["http://127.0.0.1:\(port)/g/collect?v=2&en=page_view"]).status == 204
            )
            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        } else {
            #expect(limit <= 64, "\(text())")
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 71)
            #expect(text().contains("expected a higher limit (ulimit -n, LimitNOFILE=)"))
        }
    }

    // MARK: Unix sockets

    @Test("The file of a Unix socket goes after a failed start, and a stale one is replaced")
    func socketFiles() async throws {
        let busy = try LocalSocket.listening()
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "events.sock").path()
        let state = folder.url.appending(path: "state").path()
        let both = Self.configuration(listen: "unix:\(path)\n  - address: 127.0.0.1:\(busy.port)")
        let file = try folder.file("matglas.yaml", both.replacing("STATE", with: state))
        let result = try MatglasProcess.run(["serve", "--allow-root", "--config", file.path()])
        #expect(result.status == 74)
        #expect(
            result.errors == """
                matglas: listen 127.0.0.1:\(busy.port): bind: Address already in use; \
                expected a free address

                """)
        #expect(!FileManager.default.fileExists(atPath: path))
        for _ in 0..<2 {
            let gateway = try await RunningGateway(
                configuration: Self.configuration(listen: "unix:\(path)\n  - address: 127.0.0.1:0"))
            let reply = try Curl.send([
                "--unix-socket", path, "http://127.0.0.1/g/collect?v=2&en=page_view",
            ])
            #expect(reply.status == 204)
            kill(gateway.process.processIdentifier, SIGKILL)
            gateway.process.waitUntilExit()
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    // MARK: The end

    @Test(
        "A second signal ends at once, and what was answered is sent by the next start",
        arguments: [(SIGTERM, SIGTERM), (SIGTERM, SIGINT), (SIGINT, SIGTERM)])
    func secondSignal(first: Int32, second: Int32) async throws {
        // It takes the event and never answers, which the end would wait for.
        let silent = try LocalSocket.listening()
        let folder = try TemporaryFolder()
        func configuration(_ port: Int) -> String {
            ServeTests.configuration(port: port).replacing(
                "STATE", with: folder.url.appending(path: "state").path())
        }
        let gateway = try await RunningGateway(configuration: configuration(silent.port))
        let url = "http://127.0.0.1:\(gateway.port)/g/collect?v=2&en=kept&gcd=13r3r3r3r5"
        #expect(try Curl.send([url]).status == 204)
        var peer: LocalSocket?
        try await Deadline.wait("it is sent") {
            peer = try peer ?? silent.accept()
            return peer?.receive(waiting: false)?.isEmpty == false
        }
        // A process of its own: the second must come within the grace, however busy the tests are. A
        // reload is too late when the end has begun.
        let signals = Process()
        signals.executableURL = URL(filePath: "/bin/sh")
        signals.arguments = [
            "-c",
            """
            kill -\(first) "$1"; until grep -q ': ending' "$2"; do sleep 0.02; done
            kill -\(SIGHUP) "$1"; kill -\(second) "$1"
            """, "sh", "\(gateway.process.processIdentifier)",
            gateway.folder.url.appending(path: "log").path(),
        ]
        try signals.run()
        try await Deadline.wait("it has ended") { !gateway.process.isRunning }
        #expect(gateway.process.terminationReason == .exit)
        #expect(gateway.process.terminationStatus == 128 + second)
        #expect(gateway.logText.contains("warning matglas: ending at once"))
        #expect(!gateway.logText.contains("reloaded") && !gateway.logText.contains(": ended"))

        let upstream = try await RecordingUpstream()
        let next = try await RunningGateway(configuration: configuration(upstream.port))
        try await Deadline.wait("it is sent again") {
            upstream.requests.contains { $0.contains("en=kept") }
        }
        #expect(next.stop() == 0)
        await upstream.stop()
    }

    // MARK: The log

    @Test("JSON lines are JSON, and the level of the command line wins")
    func jsonLog() async throws {
        let gateway = try await RunningGateway(
            configuration: Self.configuration(extra: "logging: {format: json, level: error}"),
            options: ["--allow-root", "--log-level", "debug"])
        #expect(gateway.stop() == 0)
        let lines = gateway.logText.split(separator: "\n")
        #expect(lines.count > 3)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["message"] is String)
        }
    }

    @Test("The journal is recognised by its stream, and gets priorities")
    func journal() async throws {
        let script = """
            exec 2>"$MATGLAS_LOG"; export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); \
            exec "$@"
            """
        let folder = try TemporaryFolder()
        let log = try folder.file("journal", "")
        let configuration = Self.configuration(listen: "127.0.0.1:0")
        let process = Process()
        let file = try folder.file(
            "matglas.yaml",
            configuration.replacing("STATE", with: folder.url.appending(path: "state").path()))
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", script, "sh", MatglasProcess.binary.path(), "serve", "--allow-root", "--config",
            file.path(),
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "MATGLAS_LOG": log.path()
        ]) { $1 }
        try process.run()
        defer { process.terminate() }
        try await Deadline.wait("it is ready") {
            try String(contentsOf: log, encoding: .utf8).contains("<6>info matglas: ready")
        }
    }

    @Test("Nothing of a request is ever logged, at any level")
    func noRawValues() async throws {
        let upstream = try await RecordingUpstream()
        let dead = upstream.port
        await upstream.stop()
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(port: dead),
            options: ["--allow-root", "--log-level", "debug"])
        let mark = "MARKER4711"
        let requests = [
            "GET /\(mark) HTTP/1.1\r\nHost: \(mark).example\r\n\r\n",
            "GET /g/collect?v=2&en=\(mark)&cid=\(mark) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(mark): \(mark)\r\nCookie: a=\(mark)\r\n\r\n",
            "POST /g/collect?gcd=13r3r3r3r5 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 12\r\n\r\nen=\(mark)",
            "POST /g/collect HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: \(mark)\r\n\r\n\(mark)",
            "POST /g/collect HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n\(mark)",
            "\(mark) / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\(mark)",
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\(mark)\r\n\r\n",
            "GET /g/collect?\(String(repeating: mark, count: 8000)) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "POST /consent HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n\(mark)",
        ]
        for request in requests {
            for _ in 0..<20 {
                let client = try LocalSocket.connected(to: gateway.port)
                try? client.send(request)
                shutdown(client.number, Int32(SHUT_WR))
                _ = client.receive()
            }
        }
        let admin = try LocalSocket.connected(to: gateway.adminPort)
        try admin.send("GET /\(mark) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        _ = admin.receive()
        gateway.process.terminate()
        gateway.process.waitUntilExit()
        #expect(!gateway.logText.isEmpty)
        #expect(!gateway.logText.contains(mark))
        #expect(!gateway.logText.lowercased().contains(mark.lowercased()))
    }
}
