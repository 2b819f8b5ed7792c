import Foundation
import Glibc
import Testing

/// A gateway some of whose system calls fail, and the destination behind it.
final class FaultedGateway {
    let upstream: RecordingUpstream
    let gateway: RunningGateway
    let plan: FaultPlan
    private var last = 0
    /// The numbers of the events that were answered with success.
    private var answered: Set<Int> = []

    /// What stands in every event and never leaves, not even in a message about a failure.
    private static let marker = "203.0.113.77"
    private static let visitor = "1111111111.1700000000"
    /// Connections that a pool may keep: more are a leak.
    private static let keptDescriptors = 40

    init(
        configuration: (_ port: Int) -> String = { ServeTests.configuration(port: $0) },
        starting rules: [FaultPlan.Rule] = []
    ) async throws {
        upstream = try await RecordingUpstream()
        plan = try FaultPlan()
        try plan.set(rules)
        gateway = try await RunningGateway(
            configuration: configuration(upstream.port), environment: plan.environment())
        plan.ports = (gateway.port, upstream.port)
    }

    /// Sends so many events, each with a number of its own, and gives the answers.
    ///
    /// 0 stands for a connection that ended without one.
    func send(_ count: Int, seconds: Int = 10, more: [String] = []) throws -> [Int] {
        let numbers = Array(last + 1...last + count)
        last += count
        let statuses = try Curl.send(
            all: numbers.map { number in
                [
                    "http://127.0.0.1:\(gateway.port)/g/collect?v=2&tid=G-TEST000001"
                        + "&cid=\(Self.visitor)&_uip=\(Self.marker)&gcd=13r3r3r3r5"
                        + "&en=purchase&epn.number=\(number)",
                    "--max-time", "\(seconds)", "--header", "X-Forwarded-For: \(Self.marker)",
                ] + more
            })
        try #require(statuses.count == count)
        for (number, status) in zip(numbers, statuses) where (200..<300).contains(status) {
            answered.insert(number)
        }
        return statuses
    }

    /// Waits until events are answered with success again, and until all that were have arrived.
    func recover() async throws {
        try await Deadline.wait("events are taken again") { try self.send(1) == [204] }
        try await Deadline.wait("all that was answered with success arrives") {
            self.missing.isEmpty
        }
    }

    /// What was answered with success and has not arrived.
    var missing: Set<Int> { missing(at: upstream) }

    /// What was answered with success and has not arrived there.
    func missing(at upstream: RecordingUpstream) -> Set<Int> {
        var missing = answered
        for request in upstream.requests {
            for part in request.split(separator: "&") where part.hasPrefix("epn.number=") {
                let digits = part.dropFirst("epn.number=".count).prefix { $0.isNumber }
                if let number = Int(digits) { missing.remove(number) }
            }
        }
        return missing
    }

    /// Descriptors that the gateway has open.
    var descriptors: Int {
        let folder = "/proc/\(gateway.process.processIdentifier)/fd"
        return (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
    }

    /// Plays one failure: the answers meanwhile, the recovery, and that nothing is left behind.
    func play(_ fault: Fault) async throws {
        let before = descriptors
        try plan.set(fault.rules)
        let statuses = try send(fault.events, more: fault.arguments)
        for status in Set(statuses) {
            #expect(fault.answers.contains(status), "\(fault): answered \(statuses)")
        }
        if fault.mustRefuse {
            #expect(statuses.contains(503), "\(fault): answered \(statuses)")
        }
        // What is behind the answer may take a moment.
        try await Deadline.wait("\(fault) happens") {
            try !self.plan.hits(fault.rules.count).contains(0)
        }
        if !fault.stays { try plan.clear() }
        try await recover()
        try plan.clear()
        #expect(gateway.process.isRunning, "\(fault): \(gateway.logText)")
        try await Deadline.wait("the descriptors of \(fault) are closed") {
            self.descriptors <= before + Self.keptDescriptors
        }
    }

    /// Ends it; nothing that identifies may stand in what it said.
    func stop() async throws {
        try plan.clear()
        let status = gateway.stop()
        #expect(status == 0, "ended with \(status): \(gateway.logText)")
        await upstream.stop()
        #expect(!gateway.logText.contains(Self.marker) && !gateway.logText.contains(Self.visitor))
        for request in upstream.requests {
            #expect(!request.contains(Self.marker) && !request.contains(Self.visitor))
        }
    }
}

/// One way in which the system may fail, and what clients may see of it.
struct Fault: CustomStringConvertible, Sendable {
    let description: String
    let rules: [FaultPlan.Rule]
    /// What clients may be answered meanwhile; 0 is a connection that ends without an answer.
    var answers: Set<Int> = [204]
    var events = 6
    /// It goes on while the recovery is waited for: the gateway must work in spite of it.
    var stays = false
    /// More for curl.
    var arguments: [String] = []
    /// Nothing can be kept meanwhile, and clients are told.
    var mustRefuse = false

    init(
        _ description: String, _ rules: [FaultPlan.Rule], answers: Set<Int> = [204],
        events: Int = 6, stays: Bool = false, arguments: [String] = [], mustRefuse: Bool = false
    ) {
        self.mustRefuse = mustRefuse
        self.description = description
        self.rules = rules
        self.answers = answers
        self.events = events
        self.stays = stays
        self.arguments = arguments
    }
}
