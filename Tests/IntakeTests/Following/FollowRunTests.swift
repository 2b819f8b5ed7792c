import Bytes
import Foundation
import Glibc
import Testing

@testable import Intake

/// `matglas logs --follow` in this program: it is asked to end before it begins, so it reads what is there.
private func follow(
    _ options: BatchOptions, calls: FileCalls = .system, output: Int32 = -1
) -> Ending {
    let said = Lines()
    let policy = options.unparsed
    let ending = FollowEnding()
    ending.ask(SIGTERM)
    let run = FollowRun(
        options, treatedKinds: ["digit"],
        factory: { _ throws(UnrecognisedFormat) in
            LineFormat(name: "digits") { DigitHider(policy) }
        },
        surroundings: Surroundings(
            calls: calls, standardOutput: output, say: { said.add($0) }),
        ending: ending)
    let status = run.run()
    return Ending(status: status, said: said.all)
}

@Suite struct FollowRunTests {
    private func options(_ room: Room, _ names: [String] = ["log"]) -> BatchOptions {
        BatchOptions(
            inputs: names.map { room($0) }, output: .file(room("out")), follow: true,
            positionPath: room("position"))
    }

    private func append(_ text: String, to path: String) throws {
        try Writer(path).write(text)
    }

    @Test func `the next run goes on where the last one stopped`() throws {
        let room = Room()
        room.write("log", "a1\nb2\nhalf 3")
        #expect(follow(options(room)).status == 143)
        #expect(room.text("out") == "aX\nbX\n")
        try append(" of it\nd4\n", to: room("log"))
        #expect(follow(options(room)).status == 143)
        #expect(room.text("out") == "aX\nbX\nhalf X of it\ndX\n")
        #expect(follow(options(room)).said == [])
        #expect(room.text("out") == "aX\nbX\nhalf X of it\ndX\n")
    }

    @Test func `several files go to one output, each with a position of its own`() throws {
        let room = Room()
        room.write("log", "a1\n")
        room.write("other > log", "o1\n")
        let both = options(room, ["log", "other > log"])
        #expect(follow(both).status == 143)
        #expect(room.text("out") == "aX\noX\n")
        try append("b\n", to: room("log"))
        try append("p\n", to: room("other > log"))
        _ = follow(both)
        #expect(room.text("out") == "aX\noX\nb\np\n")
    }

    @Test func `lines that were written behind the stored position do not come twice`() throws {
        let room = Room()
        room.write("log", "a1\n")
        _ = follow(options(room))
        let position = try #require(room.bytes("position"))
        try append("b2\nc3\n", to: room("log"))
        _ = follow(options(room))
        // As after a crash between writing the lines and storing the position.
        room.write("position", position)
        _ = follow(options(room))
        #expect(room.text("out") == "aX\nbX\ncX\n")
    }

    @Test func `a position tells numbers and paths only`() throws {
        let room = Room()
        room.write("log", "203.0.113.77 jan@example.com\n")
        _ = follow(options(room))
        let text = try #require(room.text("position"))
        #expect(!text.contains("203.0") && !text.contains("jan"))
        #expect(text.contains(room("log") + "\t"))
    }

    @Test func `a file that is no position is not overwritten`() throws {
        let room = Room()
        room.write("log", "a1\n")
        room.write("position", "my notes\n")
        let ending = follow(options(room))
        #expect(ending.status == 64)
        #expect(room.text("position") == "my notes\n")
    }

    @Test func `what follows cannot be combined with is refused, with a reason`() {
        let room = Room()
        room.write("log", "a1\n")
        let refused: [BatchOptions] = [
            BatchOptions(inputs: [], follow: true), BatchOptions(inputs: ["-"], follow: true),
            BatchOptions(inputs: [room("log")], output: .inPlace, follow: true),
            BatchOptions(inputs: [room("log")], output: .directory(room("d")), follow: true),
            BatchOptions(inputs: [room("log")], output: .file(room("log.1")), follow: true),
            BatchOptions(inputs: [room("log")], output: .file(room("log")), follow: true),
            BatchOptions(inputs: [room("new")], output: .file(room("new")), follow: true),
        ]
        for options in refused {
            let ending = follow(options)
            #expect(ending.status == 64)
            #expect(ending.said.first?.contains("expected") == true)
        }
        #expect(room.names == ["log"])
    }

    @Test func `an unparsed line ends it under fail, and what was written before stays`() throws {
        let room = Room()
        room.write("log", "a1\n")
        var strict = options(room)
        strict.unparsed = .fail
        _ = follow(strict)
        try append("b2\n? c3\n", to: room("log"))
        let ending = follow(strict)
        #expect(ending.status == 65)
        #expect(ending.said.first?.contains("line 2, byte 3") == true)
        #expect(room.text("out") == "aX\n")
        // Whoever then chooses otherwise loses nothing.
        _ = follow(options(room))
        #expect(room.text("out") == "aX\nbX\n? cX\n")
    }

    @Test func `a full device ends it, and the lines come again`() throws {
        let room = Room()
        room.write("log", "a1\n")
        _ = follow(options(room))
        try append("b2\n", to: room("log"))
        var calls = FileCalls.system
        unsafe calls.write = { _, _ in Int(-ENOSPC) }
        #expect(follow(options(room), calls: calls).status == 74)
        _ = follow(options(room))
        #expect(room.text("out") == "aX\nbX\n")
    }

    @Test func `the report counts what was followed`() throws {
        let room = Room()
        room.write("log", "a1\n? b2\n")
        var reported = options(room)
        reported.reportPath = room("report")
        _ = follow(reported)
        let json = try #require(room.text("report"))
        #expect(json.contains("\"read\": 2, \"written\": 2, \"unparsed\": 1"))
        #expect(json.contains("\"format\": \"digits\""))
    }
}
