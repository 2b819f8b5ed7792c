import Bytes
import Glibc
import Synchronization
import Testing

@testable import Intake

@Suite struct BatchLinesTests {
    static let inputs: [Sample] = [
        Sample("empty", []),
        Sample("one newline", Array("\n".utf8)),
        Sample("blank lines", Array("\n\r\n\n1\n\n".utf8)),
        Sample("no final newline", Array("a1\nb2".utf8)),
        Sample("one line without end", Array("a1".utf8)),
        Sample("carriage returns", Array("a1\r\nb2\r\n".utf8)),
        Sample("a carriage return alone at the end", Array("a1\r".utf8)),
        Sample("not UTF-8, and a NUL", [0xFF, 0x31, 0x00, 0x0A, 0xC3, 0x0A]),
        Sample("several blocks", manyLines(30_000)),
        Sample("a line longer than a block", longLine(of: BatchLimits.blockSize + 7)),
        Sample("a line as long as a block", longLine(of: BatchLimits.blockSize - 1)),
        Sample("a line of the longest length", longLine(of: BatchLimits.longestLine - 1)),
    ]

    static func longLine(of count: Int) -> [UInt8] {
        Array("first 1\n".utf8) + Array(repeating: UInt8(ascii: "7"), count: count)
            + Array("\nlast 2\n".utf8)
    }

    @Test(arguments: inputs, [1, 2, 3, 8])
    func `every byte of every line comes out in order, whatever the number of workers`(
        input: Sample, jobs: Int
    ) throws {
        let room = Room()
        let path = room.write("in.log", input.bytes)
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out.log")), jobs: jobs))
        #expect(ending.status == 0)
        #expect(ending.said == [])
        #expect(room.bytes("out.log") == hidden(input.bytes))
        #expect(room.names == ["in.log", "out.log"])
    }

    @Test(arguments: [1, 2, 5])
    func `several inputs are joined in the order given`(jobs: Int) throws {
        let room = Room()
        let inputs = (0..<7).map { room.write("\($0).log", manyLines($0 * 5000)) }
        let ending = run(
            BatchOptions(inputs: inputs, output: .file(room("out")), jobs: jobs))
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden((0..<7).flatMap { manyLines($0 * 5000) }))
    }

    @Test(arguments: [1, 3])
    func `reads and writes that are cut short are carried on`(jobs: Int) {
        let room = Room()
        let bytes = manyLines(25_000)
        let path = room.write("in.log", bytes)
        let interruptions = Atomic<Int>(0)
        var calls = FileCalls.system
        let write = unsafe calls.write
        let read = unsafe calls.read
        unsafe calls.write = { descriptor, bytes in
            if interruptions.add(1, ordering: .relaxed).oldValue % 3 == 0 { return Int(-EINTR) }
            let part = unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(10_001))
            return unsafe write(descriptor, part)
        }
        unsafe calls.read = { descriptor, target in
            if interruptions.add(1, ordering: .relaxed).oldValue % 4 == 0 { return Int(-EINTR) }
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: target.prefix(7_919))
            return unsafe read(descriptor, part)
        }
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out")), jobs: jobs), calls: calls)
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden(bytes))
    }

    // MARK: Lines that are too long

    static let endings = ["", "\n", "\r\n"]

    @Test(arguments: endings, [1, 4])
    func `a line over the limit is replaced as a whole`(end: String, jobs: Int) {
        let room = Room()
        let giant = [UInt8](
            repeating: UInt8(ascii: "s"),
            count: BatchLimits.longestLine + BatchLimits.blockSize + 13)
        let path = room.write("in", Array("a1\n".utf8) + giant + Array(end.utf8))
        let ending = run(
            BatchOptions(
                inputs: [path], output: .file(room("out")), jobs: jobs,
                reportPath: room("report")))
        #expect(ending.status == 0)
        #expect(room.text("out") == "aX\n-" + end)
        #expect(
            room.text("report")?.contains("\"read\": 2, \"written\": 2, \"unparsed\": 1") == true)
    }

    @Test func `lines after one over the limit are whole again`() {
        let room = Room()
        let giant = [UInt8](repeating: UInt8(ascii: "s"), count: BatchLimits.longestLine + 1)
        let rest = manyLines(9000)
        let path = room.write("in", giant + [0x0A] + giant + [0x0A] + rest)
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out")), unparsed: .drop, jobs: 3))
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden(rest))
    }

    @Test func `a line over the limit is a failure where unparsed lines are`() {
        let room = Room()
        let giant = [UInt8](repeating: UInt8(ascii: "s"), count: BatchLimits.longestLine + 1)
        let path = room.write("in", Array("a1\nb2\n".utf8) + giant)
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out")), unparsed: .fail))
        #expect(ending.status == 65)
        #expect(ending.said.first?.contains("line 3, byte 6,") == true)
        #expect(room.names == ["in"])
    }

    // MARK: Lines that fit no format

    @Test(arguments: [1, 2, 8])
    func `the first line that fits no format is named by line and byte`(jobs: Int) throws {
        let room = Room()
        let first = manyLines(30_000)
        let rest = Array("? no\n".utf8) + manyLines(30_000) + Array("? no\n".utf8)
        let path = room.write("in.log", first + rest)
        let ending = run(
            BatchOptions(
                inputs: [path], output: .file(room("out")), unparsed: .fail, jobs: jobs,
                reportPath: room("report")))
        #expect(ending.status == 65)
        #expect(ending.said.count == 1)
        #expect(
            ending.said.first?.hasPrefix(
                "matglas: \(path): line fits no format, line 30001, byte \(first.count), ")
                == true)
        #expect(room.names == ["in.log"])
    }

    @Test func `a failure never shows a byte of the line`() {
        let room = Room()
        let path = room.write("in.log", "? secret 12\n")
        let ending = run(BatchOptions(inputs: [path], output: .inPlace, unparsed: .fail))
        #expect(ending.status == 65)
        #expect(!ending.said.joined().contains("secret"))
        #expect(room.text("in.log") == "? secret 12\n")
        #expect(room.names == ["in.log"])
    }

    @Test func `a first line that no format takes ends the input`() {
        let room = Room()
        let path = room.write("in.log", "%\n")
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 65)
        #expect(
            ending.said == [
                "matglas: \(path): no format fits, in the first lines, expected a line without %"
            ])
        #expect(room.names == ["in.log"])
    }

    // MARK: The sample

    @Test func `the format is chosen from whole first lines`() {
        let room = Room()
        let sizes = Lines()
        let path = room.write("in.log", manyLines(25_000))
        _ = run(
            BatchOptions(inputs: [path], output: .file(room("out")), jobs: 3),
            onFormat: { sizes.add("\($0)") })
        let size = sizes.all.first.flatMap { Int($0) } ?? 0
        #expect(sizes.all.count == 1)
        #expect(size > BatchLimits.sampleSize - 200 && size <= BatchLimits.sampleSize)
        #expect(manyLines(25_000)[size - 1] == 0x0A)
    }
}
