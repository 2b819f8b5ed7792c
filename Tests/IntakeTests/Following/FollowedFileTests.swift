import Bytes
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Intake

@Suite struct FollowedFileTests {
    @Test func `an incomplete line waits for its rest`() throws {
        let world = FollowWorld()
        let writer = try Writer(world.path)
        writer.write("one\ntw")
        world.drain()
        #expect(world.lines == ["one"])
        writer.write("o\nthree")
        world.drain()
        #expect(world.lines == ["one", "two"])
        world.clock.advance(.seconds(3600))
        world.drain()
        #expect(world.lines == ["one", "two"])
    }

    @Test func `the incomplete last line of a rotated file becomes a line of its own`() throws {
        let world = FollowWorld()
        try world.append("one\nbroken o")
        world.drain()
        world.rename("access.log", "access.log.1")
        try world.append("three\n")
        world.settle()
        #expect(world.lines.sorted() == ["broken o", "one", "three"])
        // What is written to it even later is not lost.
        try world.append("ff\n", to: "access.log.1")
        world.settle()
        #expect(world.lines.last == "ff")
    }

    @Test(arguments: [FollowStart.beginning, .end])
    func `a file that is missing is waited for, and begun at its first line`(
        start: FollowStart
    ) throws {
        let world = FollowWorld(from: start)
        world.drain()
        world.drain()
        #expect(world.notices == [.missing])
        try world.append("one\n")
        world.drain()
        #expect(world.notices == [.missing, .opened])
        #expect(world.lines == ["one"])
    }

    @Test(arguments: [0, 1, 100_000])
    func `a file may be begun behind what it holds, but not inside a line`(
        lines: Int
    ) throws {
        let world = FollowWorld(from: .end) { room in
            let old = String(repeating: "old line\n", count: lines)
            room.write("access.log", old + "half a li")
        }
        world.drain()
        #expect(world.lines.isEmpty)
        try world.append("ne\nnew\n")
        world.drain()
        #expect(world.lines == ["half a line", "new"])
    }

    @Test func `what cannot be opened is said once and tried again with growing pauses`() throws {
        let isForbidden = Mutex(true)
        let attempts = Mutex(0)
        let world = FollowWorld(
            notices: false,
            change: { calls in
                let open = calls.open
                calls.open = { path, flags in
                    attempts.withLock { $0 += 1 }
                    return isForbidden.withLock { $0 } ? -Int(EACCES) : open(path, flags)
                }
            })
        try world.append("one\n")
        for _ in 0..<600 {
            world.drain()
            world.clock.advance(.milliseconds(500))
        }
        #expect(world.notices == [.unreadable(call: "open", code: EACCES)])
        // 1, 2, 4, … 60 seconds, in five minutes.
        #expect((9...12).contains(attempts.withLock { $0 }))
        isForbidden.withLock { $0 = false }
        world.clock.advance(.seconds(60))
        world.drain()
        #expect(world.lines == ["one"])
        #expect(world.notices.last == .opened)
    }

    @Test func `a read that fails is said once and tried again`() throws {
        let isBroken = Mutex(true)
        let world = FollowWorld(change: { calls in
            let read = unsafe calls.read
            unsafe calls.read = { descriptor, target, offset in
                isBroken.withLock { $0 } ? -Int(EIO) : unsafe read(descriptor, target, offset)
            }
        })
        try world.append("one\n")
        for _ in 0..<5 {
            world.drain()
            world.clock.advance(.seconds(1))
        }
        #expect(world.notices == [.unreadable(call: "pread", code: EIO)])
        isBroken.withLock { $0 = false }
        world.drain()
        #expect(world.lines == ["one"])
    }

