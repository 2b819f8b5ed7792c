import Foundation
import Testing

/// What a running gateway takes over, and what it keeps meanwhile.
@Suite struct ReloadTests {
    private static func destination(_ name: String, _ port: Int, mount: String = "") -> String {
        """
          - name: \(name)
            site: shop
            vendor: google-analytics-4
            upstream: http://127.0.0.1:\(port)\(mount.isEmpty ? "" : "\n    mount: \(mount)")
            when-granted: forward
            when-denied: drop
            when-unknown: forward

        """
    }

    private static func configuration(
        _ destinations: String, listen: [String] = ["127.0.0.1:0"]
    ) -> String {
        """
        listen:
        \(listen.map { "  - address: \($0)" }.joined(separator: "\n"))
        admin:
          address: 127.0.0.1:0
        state: STATE
        sites:
          - name: shop
            hosts: [stats.shop.example, 127.0.0.1]
            rules: custom
        destinations:

        """ + destinations
    }

    private func reload(_ gateway: RunningGateway, _ text: String, wait mark: String) async throws {
        let before = gateway.logText.components(separatedBy: mark).count
        let state = gateway.folder.url.appending(path: "state").path()
        try text.replacing("STATE", with: state).write(
            to: gateway.folder.url.appending(path: "matglas.yaml"), atomically: true,
            encoding: .utf8)
        kill(gateway.process.processIdentifier, SIGHUP)
        try await Deadline.wait(mark) {
            gateway.logText.components(separatedBy: mark).count > before
        }
    }

    private func ask(_ client: LocalSocket, _ path: String) throws -> String {
        try client.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return client.receive() ?? ""
    }

