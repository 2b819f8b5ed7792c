import Foundation
import Glibc
import Testing

@testable import Intake

/// Directories, patterns, and files that are named twice.
@Suite struct InputSearchTests {
    /// A tree with what is to be found, and what is not.
    private func makeTree() -> Room {
        let room = Room()
        for name in ["a", "a/b", "a/.git", "c"] { _ = room.makeDirectory(name) }
        for name in ["a/1.log", "a/b/2.log", "a/b/note", "a/.git/3.log", "a/.hidden", "c/4.log"] {
            room.write(name, "n1\n")
        }
        unsafe symlink(room("c/4.log"), room("a/link.log"))
        unsafe symlink(room("c"), room("a/linked"))
        unsafe mkfifo(room("a/pipe"), 0o600)
        return room
    }

    private func search(_ room: Room, _ paths: String...) throws -> [String] {
        var search = InputSearch(leavingOut: [])
        for path in paths { try search.add(room(path)) }
        return search.found.map { "\($0.path.dropFirst(room.path.count + 1)) \($0.name)" }
    }

    @Test func `a directory stands for every regular file below it that is not hidden`() throws {
        #expect(
            try search(makeTree(), "a") == [
                "a/1.log 1.log", "a/b/2.log b/2.log", "a/b/note b/note",
            ])
    }

    @Test func `two stars stand for any number of directories`() throws {
        let room = makeTree()
        #expect(
            try search(room, "**/*.log") == [
                "a/1.log a/1.log", "a/link.log a/link.log", "a/b/2.log a/b/2.log",
                "c/4.log c/4.log",
            ])
        #expect(try search(room, "a/**/2.log") == ["a/b/2.log b/2.log"])
        #expect(try search(room, "a/**/**/b/2.log") == ["a/b/2.log b/2.log"])
        #expect(try search(room, "c/**") == ["c/4.log 4.log"])
    }

    @Test(.timeLimit(.minutes(1)))
    func `many stars in a deep tree find each file once, soon`() throws {
        let room = Room()
        var path = "d"
        for _ in 0..<40 {
            _ = room.makeDirectory(path)
            path += "/d"
        }
        room.write("d/d/d/d/d/d/d/x.log", "1\n")
        let pattern = String(repeating: "**/d*/", count: 6) + "*.log"
        #expect(try search(room, pattern).count == 1)
    }

    @Test func `a pattern keeps the names below its first special component`() throws {
        let room = makeTree()
        #expect(try search(room, "a/*.log") == ["a/1.log 1.log", "a/link.log link.log"])
        #expect(
            try search(room, "*/[14].log") == ["a/1.log a/1.log", "c/4.log c/4.log"])
        #expect(try search(room, "a/?") == ["a/b/2.log b/2.log", "a/b/note b/note"])
    }

    @Test func `a file whose name looks like a pattern is that file`() throws {
        let room = makeTree()
        room.write("[1].log", "x\n")
        #expect(try search(room, "[1].log") == ["[1].log [1].log"])
    }

    @Test func `trees are kept below an output directory, and that is not read again`() {
        let room = makeTree()
        let options = BatchOptions(inputs: [room("a")], output: .directory(room("a/out")), jobs: 2)
        for _ in 0..<2 {
            let ending = run(options)
            #expect(ending.status == 0)
            #expect(ending.said == [])
        }
        #expect(room.text("a/out/b/2.log") == "nX\n")
        #expect(room.text("a/out/1.log") == "nX\n")
        #expect(room.text("a/out/out") == nil)
        #expect(room.text("a/out/.hidden") == nil)
        #expect(room.text("a/1.log") == "n1\n")
    }

    @Test func `two inputs that end at one name stop the run before anything is written`() {
        let room = makeTree()
        room.write("c/1.log", "other\n")
        room.write("c/b", "a file where a directory would be\n")
        for second in ["c", "c/1.log", "c/b"] {
            let ending = run(
                BatchOptions(
                    inputs: [room("a"), room(second)], output: .directory(room("out"))))
            #expect(ending.status == 64)
            #expect(ending.said.count == 1)
            #expect(room.names == ["a", "c"])
        }
    }

    @Test func `a file that is found twice is done once`() {
        let room = makeTree()
        let inputs = [room("c"), room("c/4.log"), room("a/link.log"), room("c/*.log")]
        #expect(run(BatchOptions(inputs: inputs, output: .inPlace)).status == 0)
        #expect(room.text("c/4.log") == "nX\n")
        let twice = BatchOptions(
            inputs: [room("c"), room("c/4.log")], output: .directory(room("out")))
        #expect(run(twice).status == 0)
        // As with cat, who names a file twice gets it twice; what a pattern adds is there once.
        let joined = [room("c/4.log"), room("c/4.log"), room("c/*"), room("c")]
        #expect(run(BatchOptions(inputs: joined, output: .file(room("j")))).status == 0)
        #expect(room.text("j") == "nX\nnX\n")
    }

    @Test(.enabled(if: geteuid() != 0))
    func `a directory that may not be read is told, and the rest is done`() {
        let room = makeTree()
        unsafe chmod(room("a/b"), 0)
        defer { unsafe chmod(room("a/b"), 0o700) }
        let ending = run(BatchOptions(inputs: [room("a")], output: .inPlace))
        #expect(ending.status == 77)
        #expect(room.text("a/1.log") == "nX\n")
    }

    @Test(.enabled(if: geteuid() != 0), arguments: ["a", "a/b/*", "a/**/*.log"])
    func `a directory that may be listed and not entered is told once`(path: String) {
        let room = makeTree()
        unsafe chmod(room("a/b"), 0o400)
        defer { unsafe chmod(room("a/b"), 0o700) }
        let ending = run(BatchOptions(inputs: [room(path)], output: .inPlace))
        #expect(ending.status == 77)
        #expect(ending.said == ["matglas: \(room("a/b")): cannot open, permission denied"])
    }

    @Test func `a pattern does not pass by a link that leads in a circle`() {
        let room = makeTree()
        unsafe symlink("circle.log", room("c/circle.log"))
        let ending = run(BatchOptions(inputs: [room("c/*.log")], output: .inPlace))
        #expect(ending.status == 66)
        #expect(ending.said.count == 1)
        #expect(ending.said.first?.contains("circle.log: cannot open") == true)
        #expect(room.text("c/4.log") == "nX\n")
    }

    @Test(arguments: ["deep", "deep/**", "**/*.log"])
    func `a file whose path is too long for the kernel is told`(path: String) throws {
        let room = Room()
        let name = String(repeating: "d", count: 250)
        var folders = [unsafe open(room.makeDirectory("deep"), O_RDONLY | O_CLOEXEC)]
        defer {
            for folder in folders.reversed() {
                unsafe unlinkat(folder, "x.log", 0)
                unsafe unlinkat(folder, name, AT_REMOVEDIR)
                close(folder)
            }
        }
        for _ in 0..<17 {
            let last = try #require(folders.last)
            unsafe mkdirat(last, name, 0o700)
            folders.append(unsafe openat(last, name, O_RDONLY | O_CLOEXEC))
        }
        let last = try #require(folders.last)
        close(unsafe openat(last, "x.log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        let ending = run(BatchOptions(inputs: [room(path)], output: .inPlace))
        #expect(ending.status == 66)
        #expect(ending.said.count == 1)
        #expect(ending.said.first?.contains("file name too long") == true)
    }

    @Test func `journal and report in a directory of logs are not logs`() {
        let room = makeTree()
        var options = BatchOptions(inputs: [room("c")], output: .inPlace)
        options.reportPath = room("c/report.json")
        options.resumePath = room("c/journal")
        for _ in 0..<2 { #expect(run(options).status == 0) }
        #expect(room.text("c/journal")?.hasPrefix("matglas-journal 1\n") == true)
        #expect(room.text("c/report.json")?.contains("\"files\"") == true)
    }
}
