import Bytes
import Testing

@testable import Intake

@Suite struct CompressionTests {
    @Test(arguments: [1, 2])
    func `members are joined, also where a line crosses them`(jobs: Int) {
        let room = Room()
        let lines = manyLines(20_000)
        let packed =
            gzipped(Array(lines[..<777])) + gzipped([]) + gzipped(Array(lines[777...]))
        let path = room.write("named-like-text.log", packed)
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out")), jobs: jobs))
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden(lines))
    }

    @Test func `zero bytes after the last member are padding`() {
        let room = Room()
        let path = room.write("a", gzipped(Array("a1\n".utf8)) + [0, 0, 0, 0])
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 0)
        #expect(room.text("out") == "aX\n")
    }

    static let damages: [Sample] = {
        let whole = gzipped(manyLines(9_000))
        var flipped = whole
        flipped[whole.count / 2] ^= 0x55
        flipped[whole.count / 2 + 1] ^= 0xFF
        var checksum = whole
        checksum[whole.count - 6] ^= 1
        return [
            Sample("cut in the header", Array(whole[..<5])),
            Sample("cut after the magic", Array(whole[..<2])),
            Sample("cut in the middle", Array(whole[..<(whole.count / 2)])),
            Sample("cut before the last byte", Array(whole.dropLast())),
            Sample("a wrong checksum", checksum),
            Sample("flipped bits", flipped),
            Sample("garbage after a member", whole + Array("garbage".utf8)),
            Sample("a second member that is cut", whole + whole.dropLast(9)),
            Sample("not a gzip header", [0x1F, 0x8B, 0xFF, 0xFF, 1, 2, 3]),
        ]
    }()

    @Test(arguments: damages, [1, 2])
    func `a damaged archive leaves no output`(
        damage: Sample, jobs: Int
    ) {
        let room = Room()
        let path = room.write("in.gz", damage.bytes)
        let outputs: [BatchOutput] = [.file(room("out")), .inPlace]
        for output in outputs {
            let ending = run(BatchOptions(inputs: [path], output: output, jobs: jobs))
            #expect(ending.status == 65)
            #expect(ending.said.count == 1)
            #expect(ending.said.first?.contains("damaged archive, at byte ") == true)
            #expect(room.names == ["in.gz"])
            #expect(room.bytes("in.gz") == damage.bytes)
        }
    }

    static let foreign: [Sample] = [
        Sample("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0, 0]), Sample("bzip2", Array("BZh91AY".utf8)),
        Sample("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0]),
        Sample("zip", Array("PK\u{3}\u{4}\u{14}".utf8)),
        Sample("lz4", [0x04, 0x22, 0x4D, 0x18, 0x64]),
        Sample("compress", [0x1F, 0x9D, 0x90]), Sample("lzma", [0x5D, 0, 0, 0x80, 0]),
        Sample("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0]), Sample("zlib", [0x78, 0x9C, 0x4B]),
        Sample("zlib", [0x78, 0x01, 0x4B]), Sample("zlib", [0x78, 0xDA, 0x4B]),
    ]

    @Test(arguments: foreign)
    func `other compressions are named and refused`(kind: Sample) {
        let room = Room()
        let path = room.write("in", kind.bytes)
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 65)
        #expect(
            ending.said.first?.contains("compressed with \(kind.testDescription), expected") == true
        )
        #expect(room.names == ["in"])
    }

    @Test(arguments: [
        Sample("UTF-16", [0xFF, 0xFE, 0x31, 0]), Sample("UTF-16", [0xFE, 0xFF, 0, 0x31]),
        Sample("UTF-32", [0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0]), Sample("UTF-16", [0xFF, 0xFE]),
        Sample("UTF-32", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x31]),
    ])
    func `text in wide units is named and refused`(kind: Sample) {
        let room = Room()
        let path = room.write("in", kind.bytes)
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 65)
        #expect(
            ending.said.first?.contains("encoded in \(kind.testDescription), expected") == true)
        #expect(room.names == ["in"])
    }

    @Test(arguments: [[0x1F], [0x28, 0xB5], [0xFD, 0x37, 0x7A, 0x58, 0x5A], Array("BZ".utf8)])
    func `the beginning of a magic number is text`(bytes: [UInt8]) {
        let room = Room()
        let path = room.write("in", bytes)
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden(bytes))
    }

    @Test(arguments: [1, 3])
    func `names and compression are kept under a directory and in place`(jobs: Int) throws {
        let room = Room()
        let lines = manyLines(30_000)
        let packed = room.write("a.gz", gzipped(lines))
        let plain = room.write("b.gz", lines)
        let target = room.makeDirectory("done")
        let ending = run(
            BatchOptions(inputs: [packed, plain], output: .directory(target), jobs: jobs))
        #expect(ending.status == 0)
        #expect(try gunzipped(try #require(room.bytes("done/a.gz")), in: room) == hidden(lines))
        #expect(room.bytes("done/b.gz") == hidden(lines))

        #expect(run(BatchOptions(inputs: [packed], output: .inPlace, jobs: jobs)).status == 0)
        #expect(try gunzipped(try #require(room.bytes("a.gz")), in: room) == hidden(lines))
    }

    @Test func `an empty archive stays an archive`() throws {
        let room = Room()
        let path = room.write("a.gz", gzipped([]))
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        let bytes = try #require(room.bytes("a.gz"))
        #expect(bytes.prefix(2) == [0x1F, 0x8B])
        #expect(try gunzipped(bytes, in: room) == [])
    }
}