    @Test("A connection stays while destinations come and go, and nothing is lost or sent twice")
    func destinations() async throws {
        let first = try await RecordingUpstream()
        let second = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(Self.destination("analytics", first.port)))
        let client = try LocalSocket.connected(to: gateway.port)
        var sent = 0
        func send(_ count: Int, _ mount: String = "") throws {
            for _ in 0..<count {
                sent += 1
                let answer = try ask(client, "\(mount)/g/collect?v=2&tid=G-T&en=n\(sent)z")
                #expect(answer.hasPrefix("HTTP/1.1 204 "))
            }
        }
        try send(20)
        for round in 0..<4 {
            let more = round.isMultiple(of: 2)
            try await reload(
                gateway,
                Self.configuration(
                    (more ? Self.destination("other", second.port, mount: "/o") : "")
                        + Self.destination("analytics", first.port)),
                wait: "configuration reloaded")
            try send(20)
            if more { try send(5, "/o") }
        }
        let count = sent
        try await Deadline.wait("all events arrive") {
            first.requests.count + second.requests.count >= count
        }
        let all = first.requests + second.requests
        #expect(all.count == sent)
        for number in 1...sent {
            #expect(all.count { $0.contains("en=n\(number)z") } == 1, "event \(number)")
        }
        #expect(gateway.stop() == 0)
        await first.stop()
        await second.stop()
    }

    @Test("What waits for a destination goes to its new upstream")
    func newUpstream() async throws {
        let gone = try await RecordingUpstream()
        let port = gone.port
        await gone.stop()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(Self.destination("analytics", port)))
        let client = try LocalSocket.connected(to: gateway.port)
        #expect(try ask(client, "/g/collect?v=2&en=waits").hasPrefix("HTTP/1.1 204 "))
        let upstream = try await RecordingUpstream()
        try await reload(
            gateway, Self.configuration(Self.destination("analytics", upstream.port)),
            wait: "configuration reloaded")
        try await Deadline.wait("it arrives") {
            upstream.requests.contains { $0.contains("en=waits") }
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("The connections to a destination that has gone are closed, not kept for a while")
    func formerConnections() async throws {
        let former = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(Self.destination("analytics", former.port)))
        let client = try LocalSocket.connected(to: gateway.port)
        #expect(try ask(client, "/g/collect?v=2&en=a").hasPrefix("HTTP/1.1 204 "))
        try await Deadline.wait("it arrives") { former.requests.count == 1 }
        #expect(await former.openConnections == 1)
        let upstream = try await RecordingUpstream()
        try await reload(
            gateway, Self.configuration(Self.destination("analytics", upstream.port)),
            wait: "configuration reloaded")
        // A kept one would end after 30 seconds.
        try await Deadline.wait("the connection ends", seconds: 28) {
            await former.openConnections == 0
        }
        #expect(try ask(client, "/g/collect?v=2&en=b").hasPrefix("HTTP/1.1 204 "))
        try await Deadline.wait("it arrives") { upstream.requests.count == 1 }
        #expect(gateway.stop() == 0)
        await former.stop()
        await upstream.stop()
    }

    @Test("How many connections there may be in total follows a reload")
    func connections() async throws {
        func configuration(_ connections: Int) -> String {
            Self.configuration(Self.destination("analytics", 9))
                + "limits: {connections: \(connections), head-timeout: 60s, idle-timeout: 60s}\n"
        }
        let gateway = try await RunningGateway(
            configuration: configuration(2), options: ["--allow-root", "--lanes", "1"])
        let head = "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        var clients: [LocalSocket] = []
        func connect(_ count: Int) throws {
            for _ in 0..<count {
                clients.append(try LocalSocket.connected(to: gateway.port))
                try clients.last?.send(head)
            }
        }
        func open() throws -> Int {
            let body = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            let pauses = body.split(separator: "\n").first {
                $0.hasPrefix("matglas_accept_pauses_total")
            }
            return pauses.flatMap { Int($0.split(separator: " ").last ?? "") } ?? -1
        }
        try connect(3)
        try await Deadline.wait("the third one waits") { try open() > 0 }
        #expect(clients[2].receive(waiting: false) == nil)
        try await reload(gateway, configuration(4), wait: "configuration reloaded")
        try clients[2].send("\r\n")
        #expect(clients[2].receive()?.hasPrefix("HTTP/1.1 404 ") == true)
        // Below what is open: those that are at work stay, and nobody comes in before they are fewer.
        try await reload(gateway, configuration(1), wait: "configuration reloaded")
        let last = try LocalSocket.connected(to: gateway.port)
        try last.send(head + "\r\n")
        // The idle one gives way, which is not enough.
        #expect(clients[2].receive() == "")
        #expect(last.receive(waiting: false) == nil)
        for client in clients.prefix(2) {
            try client.send("Connection: close\r\n\r\n")
            #expect(client.receive()?.hasPrefix("HTTP/1.1 404 ") == true)
        }
        #expect(last.receive()?.hasPrefix("HTTP/1.1 404 ") == true)
        #expect(gateway.stop() == 0)
    }

    @Test("Listeners come and go; one that cannot be had refuses the whole reload")
    func listeners() async throws {
        let upstream = try await RecordingUpstream()
        let destination = Self.destination("analytics", upstream.port)
        let gateway = try await RunningGateway(configuration: Self.configuration(destination))
        let kept = try LocalSocket.connected(to: gateway.port)
        #expect(try ask(kept, "/g/collect?v=2&en=a").hasPrefix("HTTP/1.1 204 "))
        let path = gateway.folder.url.appending(path: "events.sock").path()
        try await reload(
            gateway,
            Self.configuration(destination, listen: ["127.0.0.1:0", "unix:\(path)"]),
            wait: "configuration reloaded")
        let reply = try Curl.send(["--unix-socket", path, "http://127.0.0.1/g/collect?v=2&en=b"])
        #expect(reply.status == 204)
        #expect(try ask(kept, "/g/collect?v=2&en=c").hasPrefix("HTTP/1.1 204 "))

        let busy = try LocalSocket.listening()
        try await reload(
            gateway, Self.configuration(destination, listen: ["127.0.0.1:\(busy.port)"]),
            wait: "reload refused")
        #expect(gateway.logText.contains("listen 127.0.0.1:\(busy.port): bind: Address already"))
        #expect(try ask(kept, "/g/collect?v=2&en=d").hasPrefix("HTTP/1.1 204 "))

        try await reload(
            gateway, Self.configuration(destination, listen: ["unix:\(path)"]),
            wait: "configuration reloaded")
        // The listener of the kept connection is gone: it ends, at the latest with this answer.
        let last = (try? ask(kept, "/g/collect?v=2&en=e")) ?? ""
        #expect(last.isEmpty || last.contains("Connection: close"))
        #expect(throws: LocalSocket.Failed.self) {
            try LocalSocket.connected(to: gateway.port)
        }
        #expect(
            try Curl.send(["--unix-socket", path, "http://127.0.0.1/g/collect?v=2&en=f"]).status
                == 204)
        #expect(gateway.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
        await upstream.stop()
    }

    @Test("What takes a restart is named, and nothing changes")
    func fixed() async throws {
        let text = Self.configuration(Self.destination("analytics", 9))
        let gateway = try await RunningGateway(configuration: text)
        try await reload(
            gateway, text.replacing("STATE", with: "STATE2") + "run-as: nobody\n",
            wait: "a restart is needed to change state and run-as")
        #expect(gateway.logText.contains("reload refused"))
        #expect(gateway.stop() == 0)
    }
}
