import Foundation
import Testing

/// A backlog that goes in batches, with the real binary and an upstream that was away.
@Suite struct BatchingTests {
    /// A vendor whose requests hold lists, and the id by which it knows an event again.
    struct Vendor: CustomTestStringConvertible, Sendable {
        let name: String
        let path: String
        /// Names of the key of the account, and of the id.
        let key: String
        let id: String

        var testDescription: String { name }

        /// The body of a request with one event.
        func body(_ event: String, id: String) -> String {
            """
            {"\(key)":"KEY0123456789","batch":[{"type":"track","event":"\(event)",\
            "\(self.id)":"\(id)","anonymousId":"\(id)","distinct_id":"\(id)"}]}
            """
        }
    }

    static let vendors = [
        Vendor(name: "segment", path: "/v1/batch", key: "writeKey", id: "messageId"),
        Vendor(name: "posthog", path: "/batch/", key: "api_key", id: "uuid"),
    ]

    private let folder: TemporaryFolder
    private var state: String { folder.url.appending(path: "state").path() }

    init() throws { folder = try TemporaryFolder() }

    private func configuration(_ vendor: Vendor, upstream: Int) -> String {
        """
        listen: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        state: \(state)
        sites: [{name: shop, hosts: [127.0.0.1], rules: custom}]
        destinations:
          - {name: events, site: shop, vendor: \(vendor.name), upstream: "http://127.0.0.1:\(upstream)",
             when-granted: forward, when-denied: drop, when-unknown: forward}
        """
    }

    private func send(_ count: Int, to gateway: RunningGateway, _ vendor: Vendor) throws -> [Int] {
        try Curl.send(
            all: (0..<count).map { number in
                [
                    "http://127.0.0.1:\(gateway.port)\(vendor.path)",
                    "--header", "Content-Type: application/json",
                    "--user-agent", "Mozilla/5.0 Firefox/130.0",
                    "--data", vendor.body("e\(number)", id: UUID().uuidString.lowercased()),
                ]
            })
    }

    /// The events of all requests, in their order; every body must be JSON with nothing but the list and
    /// the key.
    private func events(
        _ upstream: RecordingUpstream, _ vendor: Vendor
    ) throws -> [(name: String, id: String)] {
        try upstream.requests.flatMap { request in
            let body = try #require(request.range(of: "\r\n\r\n")).upperBound
            let json = try JSONSerialization.jsonObject(with: Data(request[body...].utf8))
            let object = try #require(json as? [String: Any])
            #expect(object.count == 2)
            let list = try #require(object["batch"] as? [[String: Any]])
            return try list.map {
                (
                    try #require($0["event"] as? String),
                    try #require($0[vendor.id] as? String)
                )
            }
        }
    }

    @Test(
        "What waited goes in few requests, each event once, with the id of the try before",
        arguments: vendors)
    func backlog(vendor: Vendor) async throws {
        // It takes requests and says nothing.
        let hanging = try await RecordingUpstream(status: { _ in nil })
        let gateway = try await RunningGateway(
            configuration: configuration(vendor, upstream: hanging.port))
        let count = 300
        #expect(try send(count, to: gateway, vendor).allSatisfy { $0 == 200 })
        try await Deadline.wait("some are under way") { hanging.requests.count >= 8 }
        await hanging.stop()
        let lost = try events(hanging, vendor)
        let upstream = try await RecordingUpstream(port: hanging.port)
        try await Deadline.wait("all arrive") { try events(upstream, vendor).count >= count }
        let arrived = try events(upstream, vendor)
        #expect(Set(arrived.map(\.name)) == Set((0..<count).map { "e\($0)" }))
        #expect(arrived.count == count)
        #expect(upstream.requests.count < count / 4)
        // The answers to these were lost: the vendor knows them again.
        #expect(!lost.isEmpty)
        let ids = Dictionary(
            arrived.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        for event in lost { #expect(ids[event.name] == event.id) }
        #expect(Set(ids.values).count == count)
        try await Deadline.wait("the metrics tell") {
            let text = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            return text.contains(/matglas_forwarding_batches_total\{[^}]*\} [1-9]/)
                && text.contains(/matglas_forwarding_batched_total\{[^}]*\} [1-9][0-9]/)
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("An event that the vendor refuses takes none of its batch with it")
    func poison() async throws {
        let vendor = Self.vendors[0]
        let hanging = try await RecordingUpstream(status: { _ in nil })
        let gateway = try await RunningGateway(
            configuration: configuration(vendor, upstream: hanging.port))
        let count = 120
        #expect(try send(count, to: gateway, vendor).allSatisfy { $0 == 200 })
        try await Deadline.wait("some are under way") { hanging.requests.count >= 8 }
        await hanging.stop()
        let upstream = try await RecordingUpstream(
            port: hanging.port, status: { $0.contains(#""e77""#) ? 400 : 200 })
        let taken = {
            upstream.requests.filter { !$0.contains(#""e77""#) }.flatMap { request in
                request.matches(of: /"event":"(e[0-9]+)"/).map { String($0.1) }
            }
        }
        try await Deadline.wait("the others arrive") { taken().count >= count - 1 }
        #expect(taken().count == count - 1)
        #expect(Set(taken()) == Set((0..<count).map { "e\($0)" }).subtracting(["e77"]))
        #expect(upstream.requests.contains { $0.contains(#""e77""#) && !$0.contains(#""e78""#) })
        #expect(gateway.stop() == 0)
        let stats = try MatglasProcess.run(["stats", "--state", state, "--dead-letters"])
        #expect(stats.text.contains("rejected"))
        #expect(stats.text.contains("400"))
        #expect(stats.text.matches(of: /rejected/).count == 1)
        await upstream.stop()
    }
}
