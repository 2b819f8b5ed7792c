import Foundation
import Glibc
import Testing

@testable import Intake

/// Two connected descriptors, closed with the test.
private final class Wire {
    let reader: Int32
    private(set) var writer: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        reader = ends[0]
        writer = ends[1]
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(writer, $0.baseAddress, $0.count) }
    }

    func end() {
        if writer >= 0 { close(writer) }
        writer = -1
    }

    deinit {
        end()
        close(reader)
    }
}

@Suite struct StreamTests {
    @Test func `nothing named is standard input to standard output`() throws {
        let source = try Wire()
        let target = try Wire()
        source.send("a1\nb2")
        source.end()
        let ending = run(BatchOptions(), input: source.reader, output: target.writer)
        target.end()
        #expect(ending.status == 0)
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(target.reader, $0.baseAddress, $0.count)
        }
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "aX\nbX")
    }

    @Test(arguments: [1, 3])
    func `a line of a stream is out before the next one comes`(jobs: Int) async throws {
        let source = try Wire()
        let target = try Wire()
        let (input, output) = (source.reader, target.writer)
        let thread = Thread {
            _ = run(BatchOptions(inputs: ["-"], jobs: jobs), input: input, output: output)
        }
        thread.start()
        for number in 0..<20 {
            source.send("line \(number)\nrest ")
            var answer = ""
            let expected = number == 0 ? "line X\n" : hidden("rest line \(number)\n")
            while answer.utf8.count < expected.utf8.count {
                var byte: UInt8 = 0
                try #require(unsafe read(target.reader, &byte, 1) == 1)
                answer.append(Character(UnicodeScalar(byte)))
            }
            #expect(answer == expected)
        }
        source.end()
        var byte: UInt8 = 0
        var rest = 0
        while rest < 5, unsafe read(target.reader, &byte, 1) == 1 { rest += 1 }
        #expect(rest == 5)
    }

    @Test func `a stream is appended to its output`() throws {
        let room = Room()
        room.write("out", "before\n")
        let source = try Wire()
        source.send("a1\nb2\n")
        source.end()
        let ending = run(BatchOptions(output: .file(room("out"))), input: source.reader)
        #expect(ending.status == 0)
        #expect(room.text("out") == "before\naX\nbX\n")
    }

    @Test(arguments: [false, true])
    func `an unparsed line takes back what a stream appended`(exists: Bool) throws {
        let room = Room()
        if exists { room.write("out", "before\n") }
        let source = try Wire()
        source.send(String(decoding: manyLines(300), as: UTF8.self))
        let descriptor = source.reader
        source.send("? no\n")
        source.end()
        let ending = run(
            BatchOptions(output: .file(room("out")), unparsed: .fail), input: descriptor)
        #expect(ending.status == 65)
        #expect(room.names == (exists ? ["out"] : []))
        #expect(room.text("out") == (exists ? "before\n" : nil))
    }

    @Test func `a full device keeps whole lines of a stream and no part of one`() throws {
        let room = Room()
        let source = try Wire()
        source.send("a1\nb2\n")
        source.end()
        var calls = FileCalls.system
        let write = unsafe calls.write
        unsafe calls.write = { descriptor, bytes in
            if bytes.count < 6 { return Int(-ENOSPC) }
            return unsafe write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(4)))
        }
        room.write("out", "before\n")
        let ending = run(
            BatchOptions(output: .file(room("out"))), calls: calls, input: source.reader)
        #expect(ending.status == 74)
        #expect(room.text("out") == "before\n")
    }

    @Test func `a rotated output is followed, and is no longer ours to take back`() throws {
        let room = Room()
        var output = try OutputBytes.appending(to: room("log"), calls: .system)
        #expect(output.write(Array("one\n".utf8).span) == nil)
        unsafe rename(room("log"), room("log.1"))
        #expect(output.reopen() == nil)
        #expect(output.write(Array("two\n".utf8).span) == nil)
        output.rollBack()
        #expect(room.text("log.1") == "one\n")
        #expect(room.text("log") == "two\n")
    }

    @Test func `a file on standard input ends by itself and replaces the output`() throws {
        let room = Room()
        let path = room.write("in", "a1\n")
        room.write("out", "before\n")
        let descriptor = try Descriptor.opening(path, flags: O_RDONLY)
        let ending = run(BatchOptions(output: .file(room("out"))), input: descriptor.number)
        #expect(ending.status == 0)
        #expect(room.text("out") == "aX\n")
    }

    @Test func `a reader that went away is no message`() {
        let room = Room()
        let path = room.write("in", "a1\n")
        var calls = FileCalls.system
        unsafe calls.write = { _, _ in Int(-EPIPE) }
        let ending = run(BatchOptions(inputs: [path, path]), calls: calls, output: 1)
        #expect(ending.status == 141)
        #expect(ending.said == [])
    }
}
