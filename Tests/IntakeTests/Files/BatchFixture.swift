import Bytes
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Intake

/// A directory of its own for one test, removed with it.
final class Room: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/matglas-" + UUID().uuidString
        unsafe mkdir(path, 0o700)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        _ = FileManager.default.createFile(atPath: self(name), contents: Data(bytes))
        return self(name)
    }

    /// The contents, or `nil` where there is no such file.
    ///
    /// FileManager would leak a page for each empty one.
    func bytes(_ name: String) -> [UInt8]? {
        guard let descriptor = try? Descriptor.opening(self(name), flags: O_RDONLY) else {
            return nil
        }
        var bytes = ByteBuffer()
        let calls = FileCalls.system
        while let count = try? calls.readSome(descriptor.number, into: &bytes, room: 1 << 20),
            count > 0
        {}
        return bytes.span.array
    }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// Every name in the room, also those that begin with a dot.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func makeDirectory(_ name: String) -> String {
        unsafe mkdir(self(name), 0o700)
        return self(name)
    }
}

/// Turns digits into X; a line that begins with `?` fits no format.
final class DigitHider: LineAnonymizer {
    private let policy: UnparsedPolicy

    init(_ policy: UnparsedPolicy) { self.policy = policy }

    func anonymize(
        _ block: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) throws(UnparsedLine) {
        var start = 0
        var index = 0
        while start < block.count {
            let end = block.firstOffset(of: UInt8(ascii: "\n"), from: start).map { $0 + 1 }
            let line = start..<(end ?? block.count)
            tally.read += 1
            let isUnparsed = block[start] == UInt8(ascii: "?")
            if isUnparsed {
                if policy == .fail { throw UnparsedLine(offset: start, index: index) }
                tally.unparsed += 1
            }
            if isUnparsed && policy == .drop {
                tally.dropped += 1
            } else {
                tally.written += 1
                for place in line {
                    let isDigit = ASCII.isDigit(block[place])
                    if isDigit { tally.countTreated(0) }
                    output.append(isDigit ? UInt8(ascii: "X") : block[place])
                }
            }
            start = line.upperBound
            index += 1
        }
    }
}

func hidden(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { ASCII.isDigit($0) ? UInt8(ascii: "X") : $0 }
}

func hidden(_ text: String) -> String { String(decoding: hidden(Array(text.utf8)), as: UTF8.self) }

/// What a run said and how it ended.
struct Ending {
    let status: Int32
    let said: [String]
}

/// Runs a batch in this program, with the digit hider as its engine.
func run(
    _ options: BatchOptions, calls: FileCalls = .system, input: Int32 = -1, output: Int32 = -1,
    needsOrder: Bool = false, onFormat: @escaping @Sendable (Int) -> Void = { _ in }
) -> Ending {
    let said = Lines()
    let policy = options.unparsed
    let surroundings = Surroundings(
        calls: calls, standardInput: input, standardOutput: output, say: { said.add($0) })
    let batch = Batch(
        options, treatedKinds: ["digit"],
        factory: { sample throws(UnrecognisedFormat) in
            onFormat(sample.count)
            if sample.hasPrefix("%") { throw UnrecognisedFormat(expected: "a line without %") }
            return LineFormat(name: "digits", needsOrder: needsOrder) { DigitHider(policy) }
        },
        surroundings: surroundings)
    let status = batch.run()
    return Ending(status: status, said: said.all)
}

final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

/// One gzip member.
func gzipped(_ bytes: [UInt8]) -> [UInt8] { packed(bytes, .gzip) }

/// One member, frame or stream of that kind.
func packed(_ bytes: [UInt8], _ kind: CompressionKind) -> [UInt8] {
    var packed = ByteBuffer()
    _ = kind.makeCompressor()?.pack(bytes.span, into: &packed)
    return packed.span.array
}

/// The text of all gzip members.
func gunzipped(_ bytes: [UInt8], in room: Room) throws -> [UInt8] {
    try unpacked(bytes, .gzip, in: room)
}

/// The text of all members; nothing where the bytes are of another kind.
func unpacked(_ bytes: [UInt8], _ kind: CompressionKind, in room: Room) throws -> [UInt8] {
    let path = room.write("unpack.tmp", bytes)
    defer { unsafe unlink(path) }
    let descriptor = try Descriptor.opening(path, flags: O_RDONLY)
    var input = try InputBytes.beginning(path, descriptor: descriptor, calls: .system)
    guard input.compression == kind else { return [] }
    var text = ByteBuffer()
    while try input.read(into: &text, room: 1000) > 0 {}
    return text.span.array
}

/// Lines of many lengths, enough for several blocks.
func manyLines(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in 0..<count {
        bytes += Array("line \(number) ".utf8)
        bytes += Array(repeating: UInt8(ascii: "a"), count: number % 97)
        bytes += Array(number % 5 == 0 ? "\r\n".utf8 : "\n".utf8)
    }
    return bytes
}

/// The contents of a file under a name, so that a report of tests does not spell the contents.
struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    init(_ name: String, _ bytes: [UInt8]) {
        testDescription = name
        self.bytes = bytes
    }
}
