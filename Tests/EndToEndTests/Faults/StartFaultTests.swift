import Foundation
import Glibc
import Testing

/// A start that the system refuses: it ends with a reason and the right status, never with a crash.
@Suite struct StartFaultTests {
    /// One call that fails while the gateway starts.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let rule: FaultPlan.Rule
        /// The exit codes that are right, of sysexits.h.
        var statuses: Set<Int32> = [74]
        /// What the reason must mention.
        var word = "matglas"

        var testDescription: String { "\(rule.call) error \(rule.error) \(rule.path)" }
    }

    private static let database = "matglas.sqlite"
    private static let key = "pseudonym.key"

    static let refusals: [Refusal] = [
        Refusal(rule: .init(call: "mkdir", error: ENOSPC, path: "state"), word: "disk is full"),
        Refusal(rule: .init(call: "mkdir", error: EACCES, path: "state"), statuses: [77]),
        Refusal(rule: .init(call: "open", error: EMFILE, path: database), word: "descriptor"),
        Refusal(rule: .init(call: "open", error: ENFILE, path: database)),
        Refusal(rule: .init(call: "open", error: EACCES, path: database), statuses: [77]),
        Refusal(rule: .init(call: "open", error: EIO, path: database), statuses: [74, 77]),
        Refusal(rule: .init(call: "pwrite", error: ENOSPC, path: database), word: "disk is full"),
        Refusal(rule: .init(call: "pwrite", error: EDQUOT, path: database)),
        Refusal(rule: .init(call: "pwrite", error: EIO, path: database)),
        Refusal(rule: .init(call: "pread", error: EIO, path: database)),
        Refusal(rule: .init(call: "fsync", error: EIO, path: database)),
        Refusal(rule: .init(call: "ftruncate", error: ENOSPC, path: database)),
        Refusal(rule: .init(call: "mmap", error: ENOMEM, path: database)),
        Refusal(rule: .init(call: "open", error: EACCES, path: key), statuses: [77], word: key),
        Refusal(
            rule: .init(call: "open", error: EMFILE, path: key), statuses: [74, 77], word: key),
        Refusal(rule: .init(call: "write", error: ENOSPC, path: key), word: key),
        Refusal(rule: .init(call: "write", limit: 5, path: key), word: key),
        Refusal(rule: .init(call: "fsync", error: EIO, path: key), word: key),
        Refusal(rule: .init(call: "link", error: EIO, path: key), word: key),
        Refusal(rule: .init(call: "socket", error: EMFILE), word: "Too many open files"),
        Refusal(rule: .init(call: "bind", error: EADDRINUSE), word: "free address"),
        Refusal(rule: .init(call: "bind", error: EACCES), statuses: [77]),
        Refusal(rule: .init(call: "bind", error: EADDRNOTAVAIL)),
        Refusal(rule: .init(call: "listen", error: EADDRINUSE)),
        Refusal(rule: .init(call: "epoll_ctl", error: ENOMEM, on: .sockets)),
        Refusal(rule: .init(call: "epoll_ctl", error: ENOSPC, on: .sockets)),
        Refusal(rule: .init(call: "read", error: EIO, path: "matglas.yaml"), word: "matglas.yaml"),
    ]

    @Test("A refused call ends the start with its reason and status", arguments: refusals)
    func refuses(refusal: Refusal) throws {
        let plan = try FaultPlan()
        try plan.set([refusal.rule])
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state").path()
        let file = try folder.file(
            "matglas.yaml",
            ServeTests.configuration(port: 9).replacing("STATE", with: state))
        let result = try MatglasProcess.run(
            ["serve", "--allow-root", "--config", file.path()],
            environment: plan.environment())
        #expect(try plan.hits(1)[0] > 0)
        #expect(refusal.statuses.contains(result.status), "\(result.status): \(result.errors)")
        #expect(result.errors.contains(refusal.word), "\(result.errors)")
        #expect(!result.errors.isEmpty)
        // Half a key would be taken for a damaged one at the next start.
        if refusal.rule.path == Self.key {
            let left = try FileManager.default.contentsOfDirectory(atPath: state)
            #expect(left.allSatisfy { !$0.hasPrefix(Self.key) }, "\(left)")
        }
        // The next start, on a machine that is well, finds nothing in its way.
        try plan.clear()
        let check = try MatglasProcess.run(
            ["check", "--config", file.path()], environment: plan.environment())
        #expect(check.status == 0)
    }

    @Test(
        "What protects less, or takes longer, does not stop it",
        arguments: [
            FaultPlan.Rule(call: "mlock", error: EPERM),
            FaultPlan.Rule(call: "mlock", error: ENOMEM),
            FaultPlan.Rule(call: "madvise", error: EINVAL),
            FaultPlan.Rule(call: "getrandom", error: EINTR, every: 2),
            FaultPlan.Rule(call: "open", error: EINTR, times: 1, path: "matglas.sqlite"),
            FaultPlan.Rule(call: "pwrite", limit: 1, path: "matglas.sqlite"),
            FaultPlan.Rule(call: "pread", limit: 1, path: "matglas.sqlite"),
            FaultPlan.Rule(call: "pwrite", error: EINTR, every: 2, path: "matglas.sqlite"),
            FaultPlan.Rule(call: "pread", error: EINTR, every: 2, path: "matglas.sqlite"),
            FaultPlan.Rule(call: "epoll_wait", error: EINTR, every: 2),
        ])
    func bears(rule: FaultPlan.Rule) async throws {
        let gateway = try await FaultedGateway(starting: [rule])
        #expect(try gateway.plan.hits(1)[0] > 0 || rule.call == "getrandom")
        try await gateway.recover()
        if rule.call == "mlock" {
            #expect(gateway.gateway.logText.contains("keys are less protected"))
        }
        try await gateway.stop()
    }
}
