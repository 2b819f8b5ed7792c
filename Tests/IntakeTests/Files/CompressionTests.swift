import Bytes
import Testing

@testable import Intake

extension CompressionKind: CustomTestStringConvertible {
    package var testDescription: String { name }
}

@Suite struct CompressionTests {
    @Test(arguments: CompressionKind.all, [1, 2])
    func `members are joined, also where a line crosses them`(kind: CompressionKind, jobs: Int) {
        let room = Room()
        let lines = manyLines(20_000)
        let whole =
            packed(Array(lines[..<777]), kind) + packed([], kind)
            + packed(Array(lines[777...]), kind)
        let path = room.write("named-like-text.log", whole)
        let ending = run(
            BatchOptions(inputs: [path], output: .file(room("out")), jobs: jobs))
        #expect(ending.status == 0)
        #expect(room.bytes("out") == hidden(lines))
    }

    @Test(arguments: CompressionKind.all)
    func `zero bytes after the last member are padding where the format says so`(
        kind: CompressionKind
    ) {
        let room = Room()
        let path = room.write("a", packed(Array("a1\n".utf8), kind) + [0, 0, 0, 0])
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == (kind.allowsPadding ? 0 : 65))
        #expect(room.text("out") == (kind.allowsPadding ? "aX\n" : nil))
    }

    @Test func `frames that readers skip may stand before and between frames of zstd`() {
        let room = Room()
        let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
        let frame = packed(Array("a1\n".utf8), .zstd)
        let path = room.write("a", skipped + frame + skipped + frame)
        let ending = run(BatchOptions(inputs: [path], output: .file(room("out"))))
        #expect(ending.status == 0)
        #expect(room.text("out") == "aX\naX\n")
    }

    @Test(arguments: [
        // A frame whose window is 256 MiB (RFC 8878, section 3.1.1.1.2).
        Sample("a window of more than 128 MiB", [0x28, 0xB5, 0x2F, 0xFD, 0, 18 << 3, 1, 0, 0]),
        // A stream whose dictionary is 1.5 GiB; the checksums are those of its header and block.
        Sample("more than 96 MiB of memory", hugeDictionary),
        Sample("a dictionary", [0x28, 0xB5, 0x2F, 0xFD, 0x21, 7, 1, 9, 0, 0, 0x61]),
    ])
    func `what needs too much to be unpacked is refused and told`(need: Sample) {
        let room = Room()
        let path = room.write("in", need.bytes)
        let ending = run(BatchOptions(inputs: [path], output: .inPlace))
        #expect(ending.status == 65)
        #expect(ending.said.first?.contains("archive needs \(need.testDescription)") == true)
        #expect(room.bytes("in") == need.bytes)
        #expect(room.names == ["in"])
    }

    private static let hugeDictionary: [UInt8] = {
        func checksum(_ bytes: [UInt8]) -> [UInt8] {
            let value = ~bytes.reduce(UInt32.max) { sum, byte in
                (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
                    rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0)
                }
            }
            return (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let flags: [UInt8] = [0, 4]
        let block: [UInt8] = [2, 0, 0x21, 1, 37, 0, 0, 0]
        return [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0] + flags + checksum(flags) + block
            + checksum(block) + [0, 0, 0, 0]
    }()

    static let damages: [Sample] = CompressionKind.all.flatMap { damages(of: $0) }

    private static func damages(of kind: CompressionKind) -> [Sample] {
        let whole = packed(manyLines(9_000), kind)
        var flipped = whole
        flipped[whole.count / 2] ^= 0x55
        flipped[whole.count / 2 + 1] ^= 0xFF
        var checksum = whole
        // Of the text in gzip and zstd, of the whole in bzip2, of the footer in xz.
        checksum[whole.count - (kind == .xz ? 10 : kind == .zstd ? 2 : 6)] ^= 1
        return [
            Sample("\(kind.name): cut in the header", Array(whole[..<(kind == .xz ? 7 : 5)])),
            Sample("\(kind.name): cut after the magic", Array(whole[..<kind.magic[0].count])),
            Sample("\(kind.name): cut in the middle", Array(whole[..<(whole.count / 2)])),
            Sample("\(kind.name): cut before the last byte", Array(whole.dropLast())),
            Sample("\(kind.name): a wrong checksum", checksum),
            Sample("\(kind.name): flipped bits", flipped),
            Sample("\(kind.name): garbage after a member", whole + Array("garbage".utf8)),
            Sample("\(kind.name): a second member that is cut", whole + whole.dropLast(9)),
            Sample(
                "\(kind.name): no header", kind.magic[0] + [0xFF, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8]),
        ]
    }

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

    @Test(arguments: CompressionKind.all, [1, 3])
    func `names and compression are kept under a directory and in place`(
        kind: CompressionKind, jobs: Int
    ) throws {
        let room = Room()
        let lines = manyLines(60_000)
        let archive = room.write("a.gz", packed(lines, kind))
        let plain = room.write("b.gz", lines)
        let target = room.makeDirectory("done")
        let ending = run(
            BatchOptions(inputs: [archive, plain], output: .directory(target), jobs: jobs))
        #expect(ending.status == 0)
        #expect(
            try unpacked(try #require(room.bytes("done/a.gz")), kind, in: room) == hidden(lines))
        #expect(room.bytes("done/b.gz") == hidden(lines))

        #expect(run(BatchOptions(inputs: [archive], output: .inPlace, jobs: jobs)).status == 0)
        #expect(try unpacked(try #require(room.bytes("a.gz")), kind, in: room) == hidden(lines))
    }

    @Test(arguments: CompressionKind.all)
    func `how many workers there are does not change a byte of an archive`(
        kind: CompressionKind
    ) throws {
        let room = Room()
        // More than one member of each kind.
        let path = room.write("a", packed(manyLines(60_000), kind))
        var results: [[UInt8]] = []
        for jobs in [1, 2, 5] {
            let target = room.makeDirectory("done\(jobs)")
            let ending = run(
                BatchOptions(inputs: [path], output: .directory(target), jobs: jobs))
            #expect(ending.status == 0)
            results.append(try #require(room.bytes("done\(jobs)/a")))
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test(arguments: CompressionKind.all)
    func `an empty archive stays an archive`(kind: CompressionKind) throws {
        let room = Room()
        let path = room.write("a.gz", packed([], kind))
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        let bytes = try #require(room.bytes("a.gz"))
        #expect(Array(bytes.prefix(3)) == Array(packed([], kind).prefix(3)))
        #expect(try unpacked(bytes, kind, in: room) == [])
    }
}
