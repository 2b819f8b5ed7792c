import Foundation
import Testing

/// `matglas logs --follow` as a service runs it: beside a server that writes, and a logrotate that rotates.
@Suite struct FollowTests {
    /// The binary following something, ended when the test ends.
    private final class Follower {
        let process = Process()
        let folder: TemporaryFolder

        init(_ arguments: [String], in folder: TemporaryFolder) throws {
            self.folder = folder
            process.executableURL = MatglasProcess.binary
            process.arguments =
                ["logs", "--follow", "--profile", "addresses", "--format", "combined"] + arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit {
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }

        func end(_ number: Int32) async throws -> Int32 {
            kill(process.processIdentifier, number)
            try await Deadline.wait("it ends") { !self.process.isRunning }
            return process.terminationStatus
        }
    }

    private func line(_ number: Int) -> String {
        "203.0.113.\(number) - - [10/Oct/2024:13:55:36 +0200] \"GET /p/\(number) HTTP/1.1\" 200 5 \"-\" \"-\"\n"
    }

    private func anonymous(_ numbers: ClosedRange<Int>) -> String {
        numbers.map { line($0).replacing("203.0.113.\($0)", with: "203.0.113.0") }.joined()
    }

    private func append(_ text: String, to file: URL) throws {
        if !FileManager.default.fileExists(atPath: file.path()) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func text(_ file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    @Test("Lines come out as they are written, across rotation, a signal and a restart")
    func rotation() async throws {
        let folder = try TemporaryFolder()
        let log = folder.url.appending(path: "access.log")
        let output = folder.url.appending(path: "out.log")
        let arguments = [
            "--output", output.path(), "--position",
            folder.url.appending(path: "position").path(), log.path(),
        ]
        var follower = try Follower(arguments, in: folder)
        try append(line(1), to: log)
        try await Deadline.wait("the first line") { text(output) == anonymous(1...1) }
        let manager = FileManager.default
        try manager.moveItem(at: log, to: folder.url.appending(path: "access.log.1"))
        try append(line(2), to: log)
        try await Deadline.wait("the line of the next file") {
            text(output) == anonymous(1...2)
        }
        #expect(try await follower.end(SIGTERM) == 128 + SIGTERM)
        try append(line(3), to: log)
        try manager.moveItem(at: log, to: folder.url.appending(path: "access.log.2"))
        try append(line(4), to: log)
        follower = try Follower(arguments, in: folder)
        try await Deadline.wait("what was written meanwhile") {
            text(output) == anonymous(1...4)
        }
        // logrotate renames the output, and SIGHUP makes it begin a new one.
        try manager.moveItem(at: output, to: folder.url.appending(path: "out.log.1"))
        kill(follower.process.processIdentifier, SIGHUP)
        try await Deadline.wait("the new output") {
            manager.fileExists(atPath: output.path())
        }
        try append(line(5), to: log)
        try await Deadline.wait("the line in the new output") {
            text(output) == anonymous(5...5)
        }
        #expect(try await follower.end(SIGINT) == 128 + SIGINT)
    }

    @Test("A named pipe is read on when its writer closes it and another one opens it")
    func pipe() async throws {
        let folder = try TemporaryFolder()
        let pipe = folder.url.appending(path: "pipe")
        let output = folder.url.appending(path: "out.log")
        #expect(unsafe mkfifo(pipe.path(), 0o600) == 0)
        let follower = try Follower(["--output", output.path(), pipe.path()], in: folder)
        try await Deadline.wait("the output is opened") {
            FileManager.default.fileExists(atPath: output.path())
        }
        for number in 1...3 {
            // Opening waits for a reader, so this is a thread's work.
            let bytes = Data(line(number).utf8)
            Thread.detachNewThread { try? bytes.write(to: pipe) }
            try await Deadline.wait("line \(number)") { text(output) == anonymous(1...number) }
        }
        #expect(try await follower.end(SIGTERM) == 128 + SIGTERM)
    }

    @Test(
        "What following cannot be combined with is refused",
        arguments: [
            ["--follow"], ["--follow", "-"], ["--follow", "--in-place", "a.log"],
            ["--follow", "--output-directory", "d", "a.log"], ["--from", "end", "a.log"],
            ["--position", "p", "a.log"], ["--follow", "--from", "middle", "a.log"],
            ["--follow", "--output", "a.log.1", "a.log"],
        ])
    func refusals(arguments: [String]) throws {
        let result = try MatglasProcess.run(["logs"] + arguments)
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty)
    }
}
