import Foundation
import Glibc
import Testing

/// Outputs of logs and files that are replaced, while the disk refuses.
@Suite struct FileFaultTests {
    private static func line(_ number: Int) -> String {
        "203.0.113.77 - jan [10/Oct/2024:13:55:36 +0200] \"GET /p/\(number)?email=jan HTTP/1.1\" "
            + "200 5 \"-\" \"curl/8.5.0\""
    }

    @Test("Lines wait while their output refuses them, and none is lost, doubled or cut")
    func logOutput() async throws {
        let plan = try FaultPlan()
        let gateway = try LogGateway(
            """
              - name: web
                site: shop
                files: [FOLDER/access.log]
                format: combined
                to: [{file: FOLDER/out.log}]
            """, environment: plan.environment())
        try await gateway.start()
        var written = 0
        for rules: [FaultPlan.Rule] in [
            [.init(call: "write", error: ENOSPC, times: 3, path: "out.log")],
            [
                .init(call: "write", limit: 100, times: 1, path: "out.log"),
                .init(call: "write", error: ENOSPC, times: 2, path: "out.log"),
            ],
            [.init(call: "write", error: EIO, times: 2, path: "out.log")],
            [.init(call: "write", error: EDQUOT, times: 2, path: "out.log")],
            [.init(call: "write", error: EINTR, every: 2, path: "out.log")],
            [.init(call: "write", limit: 1, path: "out.log")],
            [.init(call: "pread", error: EINTR, every: 2, path: "access.log")],
        ] {
            try plan.set(rules)
            try gateway.append((written..<written + 10).map(Self.line), to: "access.log")
            written += 10
            try await Deadline.wait("the lines of \(rules) are there") {
                gateway.lines("out.log").count >= written
            }
            #expect(try !plan.hits(rules.count).contains(0), "\(rules)")
        }
        // A rotation for which there is no descriptor: the old file stays in use.
        try plan.set([.init(call: "open", error: EMFILE, path: "out.log")])
        try FileManager.default.moveItem(
            atPath: gateway.path("out.log"), toPath: gateway.path("out.log.1"))
        gateway.hangUp()
        try await Deadline.wait("it is told") { gateway.log.contains("cannot be reopened") }
        try gateway.append([Self.line(written)], to: "access.log")
        written += 1
        try await Deadline.wait("the old file has the line") {
            gateway.lines("out.log.1").count == written
        }
        try plan.clear()
        gateway.hangUp()
        try await Deadline.wait("the new file is there") {
            FileManager.default.fileExists(atPath: gateway.path("out.log"))
        }
        try gateway.append([Self.line(written)], to: "access.log")
        try await Deadline.wait("the new file has the line") {
            gateway.lines("out.log").count == 1
        }
        #expect(try await gateway.stop() == 0)
        let numbers = gateway.lines("out.log.1").map { line in
            line.split(separator: " ").first { $0.hasPrefix("/p/") }.map(String.init) ?? line
        }
        #expect(numbers == (0..<written).map { "/p/\($0)" })
        for text in [gateway.text("out.log"), gateway.text("out.log.1"), gateway.log] {
            #expect(!text.contains("203.0.113.77") && !text.contains("jan"))
        }
    }

    @Test(
        "A file that cannot be replaced stays as it was, and nothing is left beside it",
        arguments: [
            FaultPlan.Rule(call: "write", error: ENOSPC, skip: 1, path: ".access.log"),
            FaultPlan.Rule(call: "write", error: EIO, path: ".access.log"),
            FaultPlan.Rule(call: "write", error: EDQUOT, path: ".access.log"),
            FaultPlan.Rule(call: "fsync", error: EIO, path: ".access.log"),
            FaultPlan.Rule(call: "renameat2", error: EACCES, path: "access.log"),
            FaultPlan.Rule(call: "open", error: EMFILE, path: ".access.log"),
            FaultPlan.Rule(call: "open", error: ENOSPC, path: ".access.log"),
            FaultPlan.Rule(call: "read", error: EIO, path: "access.log"),
        ])
    func inPlace(rule: FaultPlan.Rule) throws {
        let plan = try FaultPlan()
        try plan.set([rule])
        let folder = try TemporaryFolder()
        let logs = folder.url.appending(path: "logs")
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: false)
        let content = (0..<20_000).map { Self.line($0) + "\n" }.joined()
        let file = try folder.file("logs/access.log", content)
        let result = try MatglasProcess.run(
            ["logs", "--in-place", file.path()], environment: plan.environment())
        #expect(try plan.hits(1)[0] > 0)
        #expect(result.status > 0 && result.status < 128, "\(result.status): \(result.errors)")
        #expect(try String(contentsOf: file, encoding: .utf8) == content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: logs.path()) == ["access.log"])
        #expect(!result.errors.contains("203.0.113.77"))
    }

    @Test(
        "Interrupted and short calls change nothing in a file that is replaced",
        arguments: [
            FaultPlan.Rule(call: "write", error: EINTR, every: 2, path: "access.log"),
            FaultPlan.Rule(call: "write", limit: 777, path: "access.log"),
            FaultPlan.Rule(call: "read", error: EINTR, every: 2, path: "access.log"),
            FaultPlan.Rule(call: "read", limit: 777, path: "access.log"),
        ])
    func shortCalls(rule: FaultPlan.Rule) throws {
        let plan = try FaultPlan()
        let folder = try TemporaryFolder()
        let content = (0..<5_000).map { Self.line($0) + "\n" }.joined()
        let expected = try MatglasProcess.run(["logs"], input: Data(content.utf8)).output
        let file = try folder.file("access.log", content)
        try plan.set([rule])
        let result = try MatglasProcess.run(
            ["logs", "--in-place", file.path()], environment: plan.environment())
        #expect(try plan.hits(1)[0] > 0)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Data(contentsOf: file) == expected)
    }
}
