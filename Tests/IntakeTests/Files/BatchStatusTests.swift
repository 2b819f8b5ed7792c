import Glibc
import Testing

@testable import Intake

@Suite struct BatchStatusTests {
    @Test(arguments: [1, 2])
    func `one input is missing, the others are done`(jobs: Int) {
        let room = Room()
        let inputs = [room.write("a", "1\n"), room("missing"), room.write("b", "2\n")]
        let joined = run(BatchOptions(inputs: inputs, output: .file(room("out")), jobs: jobs))
        #expect(joined.status == 66)
        #expect(
            joined.said
                == ["matglas: \(room("missing")): cannot open, no such file or directory"])
        #expect(room.text("out") == "X\nX\n")

        let separate = run(
            BatchOptions(inputs: inputs, output: .directory(room("dir")), jobs: jobs))
        #expect(separate.status == 66)
        #expect(room.text("dir/a") == "X\n")
        #expect(room.text("dir/b") == "X\n")

        #expect(run(BatchOptions(inputs: inputs, output: .inPlace, jobs: jobs)).status == 66)
        #expect(room.text("b") == "X\n")
        #expect(room.names == ["a", "b", "dir", "out"])
    }

    @Test func `no input at all makes no output`() {
        let room = Room()
        let ending = run(BatchOptions(inputs: [room("missing")], output: .file(room("out"))))
        #expect(ending.status == 66)
        #expect(room.names == [])
    }

    @Test(arguments: ["inner", "inner/*.log", "**/*.log"])
    func `a directory without files, and a pattern that fits none, is told`(path: String) {
        let room = Room()
        _ = room.makeDirectory("inner")
        let ending = run(
            BatchOptions(
                inputs: [room(path), room.write("a", "1\n")], output: .file(room("out"))))
        #expect(ending.status == 66)
        #expect(ending.said.count == 1)
        #expect(ending.said.first?.contains("\(room(path)): stands for no file") == true)
        #expect(room.text("out") == "X\n")
    }

    @Test(.enabled(if: geteuid() != 0))
    func `an unreadable input is a matter of permission`() {
        let room = Room()
        let path = room.write("a", "1\n")
        unsafe chmod(path, 0)
        #expect(run(BatchOptions(inputs: [path], output: .file(room("out")))).status == 77)
        #expect(room.names == ["a"])
    }

    @Test func `an output that cannot be created is said so`() {
        let room = Room()
        let path = room.write("a", "1\n")
        let outputs: [BatchOutput] = [
            .file(room("missing/out")), .file(room.path), .directory(room("missing/dir")),
            .directory(path),
        ]
        for output in outputs {
            let ending = run(BatchOptions(inputs: [path], output: output))
            #expect(ending.status == 73)
            #expect(ending.said.count == 1)
            #expect(room.names == ["a"])
        }
    }

    @Test func `the status is that of the first input that failed`() {
        let room = Room()
        let damaged = room.write("damaged", [0x1F, 0x8B, 8])
        let inputs = [room.write("good", "1\n"), damaged, room("missing")]
        let ending = run(
            BatchOptions(
                inputs: inputs, output: .directory(room("dir")), jobs: 2,
                reportPath: room("report")))
        #expect(ending.status == 65)
        #expect(ending.said.count == 2)
        #expect(room.text("dir/good") == "X\n")
        #expect(room.text("report")?.contains("damaged") == false)
    }

    // MARK: Usage: refused before anything is written

    struct Misuse: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let options: @Sendable (Room) -> BatchOptions
    }

    static let misuses: [Misuse] = [
        Misuse(testDescription: "following in place") { room in
            BatchOptions(inputs: [room("a")], output: .inPlace, follow: true)
        },
        Misuse(testDescription: "following into a directory") { room in
            BatchOptions(inputs: [room("a")], output: .directory(room("dir")), follow: true)
        },
        Misuse(testDescription: "following standard input") { room in
            BatchOptions(inputs: ["-"], output: .file(room("out")), follow: true)
        },
        Misuse(testDescription: "following into what looks rotated") { room in
            BatchOptions(inputs: [room("a")], output: .file(room("a.1")), follow: true)
        },
        Misuse(testDescription: "no jobs") { room in BatchOptions(inputs: [room("a")], jobs: 0) },
        Misuse(testDescription: "standard input in place") { room in
            BatchOptions(inputs: [room("a"), "-"], output: .inPlace)
        },
        Misuse(testDescription: "nothing in place") { _ in BatchOptions(output: .inPlace) },
        Misuse(testDescription: "standard input into a directory") { room in
            BatchOptions(output: .directory(room("dir")))
        },
        Misuse(testDescription: "one name twice") { room in
            BatchOptions(
                inputs: [room("a"), room("inner/a")], output: .directory(room("dir")))
        },
        Misuse(testDescription: "the input's own directory") { room in
            BatchOptions(inputs: [room("a")], output: .directory(room.path))
        },
        Misuse(testDescription: "the input as output") { room in
            BatchOptions(inputs: [room("b"), room("a")], output: .file(room("inner/../a")))
        },
        Misuse(testDescription: "the input as report") { room in
            BatchOptions(inputs: [room("a")], output: .inPlace, reportPath: room("a"))
        },
        Misuse(testDescription: "the output as report") { room in
            BatchOptions(
                inputs: [room("a")], output: .file(room("out")), reportPath: room("out"))
        },
        Misuse(testDescription: "a device in place") { room in
            BatchOptions(inputs: [room("a"), "/dev/null"], output: .inPlace)
        },
    ]

    @Test(arguments: misuses)
    func `a misuse is refused before anything is written`(misuse: Misuse) {
        let room = Room()
        room.write("a", "1\n")
        room.write("b", "2\n")
        _ = room.makeDirectory("inner")
        room.write("inner/a", "3\n")
        let ending = run(misuse.options(room))
        #expect(ending.status == 64)
        #expect(ending.said.count == 1)
        #expect(ending.said.first?.contains(", expected ") == true)
        #expect(room.names == ["a", "b", "inner"])
        #expect(room.text("a") == "1\n")
    }

    @Test func `standard output that is an input is refused`() throws {
        let room = Room()
        let path = room.write("a", "1\n")
        let descriptor = try Descriptor.opening(path, flags: O_WRONLY | O_APPEND)
        #expect(run(BatchOptions(inputs: [path]), output: descriptor.number).status == 64)
        #expect(room.text("a") == "1\n")
    }
}
