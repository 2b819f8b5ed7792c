import Foundation
import Glibc
import Testing

@testable import Intake

/// A log that is written and rotated by chance, and read by chance between the steps.
private final class RandomLog {
    let world: FollowWorld
    private var random: SplitMix
    private var writer: Writer
    private var slowWriter: Writer?
    private var file = 0
    private var number = 0
    private var slowFile = 0
    private(set) var written: [String] = []
    private(set) var rotations = 0
    /// Rotations since the reader last had a chance.
    private var unseen = 0
    private var rest = ""
    private static let depth = 5

    init(seed: UInt64, notices: Bool, births: Bool) throws {
        random = SplitMix(state: seed)
        world = FollowWorld(notices: notices, births: births)
        writer = try Writer(world.path)
        world.step()
    }

    private func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private func line(_ file: Int) -> String {
        number += 1
        let filling = String(repeating: "x", count: Int.random(in: 0..<60, using: &random))
        let line = "\(file) \(number) \(filling)"
        written.append(line)
        return line + "\n"
    }

    /// Writes some lines; the last may come in two parts.
    func burst() {
        finishLine()
        let count = chance(5) ? 2000 : Int.random(in: 1...40, using: &random)
        var text = ""
        for _ in 0..<count { text += line(file) }
        if chance(30) {
            let cut = Int.random(in: 1...4, using: &random)
            rest = String(text.suffix(cut))
            text.removeLast(cut)
        }
        writer.write(text)
        if chance(30) { slowWriter?.write(line(slowFile)) }
    }

    func finishLine() {
        if !rest.isEmpty { writer.write(rest) }
        rest = ""
    }

    func read() {
        world.clock.advance(.milliseconds(Int.random(in: 0...700, using: &random)))
        for _ in 0..<Int.random(in: 1...6, using: &random) { world.step() }
        unseen = 0
    }

    /// Moves the rotated files up by one.
    private func shift() {
        let room = world.room
        unsafe unlink(room("access.log.\(Self.depth)"))
        for place in (1..<Self.depth).reversed() {
            unsafe Glibc.rename(room("access.log.\(place)"), room("access.log.\(place + 1)"))
        }
    }

    func rotate() throws {
        // Whoever rotates more often than anybody looks loses files to the depth; that is no secret.
        if unseen >= 2 { read() }
        unseen += 1
        rotations += 1
        if rotations.isMultiple(of: 9) { slowWriter = nil }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: try rename()
        case 2: try delete()
        case 3, 4: try copyAndTruncate()
        default: try truncateWhenQuiet()
        }
    }

    private func rename() throws {
        let isSlow = chance(40)
        if !isSlow { finishLine() }
        shift()
        world.rename("access.log", "access.log.1")
        if isSlow {
            // The old file is still written to for a while.
            slowWriter = writer
            slowFile = file
            slowWriter?.write(rest)
            rest = ""
        }
        try begin()
    }

    private func delete() throws {
        finishLine()
        // A file that was deleted before anybody opened it is gone.
        world.drain()
        world.remove("access.log")
        try begin()
    }

    private func begin() throws {
        file += 1
        writer = try Writer(world.path)
    }

    /// As logrotate does, with a writer that pauses meanwhile.
    private func copyAndTruncate() throws {
        finishLine()
        shift()
        try world.copy("access.log", "access.log.1")
        if chance(30) { read() }
        world.truncate()
        file += 1
    }

    private func truncateWhenQuiet() throws {
        finishLine()
        world.settle()
        // So long after its rotation nobody writes to an old file any more.
        slowWriter = nil
        world.truncate()
        file += 1
    }

    func end() {
        finishLine()
        world.settle()
    }

    func step() throws {
        for _ in 0..<Int.random(in: 1...3, using: &random) { burst() }
        if chance(60) { read() }
        if chance(70) { try rotate() }
    }
}

@Suite struct RandomRotationTests {
    @Test(arguments: [(1, true, true), (2, true, true), (3, false, true), (4, true, false)])
    func `no line is lost and none comes twice, whatever rotation does`(
        seed: UInt64, notices: Bool, births: Bool
    ) throws {
        let log = try RandomLog(seed: seed, notices: notices, births: births)
        while log.rotations < 50 { try log.step() }
        log.end()
        let world = log.world
        let read = Set(world.lines)
        let lost = log.written.filter { !read.contains($0) }
        #expect(lost.isEmpty, "\(lost.count) of \(log.written.count), first \(lost.first ?? "")")
        #expect(world.lines.count == read.count, "\(world.lines.count - read.count) came twice")
        #expect(world.lines.count == log.written.count)
        // Within one file the order is that of writing.
        var last: [Substring: Int] = [:]
        for line in world.lines {
            let words = line.split(separator: " ")
            let number = try #require(Int(words[1]))
            #expect(number > last[words[0], default: 0])
            last[words[0]] = number
        }
    }
}
