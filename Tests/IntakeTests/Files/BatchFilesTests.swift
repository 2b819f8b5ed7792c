import Foundation
import Glibc
import Testing

@testable import Intake

@Suite struct BatchFilesTests {
    private func age(_ path: String, mode: mode_t) {
        unsafe chmod(path, mode)
        let times = [
            timespec(tv_sec: 1_000_000_000, tv_nsec: 5),
            timespec(tv_sec: 1_100_000_000, tv_nsec: 7),
        ]
        _ = unsafe times.withUnsafeBufferPointer {
            unsafe utimensat(AT_FDCWD, path, $0.baseAddress, 0)
        }
    }

    private func expectAged(_ path: String, mode: mode_t) throws {
        let attributes = try FileAttributes.of(path: path)
        #expect(attributes.mode == mode)
        #expect(attributes.modified.tv_sec == 1_100_000_000)
        #expect(attributes.modified.tv_nsec == 7)
    }

    @Test(arguments: [mode_t(0o640), 0o600, 0o444, 0o755])
    func `mode and times are those of the input`(mode: mode_t) throws {
        let room = Room()
        let path = room.write("in.log", "a1\n")
        age(path, mode: mode)
        let target = room.makeDirectory("dir")
        #expect(run(BatchOptions(inputs: [path], output: .file(room("out")))).status == 0)
        try expectAged(room("out"), mode: mode)
        #expect(run(BatchOptions(inputs: [path], output: .directory(target))).status == 0)
        try expectAged(target + "/in.log", mode: mode)
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        try expectAged(path, mode: mode)
        #expect(room.text("in.log") == "aX\n")
    }

    @Test func `a joined output is readable only for who may read every input`() throws {
        let room = Room()
        let inputs = [room.write("a", "1\n"), room.write("b", "2\n")]
        unsafe chmod(inputs[0], 0o644)
        unsafe chmod(inputs[1], 0o640)
        #expect(run(BatchOptions(inputs: inputs, output: .file(room("out")))).status == 0)
        #expect(try FileAttributes.of(path: room("out")).mode == 0o640)
    }

    @Test(.enabled(if: geteuid() == 0))
    func `the owner is kept in place`() throws {
        let room = Room()
        let path = room.write("in", "a1\n")
        unsafe chown(path, 1234, 2345)
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        let attributes = try FileAttributes.of(path: path)
        #expect(attributes.owner == 1234)
        #expect(attributes.group == 2345)
    }

