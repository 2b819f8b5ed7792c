import CLinux
import Foundation
import Glibc
import Testing

@testable import Intake

/// What stays beside a file's contents when it is replaced, and what a killed run leaves.
@Suite struct ReplacementTests {
    @Test func `temporary files of a killed run go, those of a running one stay`() throws {
        let room = Room()
        let path = room.write("a.log", "a1\n")
        let dead = room.write(".a.log.matglas-abc123", "half a l")
        let live = room.write(".b.log.matglas-0z9y8x", "half a l")
        let others = [".a.log.matglas-abc12", ".matglas-abc123", "a.log.matglas-abc123", ".a.log"]
        for name in others { room.write(name, "mine") }
        unsafe symlink(path, room(".l.matglas-abc123"))
        let lock = try Descriptor.opening(live, flags: O_RDONLY)
        #expect(flock(lock.number, LOCK_EX | LOCK_NB) == 0)
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        #expect(unsafe access(dead, F_OK) != 0)
        #expect(
            room.names
                == (others + [".b.log.matglas-0z9y8x", ".l.matglas-abc123", "a.log"]).sorted())
        #expect(room.text("a.log") == "aX\n")
        _ = consume lock
    }

    @Test func `a file that is being written has a lock that others see`() throws {
        let room = Room()
        let unfinished = UnfinishedFiles(calls: .system)
        let (file, number) = try unfinished.create(for: room("a"))
        Leftovers.remove(from: room.path)
        #expect(unsafe access(file.temporary, F_OK) == 0)
        close(number)
        Leftovers.remove(from: room.path)
        #expect(unsafe access(file.temporary, F_OK) != 0)
    }

    @Test func `extended attributes are kept where the file system has them`() throws {
        let room = Room()
        let path = room.write("a", "a1\n")
        let value: [UInt8] = Array("sentinel".utf8)
        let isSet = unsafe setxattr(path, "user.shop", value, value.count, 0) == 0
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        var kept = [UInt8](repeating: 0, count: 64)
        let count = unsafe getxattr(path, "user.shop", &kept, kept.count)
        #expect(!isSet || Array(kept.prefix(max(count, 0))) == value)
    }

    @Test func `a file that somebody has open for writing is left as it is`() throws {
        let room = Room()
        let path = room.write("a", "a1\n")
        let probe = try Descriptor.opening(path, flags: O_RDONLY)
        let hasLeases = fcntl(probe.number, 1024, Int32(F_RDLCK)) == 0
        Writers.release(probe.number)
        _ = consume probe
        let writer = try Descriptor.opening(path, flags: O_WRONLY | O_APPEND)
        let ending = run(BatchOptions(inputs: [path], output: .inPlace))
        if hasLeases {
            #expect(ending.status == 74)
            #expect(ending.said.first?.contains("open for writing") == true)
            #expect(room.text("a") == "a1\n")
        }
        #expect(room.names == ["a"])
        _ = consume writer
        #expect(run(BatchOptions(inputs: [path], output: .inPlace)).status == 0)
        #expect(room.text("a") == "aX\n")
    }
}