    @Test func `late lines of a writer that holds the old file come too`() throws {
        let world = FollowWorld()
        let old = try Writer(world.path)
        old.write("1\n")
        world.drain()
        world.rename("access.log", "access.log.1")
        let new = try Writer(world.path)
        old.write("2\n")
        new.write("a\n")
        world.settle()
        for number in 3..<6 {
            old.write("\(number)\n")
            new.write("\(Character(UnicodeScalar(UInt8(94 + number))))\n")
            world.settle()
        }
        #expect(world.lines.filter { $0 < "9" } == ["1", "2", "3", "4", "5"])
        #expect(world.lines.filter { $0 > "9" } == ["a", "a", "b", "c"])
    }

    @Test(arguments: [true, false])
    func `files that came and went between two looks are read in order`(births: Bool) throws {
        let world = FollowWorld(births: births)
        try world.append("1\n")
        world.drain()
        for number in 2...4 {
            for place in (1..<number - 1).reversed() {
                world.rename("access.log.\(place)", "access.log.\(place + 1)")
            }
            world.rename("access.log", "access.log.1")
            try world.append("\(number)\n")
        }
        world.settle()
        #expect(world.lines == ["1", "2", "3", "4"])
        #expect(world.follower.counts.recovered == 2)
        #expect(world.follower.counts.lost == 0)
    }

