import Foundation
import Testing

/// What was answered with success arrives, whatever happens to the process meanwhile.
@Suite struct SpoolTests {
    private let folder: TemporaryFolder
    private var state: String { folder.url.appending(path: "state").path() }

    init() throws { folder = try TemporaryFolder() }

    private func configuration(port: Int, upstream: Int, more: String = "") -> String {
        """
        listen: [{address: "127.0.0.1:\(port)"}]
        admin: {address: "127.0.0.1:0"}
        state: \(state)
        \(more)
        sites: [{name: shop, hosts: [127.0.0.1]}]
        destinations:
          - {name: ga, site: shop, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(upstream)"}
        """
    }

    /// A port that is free now.
    private func freePort() async throws -> Int {
        let upstream = try await RecordingUpstream()
        await upstream.stop()
        return upstream.port
    }

    private func event(_ name: String, port: Int) -> [String] {
        [
            "http://127.0.0.1:\(port)/g/collect?v=2&tid=G-TEST000001&cid=1.1&en=\(name)"
                + "&gcs=G111&gcd=13r3r3r3r5", "--user-agent", "Mozilla/5.0 Firefox/130.0",
        ]
    }

    /// How often each event arrived.
    private func arrivals(_ upstream: RecordingUpstream) -> [String: Int] {
        var counts: [String: Int] = [:]
        for request in upstream.requests {
            if let name = request.firstMatch(of: /[?&]en=([a-z0-9_]+)/) {
                counts[String(name.1), default: 0] += 1
            }
        }
        return counts
    }

    @Test("Killed again and again under load: every answered event arrives, few of them twice")
    func killed() async throws {
        let upstream = try await RecordingUpstream()
        let port = try await freePort()
        let text = configuration(port: port, upstream: upstream.port)
        var gateway = try await RunningGateway(configuration: text)
        // Four browsers that do not stop when nobody listens.
        let names = (0..<4).map { lane in (0..<1_000).map { "k\(lane)_\($0)" } }
        let loads = names.map { names in
            let events = names.map { event($0, port: port) }
            return Task.detached {
                try stride(from: 0, to: events.count, by: 250).flatMap { start in
                    try Curl.send(all: Array(events[start..<start + 250]))
                }
            }
        }
        let isOver = Task.detached {
            for load in loads { _ = try? await load.value }
        }
        var kills = 0
        while kills < 6 {
            let before = upstream.requests.count
            let more = Int.random(in: 20...400)
            try? await Deadline.wait("more events arrive", seconds: 5) {
                upstream.requests.count >= before + more
            }
            kill(gateway.process.processIdentifier, SIGKILL)
            kills += 1
            gateway = try await RunningGateway(configuration: text)
        }
        await isOver.value
        var answered: Set<String> = []
        for (load, names) in zip(loads, names) {
            let statuses = try await load.value
            try #require(statuses.count == names.count)
            #expect(Set(statuses).isSubset(of: [0, 204, 503]))
            for (status, name) in zip(statuses, names) where status == 204 {
                answered.insert(name)
            }
        }
        try #require(answered.count > 500)
        try await Deadline.wait("every answered event arrives") {
            answered.isSubset(of: arrivals(upstream).keys)
        }
        let twice = arrivals(upstream).values.reduce(0) { $0 + $1 - 1 }
        #expect(twice <= kills * 16)
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("What waits survives SIGTERM, is told in the log and by stats, and arrives in its order")
    func restarted() async throws {
        let port = try await freePort()
        let away = try await freePort()
        let text = configuration(port: port, upstream: away)
        let names = (0..<20).map { "w\($0)" }
        let first = try await RunningGateway(configuration: text)
        #expect(
            try Curl.send(all: names.map { event($0, port: port) }).allSatisfy { $0 == 204 })
        #expect(first.stop() == 0)
        #expect(first.logText.contains("events stay on disk for the next start"))
        let stats = try MatglasProcess.run(["stats", "--state", state, "--dead-letters"])
        #expect(stats.status == 0)
        #expect(stats.text.contains(/shop +ga +20 +/))
        #expect(stats.text.contains("No dead letters."))
        let upstream = try await RecordingUpstream(port: away)
        let second = try await RunningGateway(configuration: text)
        #expect(second.logText.contains("events wait to be sent"))
        try await Deadline.wait("all arrive") { upstream.requests.count == 20 }
        #expect(arrivals(upstream).count == 20)
        #expect(second.stop() == 0)
        let empty = try MatglasProcess.run(["stats", "--state", state, "--dead-letters"])
        #expect(!empty.text.contains(/shop +ga +/))
        await upstream.stop()
    }

    @Test("A withdrawal finds what waits, also after a restart, and leaves the others'")
    func withdrawn() async throws {
        let port = try await freePort()
        let away = try await freePort()
        let text = configuration(port: port, upstream: away)
        let first = try await RunningGateway(configuration: text)
        #expect(try Curl.send(all: [event("mine", port: port)]) == [204])
        var other = event("other", port: port)
        other[2] = "Mozilla/5.0 Chrome/134.0"
        #expect(try Curl.send(all: [other]) == [204])
        #expect(first.stop() == 0)
        let key = try FileManager.default.attributesOfItem(atPath: state + "/spool.key")
        #expect((key[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let second = try await RunningGateway(configuration: text)
        let reply = try Curl.send([
            "http://127.0.0.1:\(port)/consent", "--user-agent", "Mozilla/5.0 Firefox/130.0",
            "--data", "choice=withdraw", "--header", "Origin: http://127.0.0.1:\(port)",
        ])
        #expect(reply.status == 303)
        #expect(second.stop() == 0)
        let upstream = try await RecordingUpstream(port: away)
        let third = try await RunningGateway(configuration: text)
        try await Deadline.wait("the other's arrives") { !upstream.requests.isEmpty }
        #expect(third.stop() == 0)
        #expect(arrivals(upstream) == ["other": 1])
        await upstream.stop()
    }

    @Test("A damaged row is passed over, and former destinations' events stay until they are old")
    func strangers() async throws {
        let port = try await freePort()
        let away = try await freePort()
        let first = try await RunningGateway(
            configuration: configuration(port: port, upstream: away))
        #expect(try Curl.send(all: [event("left", port: port)]) == [204])
        #expect(first.stop() == 0)
        let renamed = configuration(port: port, upstream: away)
            .replacing("name: ga,", with: "name: renamed,")
        let second = try await RunningGateway(configuration: renamed)
        #expect(second.logText.contains("destinations that the configuration does not have"))
        #expect(second.stop() == 0)
        let stats = try MatglasProcess.run(["stats", "--state", state, "--dead-letters"])
        #expect(stats.text.contains(/shop +ga +1 +/))
    }

    @Test("matglas check says how long events wait; mistakes are told with what was expected")
    func check() throws {
        let good = try folder.file(
            "good.yaml",
            configuration(
                port: 8080, upstream: 1,
                more:
                    "durability: power\nspool: {max-age: 3d, max-size: 512MiB, dead-letter-days: 0}"
            ))
        let checked = try MatglasProcess.run(["check", "--config", good.path()])
        #expect(checked.text.contains("Events that were answered survive a power cut.\n"))
        #expect(
            checked.text.contains(
                "They wait for their destination for 3 days and 512 MiB per destination.\n"))
        #expect(
            checked.text.contains("What cannot be delivered is counted and not kept.\n"))
    }
}
