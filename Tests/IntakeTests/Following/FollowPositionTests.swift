import Bytes
import Foundation
import Glibc
import Testing

@testable import Intake

@Suite struct FollowPositionTests {
    /// Reads on from a position, as another run does.
    private func resumed(_ world: FollowWorld) -> FollowWorld {
        FollowWorld(resuming: world)
    }

    @Test func `a position is numbers, and reads as it was written`() throws {
        let world = FollowWorld()
        try world.append("203.0.113.77 secret\n")
        world.drain()
        let position = world.follower.position
        var text = ByteBuffer()
        position.write(into: &text)
        let written = text.span.string
        #expect(written.allSatisfy { "0123456789: ".contains($0) })
        #expect(FollowPosition(written) == position)
        #expect(position.marks.map(\.offset) == [20])
    }

    @Test(arguments: ["x", "1:2:3:4", "1:2:3:4:-5", "1:2:3:4:5:6", "1:2:3:4:5 6", "::::"])
    func `what is no position is refused`(text: String) {
        #expect(FollowPosition(text) == nil)
    }

    @Test func `another run goes on behind the last line`() throws {
        let world = FollowWorld()
        try world.append("1\n2\nhal")
        world.drain()
        try world.append("f\n")
        let next = resumed(world)
        next.settle()
        #expect(next.lines == ["half"])
    }

    @Test func `another run goes on in the file that was rotated meanwhile`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        try world.append("2\n")
        world.rename("access.log", "access.log.2")
        try world.append("3\n")
        world.rename("access.log", "access.log.1")
        try world.append("4\n")
        let next = resumed(world)
        next.settle()
        #expect(next.lines == ["2", "3", "4"])
    }

    @Test func `another run goes on in the archive of the file`() throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        try world.append("2\n")
        world.rename("access.log", "access.log.2")
        try world.compress("access.log.2")
        try world.append("3\n")
        world.rename("access.log", "access.log.1")
        try world.append("4\n")
        let next = resumed(world)
        next.settle()
        #expect(next.lines == ["2", "3", "4"])
    }

    @Test(arguments: [true, false])
    func `another run goes on in the copy of a file that was truncated`(regrows: Bool) throws {
        let world = FollowWorld()
        try world.append("1\n")
        world.drain()
        try world.append("2\n")
        // The copy is younger than what the position says of the file's last change.
        let change = try FileAttributes.of(path: world.path).modifiedAt
        repeat {
            unsafe unlink(world.room("access.log.1"))
            try world.copy("access.log", "access.log.1")
        } while FollowCalls.system.birth(ofPath: world.room("access.log.1")) <= change
        world.truncate()
        if regrows { try world.append("3 and some more\n4\n") }
        let next = resumed(world)
        next.settle()
        #expect(next.lines == ["2"] + (regrows ? ["3 and some more", "4"] : []))
    }

    @Test func `an inode that was used again is not taken for the file`() throws {
        let world = FollowWorld()
        try world.append("1\n2\n3\n")
        world.drain()
        var position = world.follower.position
        position.marks[0].birth -= 1
        let next = FollowWorld(resuming: world, at: position)
        next.settle()
        #expect(next.lines == ["1", "2", "3"])
        #expect(next.notices == [.positionGone])
        #expect(next.follower.counts.lost == 1)
    }

    @Test func `where births are unknown a place inside a line gives the file away`() throws {
        let world = FollowWorld(births: false)
        try world.append("1\n2\n3\n")
        world.drain()
        var position = world.follower.position
        position.marks[0].offset = 3
        let next = FollowWorld(resuming: world, at: position, births: false)
        next.settle()
        #expect(next.lines == ["1", "2", "3"])
    }
}
