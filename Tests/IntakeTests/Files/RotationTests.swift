import Glibc
import Testing

@testable import Intake

/// Logs that are rotated while `--in-place` works on them: no line of theirs may be lost.
@Suite struct RotationTests {
    /// What logrotate(8) does with `create`.
    private static func rotate(_ room: Room, to name: String = "log.1", fresh: String?) {
        unsafe rename(room("log"), room(name))
        if let fresh { room.write("log", fresh) }
    }

    private func options(_ room: Room) -> BatchOptions {
        BatchOptions(inputs: [room.write("log", "a1\n")], output: .inPlace)
    }

    @Test(arguments: ["b2\n", "a1\n", nil])
    func `a file that is rotated while it is read is left as it is, and so is the new one`(
        fresh: String?
    ) {
        let room = Room()
        let ending = run(options(room), onFormat: { _ in Self.rotate(room, fresh: fresh) })
        #expect(ending.status == 74)
        #expect(ending.said.count == 1)
        #expect(ending.said.first?.contains("changed while it was read") == true)
        #expect(room.text("log") == fresh)
        #expect(room.text("log.1") == "a1\n")
        #expect(room.names == (fresh == nil ? ["log.1"] : ["log", "log.1"]))
    }

    @Test func `a rotation in the last moment before the exchange is seen`() {
        let room = Room()
        var calls = FileCalls.system
        let exchange = calls.exchange
        calls.exchange = { one, other in
            if room.text("log.1") == nil { Self.rotate(room, fresh: "b2\n") }
            return exchange(one, other)
        }
        let ending = run(options(room), calls: calls)
        #expect(ending.status == 74)
        #expect(room.text("log") == "b2\n")
        #expect(room.text("log.1") == "a1\n")
        #expect(room.names == ["log", "log.1"])
    }

    @Test func `a file that changes in the last moment keeps its lines`() {
        let room = Room()
        var calls = FileCalls.system
        let exchange = calls.exchange
        calls.exchange = { one, other in
            // Not by a write: where files have leases, that waits for ours.
            if room.text("log") == "a1\n" { _ = unsafe utimensat(AT_FDCWD, other, nil, 0) }
            return exchange(one, other)
        }
        #expect(run(options(room), calls: calls).status == 74)
        #expect(room.text("log") == "a1\n")
        #expect(room.names == ["log"])
    }

    @Test(arguments: ["c3\n", nil])
    func `two rotations around the exchange lose no line either`(fresh: String?) throws {
        let room = Room()
        var calls = FileCalls.system
        let exchange = calls.exchange
        calls.exchange = { one, other in
            if room.text("log.1") == nil {
                Self.rotate(room, fresh: "b2\n")
            } else {
                Self.rotate(room, to: "log.2", fresh: fresh)
            }
            return exchange(one, other)
        }
        let ending = run(options(room), calls: calls)
        #expect(ending.status == 74)
        #expect(ending.said.first?.contains("was rotated several times") == true)
        let texts = room.names.compactMap { room.text($0) }
        #expect(texts.sorted() == ["a1\n", "aX\n", "b2\n", fresh].compactMap { $0 }.sorted())
        let kept = try #require(room.names.first { $0.hasSuffix(".kept") })
        #expect(ending.said.first?.contains(kept) == true)
        Leftovers.remove(from: room.path)
        #expect(room.names.contains(kept))
    }

    @Test(arguments: [EINVAL, ENOSYS, EOPNOTSUPP])
    func `where the file system cannot exchange, the file is replaced all the same`(code: Int32) {
        let room = Room()
        var calls = FileCalls.system
        calls.exchange = { _, _ in -Int(code) }
        #expect(run(options(room), calls: calls).status == 0)
        #expect(room.text("log") == "aX\n")
        #expect(room.names == ["log"])
        let other = Room()
        let ending = run(
            options(other), calls: calls, onFormat: { _ in Self.rotate(other, fresh: "b2\n") })
        #expect(ending.status == 74)
        #expect(other.text("log") == "b2\n")
    }
}
