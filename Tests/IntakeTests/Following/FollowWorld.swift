import Bytes
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Intake

/// A clock that only a test moves.
final class HandClock: Sendable {
    private let nanoseconds = Mutex<UInt64>(1_000_000_000)

    func advance(_ duration: Duration) { nanoseconds.withLock { $0 += duration.nanoseconds } }
    var now: UInt64 { nanoseconds.withLock { $0 } }
}

/// A writer's open file: O_APPEND as log writers do, or not as careless ones.
final class Writer {
    let descriptor: Int32

    init(_ path: String, appends: Bool = true) throws {
        descriptor = unsafe open(
            path, O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : 0), 0o644)
        try #require(descriptor >= 0)
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        #expect(count == bytes.count)
    }

    deinit { close(descriptor) }
}

/// One folder, one followed name, and everything that was read of it.
final class FollowWorld {
    let room: Room
    let clock = HandClock()
    let path: String
    let follower: FollowedFile
    private(set) var lines: [String] = []
    private(set) var notices: [FollowNotice] = []

    init(
        _ name: String = "access.log", from start: FollowStart = .beginning, notices: Bool = true,
        births: Bool = true, before: (Room) -> Void = { _ in },
        change: (inout FollowCalls) -> Void = { _ in }
    ) {
        room = Room()
        path = room(name)
        before(room)
        follower = FollowedFile(
            path: path, from: start, position: nil,
            calls: Self.calls(clock, notices: notices, births: births, change: change))
    }

    /// Another run in the same folder, which goes on from a position.
    init(resuming other: FollowWorld, at position: FollowPosition? = nil, births: Bool = true) {
        room = other.room
        path = other.path
        follower = FollowedFile(
            path: path, from: .end, position: position ?? other.follower.position,
            calls: Self.calls(clock, births: births))
    }

    static func calls(
        _ clock: HandClock, notices: Bool = true, births: Bool = true,
        change: (inout FollowCalls) -> Void = { _ in }
    ) -> FollowCalls {
        var calls = FollowCalls.system
        calls.now = { clock.now }
        calls.usesNotices = notices
        calls.knowsBirth = births
        change(&calls)
        return calls
    }

    /// One read; true when it gave something.
    @discardableResult
    func step() -> Bool {
        var block = ByteBuffer()
        switch follower.read(into: &block) {
        case .lines:
            #expect(block.count > 0 && block[block.count - 1] == UInt8(ascii: "\n"))
            lines += text(block.span.array)
            return true
        case .overlong:
            lines.append("(overlong)")
            return true
        case .notice(let notice):
            notices.append(notice)
            return true
        case .nothing: return false
        }
    }

    private func text(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .dropLast().map(String.init)
    }

    /// Reads until there is nothing.
    func drain() { while step() {} }

    /// Reads until nothing comes however long one waits.
    func settle() {
        for _ in 0..<8 {
            drain()
            clock.advance(.seconds(5))
        }
        drain()
    }

    func append(_ text: String, to name: String = "access.log") throws {
        try Writer(room(name)).write(text)
    }

    func rename(_ old: String, _ new: String) {
        #expect(unsafe Glibc.rename(room(old), room(new)) == 0)
    }

    func copy(_ old: String, _ new: String) throws {
        try FileManager.default.copyItem(atPath: room(old), toPath: room(new))
    }

    func remove(_ name: String) { #expect(unsafe unlink(room(name)) == 0) }

    func truncate(_ name: String = "access.log") {
        #expect(unsafe Glibc.truncate(room(name), 0) == 0)
    }

    /// What gzip(1) does: the archive keeps the time of the last change.
    func compress(_ name: String) throws {
        let bytes = try #require(room.bytes(name))
        let times = try FileAttributes.of(path: room(name))
        room.write(name + ".gz", gzipped(bytes))
        let stamps = [times.accessed, times.modified]
        unsafe utimensat(AT_FDCWD, room(name + ".gz"), stamps, 0)
        remove(name)
    }
}

/// Repeatable random numbers: SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