    @Test func `one that was compressed before anybody looked is read through gzip`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        world.rename("access.log", "access.log.2")
        try world.append("2\n2b")
        world.rename("access.log", "access.log.1")
        try world.compress("access.log.1")
        try world.append("3\n")
        world.settle()
        #expect(world.lines == ["1", "2", "2b", "3"])
        // The archive of what was read is not read.
        try world.compress("access.log.2")
        world.rename("access.log", "access.log.4")
        try world.append("4\n")
        world.settle()
        #expect(world.lines == ["1", "2", "2b", "3", "4"])
    }

    @Test func `an archive that cannot be read is said and counted`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        world.rename("access.log", "access.log.2")
        world.room.write("access.log.1.gz", [0x1F, 0x8B, 8, 0] + Array(repeating: 7, count: 20))
        try world.append("3\n")
        world.settle()
        #expect(world.lines == ["1", "3"])
        #expect(world.follower.counts.lost == 1)
        #expect(world.notices.count == 1)
    }

    @Test func `a deleted file is read to its end`() throws {
        let world = FollowWorld()
        let writer = try Writer(world.path)
        writer.write("1\n")
        world.drain()
        world.remove("access.log")
        writer.write("2\n")
        world.drain()
        try world.append("3\n")
        world.settle()
        #expect(world.lines == ["1", "2", "3"])
        #expect(world.notices == [])
    }

    @Test func `what a truncation cut off is found in the copy`() throws {
        let world = FollowWorld()
        let writer = try Writer(world.path)
        writer.write("1\n2\n")
        world.drain()
        writer.write("3\n4\n")
        try world.copy("access.log", "access.log.1")
        world.truncate()
        writer.write("5\n")
        world.settle()
        #expect(world.lines == ["1", "2", "3", "4", "5"])
        #expect(world.follower.counts.truncations == 1)
        #expect(world.notices == [])
    }

    @Test func `a cut is noticed though the file has grown past the place of reading`() throws {
        let world = FollowWorld()
        let writer = try Writer(world.path)
        writer.write("1\n2\n")
        world.drain()
        world.truncate()
        writer.write("5\n6\n7\n8\n")
        world.settle()
        #expect(world.lines == ["1", "2", "5", "6", "7", "8"])
        #expect(world.notices == [.truncated(bytes: 0)])
    }

    @Test(arguments: [true, false])
    func `the hole that a writer without O_APPEND leaves is passed over`(looks: Bool) throws {
        let world = FollowWorld()
        let writer = try Writer(world.path, appends: false)
        let first = (1...5000).map { "line \($0)" }
        writer.write(first.map { $0 + "\n" }.joined())
        world.drain()
        world.truncate()
        if looks { world.drain() }
        writer.write("after\n")
        world.settle()
        writer.write("later\n")
        world.settle()
        #expect(world.lines == first + ["after", "later"])
        #expect(world.follower.counts.zeros > 40_000)
    }

    @Test func `another file renamed over it is read, a copy of it goes on where it was`() throws {
        let world = FollowWorld()
        let lines = (1...200).map { "line \($0)" }
        let text = lines.map { $0 + "\n" }.joined()
        try world.append(text)
        world.drain()
        world.room.write("edited", text + "more\n")
        world.rename("edited", "access.log")
        world.settle()
        #expect(world.lines == lines + ["more"])
        world.room.write("other", "other\n")
        world.rename("other", "access.log")
        world.settle()
        #expect(world.lines.last == "other")
        #expect(world.lines.count == 202)
    }

    @Test func `a symbolic link is followed to where it leads now`() throws {
        let world = FollowWorld("current.log")
        try world.append("1\n", to: "a-20240101.log")
        unsafe symlink("a-20240101.log", world.path)
        world.drain()
        try world.append("2\n", to: "a-20240101.log")
        try world.append("3\n", to: "a-20240102.log")
        unsafe symlink("a-20240102.log", world.room("next"))
        world.rename("next", "current.log")
        world.settle()
        try world.append("4\n", to: "a-20240101.log")
        world.settle()
        #expect(world.lines == ["1", "2", "3", "4"])
    }

    @Test func `a line that is too long is read past, and counted`() throws {
        let world = FollowWorld()
        let long = String(repeating: "x", count: BatchLimits.longestLine + 100_000)
        try world.append("1\n" + long)
        world.drain()
        #expect(world.lines == ["1"])
        // A position inside it would make its rest a line.
        #expect(world.follower.position.marks.last?.offset == 2)
        try world.append("yz\n2\n")
        world.drain()
        #expect(world.lines == ["1", "(overlong)", "2"])
        #expect(world.follower.counts.overlong == 1)
    }

    @Test func `a named pipe outlives its writers`() throws {
        let world = FollowWorld("pipe")
        try #require(unsafe mkfifo(world.path, 0o600) == 0)
        world.drain()
        for number in 1...3 {
            let writer = try Writer(world.path)
            writer.write("\(number)\nrest of ")
            world.drain()
            writer.write("\(number)\n")
        }
        world.drain()
        #expect(world.lines == ["1", "rest of 1", "2", "rest of 2", "3", "rest of 3"])
        #expect(world.follower.waitable != nil)
    }

    @Test func `nothing is read of files that only look related`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        world.rename("access.log", "access.log.1")
        for name in ["access.log.anon", "access.anon.log", "access.log~", "access.log.swp"] {
            try world.append("no\n", to: name)
        }
        try world.append("2\n")
        world.settle()
        #expect(world.lines == ["1", "2"])
    }

    @Test func `when there is nothing there is time to sleep`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        #expect(world.follower.pause > .seconds(1))
        world.rename("access.log", "access.log.1")
        try world.append("2\n")
        var sleeps = 0
        while world.lines.count < 2 {
            world.drain()
            #expect(world.follower.pause > .zero)
            world.clock.advance(world.follower.pause)
            sleeps += 1
            try #require(sleeps < 10)
        }
        #expect(sleeps <= 2)
        let polling = FollowWorld(notices: false)
        polling.drain()
        #expect(polling.follower.pause > .milliseconds(100))
    }

    @Test(arguments: [
        ("access.log.1", true), ("access.log.12.gz", true), ("access.log-20240101", true),
        ("access.log-20240101.zst", true), ("access.log.2024-01-01T10:00:00", true),
        ("access.log.old", true), ("access-20240101.log", true), ("access.1.log", true),
        ("access.1.log.xz", true), ("access.log_1700000000", true), ("access.log", false),
        ("access.log.anon", false), ("access.anon.log", false), ("access.log.1.tmp", false),
        ("access.log.gz", false), ("error.log.1", false), ("access.log.", false),
        ("access.log..1", false), ("access.log.1a", false), ("access", false), ("", false),
    ])
    func `rotated names are told from others`(name: String, isRotated: Bool) {
        #expect((SiblingName.reading(name, of: "access.log") != nil) == isRotated)
    }
}