    @Test func `in place a symbolic link leads to its file and stays a link`() throws {
        let room = Room()
        let inner = room.makeDirectory("inner")
        room.write("inner/real.log", "a1\n")
        unsafe symlink("inner/real.log", room("link"))
        let ending = run(
            BatchOptions(inputs: [room("link"), room("inner/real.log")], output: .inPlace))
        #expect(ending.status == 0)
        #expect(room.text("inner/real.log") == "aX\n")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: room("link"))
                == "inner/real.log")
        #expect(try FileManager.default.contentsOfDirectory(atPath: inner) == ["real.log"])
    }

    @Test func `another hard link keeps the original, and that is said`() {
        let room = Room()
        let path = room.write("in", "a1\n")
        unsafe link(path, room("other"))
        let ending = run(BatchOptions(inputs: [path], output: .inPlace))
        #expect(ending.status == 0)
        #expect(ending.said.first?.contains("other hard links") == true)
        #expect(room.text("other") == "a1\n")
    }

    @Test(arguments: [1, 2])
    func `two hard links that are both asked for are both done`(jobs: Int) {
        let room = Room()
        let path = room.write("a", "a1\n")
        unsafe link(path, room("b"))
        let ending = run(BatchOptions(inputs: [room.path], output: .inPlace, jobs: jobs))
        #expect(ending.status == 0)
        #expect(ending.said == [])
        #expect(room.text("a") == "aX\n")
        #expect(room.text("b") == "aX\n")
        #expect(room.names == ["a", "b"])
    }

    @Test func `special bits of the mode are kept in place, and not given to a copy`() throws {
        let room = Room()
        let path = room.write("in", "a1\n")
        unsafe chmod(path, 0o2640)
        #expect(run(BatchOptions(inputs: [path], output: .file(room("out")))).status == 0)
        #expect(try FileAttributes.of(path: room("out")).mode == 0o640)
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        #expect(try FileAttributes.of(path: path).mode == 0o2640)
    }

    @Test func `a rewrite of the same length is seen, though its time is set back`() throws {
        let room = Room()
        let path = room.write("in", "a1\n")
        let before = try FileAttributes.of(path: path)
        let ending = run(
            BatchOptions(inputs: [path], output: .inPlace),
            onFormat: { _ in
                guard let log = try? Descriptor.opening(path, flags: O_WRONLY) else { return }
                var written = 0
                try? FileCalls.system.writeAll(
                    log.number, Array("b2\n".utf8).span, written: &written)
                let times = [before.accessed, before.modified]
                // A clock of files may tick as seldom as every ten milliseconds.
                var now: FileAttributes?
                repeat {
                    _ = unsafe times.withUnsafeBufferPointer {
                        unsafe futimens(log.number, $0.baseAddress)
                    }
                    now = try? FileAttributes.of(descriptor: log.number)
                } while now?.changed.tv_nsec == before.changed.tv_nsec
            })
        #expect(ending.status == 74)
        #expect(room.text("in") == "b2\n")
    }

    @Test func `a file that grows meanwhile is left as it is`() {
        let room = Room()
        let path = room.write("in", "a1\n")
        let ending = run(
            BatchOptions(inputs: [path], output: .inPlace),
            onFormat: { _ in
                let handle = FileHandle(forWritingAtPath: path)
                handle?.seekToEndOfFile()
                handle?.write(Data("b2\n".utf8))
            })
        #expect(ending.status == 74)
        #expect(ending.said.first?.contains("changed while it was read") == true)
        #expect(room.text("in") == "a1\nb2\n")
        #expect(room.names == ["in"])
    }

    @Test(arguments: [1, 4])
    func `many files are done side by side, each into its own`(jobs: Int) {
        let room = Room()
        let inputs = (0..<40).map { room.write("\($0).log", manyLines($0 * 700)) }
        let ending = run(
            BatchOptions(inputs: inputs, output: .directory(room("new")), jobs: jobs))
        #expect(ending.status == 0)
        for number in 0..<40 {
            #expect(room.bytes("new/\(number).log") == hidden(manyLines(number * 700)))
        }
    }

    @Test func `a symbolic link as output stays one`() {
        let room = Room()
        let path = room.write("in", "a1\n")
        room.write("real", "before\n")
        unsafe symlink("real", room("link"))
        #expect(run(BatchOptions(inputs: [path], output: .file(room("link")))).status == 0)
        #expect(room.text("real") == "aX\n")
        #expect(room.names == ["in", "link", "real"])
    }

    @Test func `a device is written to as it is`() {
        let room = Room()
        let path = room.write("in", "a1\n")
        let ending = run(BatchOptions(inputs: [path], output: .file("/dev/null")))
        #expect(ending.status == 0)
        #expect((try? FileAttributes.of(path: "/dev/null"))?.form == .other)
    }

    // MARK: Failures on the way

    enum Fault: CaseIterable { case write, laterWrite, synchronize, rename, read }

    private func calls(failing fault: Fault) -> FileCalls {
        var calls = FileCalls.system
        let write = unsafe calls.write
        let read = unsafe calls.read
        switch fault {
        case .write: unsafe calls.write = { _, _ in Int(-ENOSPC) }
        case .laterWrite:
            unsafe calls.write = { descriptor, bytes in
                lseek(descriptor, 0, SEEK_CUR) > 100_000
                    ? Int(-ENOSPC) : unsafe write(descriptor, bytes)
            }
        case .synchronize: calls.synchronize = { _ in Int(-EIO) }
        case .rename:
            calls.rename = { _, _ in Int(-EXDEV) }
            calls.exchange = calls.rename
        case .read:
            unsafe calls.read = { descriptor, target in
                lseek(descriptor, 0, SEEK_CUR) > 100_000
                    ? Int(-EIO) : unsafe read(descriptor, target)
            }
        }
        return calls
    }

    @Test(arguments: Fault.allCases, [1, 3])
    func `whatever fails, nothing partial is left and the original stays`(
        fault: Fault, jobs: Int
    ) {
        let room = Room()
        let lines = manyLines(25_000)
        let path = room.write("in.log", lines)
        room.write("old", "before\n")
        let target = room.makeDirectory("dir")
        let outputs: [BatchOutput] = [.file(room("old")), .directory(target), .inPlace]
        for output in outputs {
            let ending = run(
                BatchOptions(
                    inputs: [path], output: output, jobs: jobs, reportPath: room("report")),
                calls: calls(failing: fault))
            #expect(ending.status == 74)
            #expect(ending.said.count == 1)
            #expect(room.names == ["dir", "in.log", "old"])
            #expect(room.bytes("in.log") == lines)
            #expect(room.text("old") == "before\n")
            #expect((try? FileManager.default.contentsOfDirectory(atPath: target)) == [])
        }
    }
}
