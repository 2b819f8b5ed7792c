import Bytes
import Foundation
import Testing

@testable import Intake

@Suite struct RunReportTests {
    private struct Report: Decodable {
        struct Count: Decodable {
            var path: String?
            var format: String?
            let read, written, unparsed, dropped, bytes_in, bytes_out: Int
        }
        let files: [Count]
        let total: Count
        let treated: [String: Int]
    }

    private func report(_ room: Room) throws -> Report {
        let bytes = try #require(room.bytes("report.json"))
        return try JSONDecoder().decode(Report.self, from: Data(bytes))
    }

    @Test(arguments: [1, 4])
    func `the report counts lines, bytes and kinds per file`(jobs: Int) throws {
        let room = Room()
        let lines = manyLines(25_000)
        let inputs = [
            room.write("a \"quoted\"\n", "1\n? 22\n"), room.write("b.gz", gzipped(lines)),
            room.write("empty", ""),
        ]
        let ending = run(
            BatchOptions(
                inputs: inputs, output: .file(room("out")), unparsed: .drop, jobs: jobs,
                reportPath: room("report.json")))
        #expect(ending.status == 0)
        let report = try report(room)
        #expect(report.files.map(\.path) == inputs)
        #expect(report.files.map(\.format) == ["digits", "digits", "digits"])
        #expect(report.files.map(\.read) == [2, 25_000, 0])
        #expect(report.files.map(\.written) == [1, 25_000, 0])
        #expect(report.files.map(\.dropped) == [1, 0, 0])
        #expect(report.files.map(\.unparsed) == [1, 0, 0])
        #expect(report.files.map(\.bytes_in) == [7, lines.count, 0])
        #expect(report.files.map(\.bytes_out) == [2, lines.count, 0])
        #expect(report.total.read == 25_002)
        #expect(report.total.bytes_out == lines.count + 2)
        let digits = lines.count { ASCII.isDigit($0) } + 1
        #expect(report.treated == ["digit": digits])
    }

    @Test func `a report that cannot be written is an error`() {
        let room = Room()
        let path = room.write("a", "1\n")
        let ending = run(
            BatchOptions(
                inputs: [path], output: .file(room("out")), reportPath: room("no/report")))
        #expect(ending.status == 73)
        #expect(room.text("out") == "X\n")
    }

    @Test func `a report of nothing is whole too`() throws {
        var json = ByteBuffer()
        RunReport(files: [], kinds: ["digit"]).write(into: &json)
        let report = try JSONDecoder().decode(Report.self, from: Data(json.span.array))
        #expect(report.files.isEmpty)
        #expect(report.treated.isEmpty)
    }
}
