import Foundation
import Glibc
import Testing

/// The real program while its state cannot be written or read.
///
/// What cannot be kept is answered with 503; what is answered with success arrives; and when the disk is well
/// again so is the gateway, without a restart.
@Suite struct StateFaultTests {
    private typealias Rule = FaultPlan.Rule

    private static let database = "matglas.sqlite"

    /// Nothing can be written at all.
    private static let refusals: [Fault] = [ENOSPC, EDQUOT, EIO].map { code in
        Fault(
            "no write succeeds, error \(code)",
            [Rule(call: "pwrite", error: code, path: database)], answers: [503], mustRefuse: true)
    }

    /// A write now and then fails, is cut or is interrupted.
    private static let stumbles: [Fault] =
        [ENOSPC, EDQUOT, EIO].map { code in
            Fault(
                "some writes fail, error \(code)",
                [Rule(call: "pwrite", error: code, every: 3, times: 3, path: database)],
                answers: [204, 503], events: 12)
        } + [
            Fault(
                "writing is interrupted",
                [Rule(call: "pwrite", error: EINTR, every: 2, path: database)], stays: true),
            Fault(
                "writing one byte at a time", [Rule(call: "pwrite", limit: 1, path: database)],
                stays: true),
            Fault(
                "writing takes 20 ms",
                [Rule(call: "pwrite", delayMicroseconds: 20_000, path: database)], stays: true),
            Fault(
                "locks are refused",
                [Rule(call: "fcntl", error: ENOLCK, every: 3, times: 4, path: database)],
                answers: [204, 503], events: 12),
        ]

    @Test("While the disk refuses, clients are answered with 503, and then all goes on")
    func survives() async throws {
        let gateway = try await FaultedGateway()
        try await gateway.recover()
        for fault in Self.refusals + Self.stumbles { try await gateway.play(fault) }
        try await gateway.stop()
    }

    // MARK: Power cuts

    /// The log that SQLite appends each commit to, and synchronises with `durability: power`.
    private static let log = "matglas.sqlite-wal"

    private static func lasting(_ port: Int, state: String = "STATE") -> String {
        ServeTests.configuration(port: port, extra: "durability: power")
            .replacing("STATE", with: state)
    }

    @Test("With durability: power a commit that is not on the disk is answered with 503")
    func synchronises() async throws {
        let gateway = try await FaultedGateway(configuration: { Self.lasting($0) })
        try await gateway.recover()
        let faults =
            [EIO, ENOSPC, EDQUOT].map { code in
                Fault(
                    "no commit is synchronised, error \(code)",
                    [Rule(call: "fsync", error: code, path: Self.log)], answers: [503],
                    mustRefuse: true)
            } + [
                Fault(
                    "some commits are not synchronised",
                    [Rule(call: "fsync", error: EIO, every: 3, times: 3, path: Self.log)],
                    answers: [204, 503], events: 12, mustRefuse: true)
            ]
        for fault in faults { try await gateway.play(fault) }
        try await gateway.stop()
    }

    @Test(
        "Only with durability: power an answer waits for the disk", arguments: ["power", "process"])
    func waitsForTheDisk(durability: String) async throws {
        let gateway = try await FaultedGateway(configuration: {
            Self.lasting($0).replacing("durability: power", with: "durability: \(durability)")
        })
        try await gateway.recover()
        try gateway.plan.set([
            Rule(call: "connect", error: ECONNREFUSED, on: .upstream),
            Rule(call: "fsync", delayMicroseconds: 400_000, path: Self.log),
        ])
        for _ in 0..<3 {
            let before = try gateway.plan.hits(2)[1]
            let begun = ContinuousClock.now
            #expect(try gateway.send(1) == [204])
            let time = begun.duration(to: .now)
            let hits = try gateway.plan.hits(2)[1] - before
            #expect((time >= .milliseconds(400)) == (durability == "power"), "\(time)")
            #expect((hits > 0) == (durability == "power"))
        }
        try gateway.plan.clear()
        try await gateway.recover()
        try await gateway.stop()
    }

    @Test("What was answered before commits could no longer be synchronised is there after a kill")
    func outlivesKill() async throws {
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state").path()
        let gateway = try await FaultedGateway(configuration: { Self.lasting($0, state: state) })
        try await gateway.recover()
        let away = [
            Rule(call: "connect", error: ECONNREFUSED, on: .upstream),
            Rule(call: "send", error: ECONNRESET, on: .upstream),
        ]
        try gateway.plan.set(away)
        #expect(try gateway.send(10).allSatisfy { $0 == 204 })
        try gateway.plan.set(away + [Rule(call: "fsync", error: EIO, path: Self.log)])
        #expect(try gateway.send(10).allSatisfy { $0 == 503 })
        kill(gateway.gateway.process.processIdentifier, SIGKILL)
        gateway.gateway.process.waitUntilExit()
        let next = try await FaultedGateway(configuration: { Self.lasting($0, state: state) })
        try await Deadline.wait("all that was answered with success arrives") {
            gateway.missing(at: next.upstream).isDisjoint(with: gateway.missing)
        }
        try await next.stop()
        await gateway.upstream.stop()
    }

    @Test("What was kept while the destination was away and the disk filled up arrives afterwards")
    func fillsWhileAway() async throws {
        let gateway = try await FaultedGateway()
        try await gateway.recover()
        // Nobody answers there, and the spool grows until the disk is full.
        try gateway.plan.set([
            Rule(call: "connect", error: ECONNREFUSED, on: .upstream),
            Rule(call: "send", error: ECONNRESET, on: .upstream),
        ])
        let kept = try gateway.send(20)
        #expect(kept.allSatisfy { $0 == 204 })
        try gateway.plan.set([
            Rule(call: "connect", error: ECONNREFUSED, on: .upstream),
            Rule(call: "send", error: ECONNRESET, on: .upstream),
            Rule(call: "pwrite", error: ENOSPC, path: Self.database),
        ])
        #expect(try gateway.send(5).allSatisfy { $0 == 503 })
        // The destination is back, and still nothing can be deleted: what is sent is sent once more at most.
        try gateway.plan.set([Rule(call: "pwrite", error: ENOSPC, path: Self.database)])
        try await Deadline.wait("what was kept arrives") { gateway.missing.isEmpty }
        #expect(try gateway.send(5).allSatisfy { $0 == 503 })
        try gateway.plan.clear()
        try await gateway.recover()
        try await gateway.stop()
    }
}
