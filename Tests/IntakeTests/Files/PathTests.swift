import Bytes
import Glibc
import Testing

@testable import Intake

/// Names are bytes, whatever they are bytes of.
@Suite struct PathTests {
    @Test func `every name has one string, and comes back from it`() {
        let parts: [[UInt8]] = [
            Array("caf\u{E9}".utf8), Array("cafe\u{301}".utf8), [0xE9], [0xC3], [0xA9], [0xFF],
            [0x80], [0xF4, 0x8F, 0xBB, 0xA9], [0xF4, 0x8F, 0xBB], [0xF4, 0x8F, 0xBF, 0xBF],
            [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0x0A], [0x20],
        ]
        var seen: [[UInt8]: [UInt8]] = [:]
        for one in parts {
            for two in parts {
                for three in parts {
                    let name = one + two + three
                    let text = Path.named(name)
                    #expect(Path.bytes(text) == name)
                    let other = seen.updateValue(name, forKey: Path.key(text))
                    #expect(other == nil || other == name)
                }
            }
        }
    }

    @Test func `what is not UTF-8 is shown by its digits`() {
        #expect(Path.shown("a/" + Path.named([0x63, 0xE9, 0x0A, 0x80])) == "a/c\\xE9\n\\x80")
        #expect(Path.shown("caf\u{E9}") == "caf\u{E9}")
    }

    @Test(
        arguments: [
            ("a/\u{301}b", "a", "\u{301}b"), ("a", ".", "a"), ("/a", "/", "a"),
            ("a//b", "a/", "b"),
        ])
    func `a slash is a slash, whatever follows it`(path: String, directory: String, last: String) {
        #expect(Path.key(Path.directory(of: path)) == Path.key(directory))
        #expect(Path.key(Path.lastComponent(of: path)) == Path.key(last))
        #expect(Path.key(Path.joining(directory, last)).last == Path.key(path).last)
    }

    // MARK: Whole runs

    /// A directory with one file, which no room can write: its name is the byte E9.
    private func makeLog(_ room: Room) throws -> String {
        let path = Path.joining(room.makeDirectory("in"), Path.named([0xE9]))
        let log = try Descriptor.opening(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        var written = 0
        try FileCalls.system.writeAll(log.number, Array("a1\n".utf8).span, written: &written)
        return path
    }

    private func text(_ path: String) throws -> String {
        let log = try Descriptor.opening(path, flags: O_RDONLY)
        var bytes = ByteBuffer()
        _ = try FileCalls.system.readSome(log.number, into: &bytes, room: 100)
        return bytes.span.string
    }

    /// The entries' bytes, as readdir(3) gives them.
    private func names(in path: String) throws -> [[UInt8]] {
        try Directory.names(in: path).map { Path.bytes($0) }
    }

    @Test(arguments: ["in", "in/*", "in/?", "in/[range]", "**/*"])
    func `a file whose name is not UTF-8 is found and done`(pattern: String) throws {
        let room = Room()
        let path = try makeLog(room)
        // A range of bytes, which no UTF-8 pattern can hold.
        let pattern =
            pattern == "in/[range]" ? "in/[" + Path.named([0x80, 0x2D, 0xFF]) + "]" : pattern
        let ending = run(
            BatchOptions(
                inputs: [room(pattern)], output: .inPlace, reportPath: room("report.json")))
        #expect(ending.status == 0)
        #expect(ending.said == [])
        #expect(try text(path) == "aX\n")
        #expect(try names(in: room("in")) == [[0xE9]])
        #expect(room.text("report.json")?.contains(#"in/\\xE9""#) == true)
    }

    @Test func `such a file keeps its name below an output directory, and in the journal`() throws {
        let room = Room()
        let path = try makeLog(room)
        let options = BatchOptions(
            inputs: [path, room("in")], output: .directory(room("out")),
            resumePath: room("journal"))
        #expect(run(options).status == 0)
        #expect(try names(in: room("out")) == [[0xE9]])
        #expect(try text(Path.joining(room("out"), Path.named([0xE9]))) == "aX\n")
        #expect(try text(path) == "a1\n")
        #expect(
            run(options).said
                == ["matglas: 1 of 1 files were done before, by \(room("journal"))"])
    }
}
