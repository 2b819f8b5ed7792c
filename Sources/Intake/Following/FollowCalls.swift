import CLinux
import Glibc

/// The calls and the clock that following goes through; tests bring their own.
@safe struct FollowCalls: Sendable {
    /// open(2) for reading: a descriptor, or `errno` negated.
    var open: @Sendable (_ path: String, _ flags: Int32) -> Int
    /// pread(2): a count, or `errno` negated.
    var read: @Sendable (Int32, UnsafeMutableRawBufferPointer, _ offset: Int) -> Int
    /// Nanoseconds of a clock that never goes back.
    var now: @Sendable () -> UInt64
    /// Whether the kernel is asked for notices of changes.
    var usesNotices = true
    /// Whether the moment of birth is asked for; some file systems do not know it.
    var knowsBirth = true
    /// What archives are read with.
    var files = FileCalls.system

    /// The system's own.
    static let system = unsafe FollowCalls(
        open: { path, flags in
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, 0)
            return number < 0 ? -Int(errno) : Int(number)
        },
        read: { descriptor, target, offset in
            let count = unsafe pread(descriptor, target.baseAddress, target.count, off_t(offset))
            return count < 0 ? -Int(errno) : count
        },
        now: {
            var time = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        })
}

extension FollowCalls {
    func opening(_ path: String, flags: Int32) throws(CallFailure) -> Descriptor {
        while true {
            let number = open(path, flags)
            if number >= 0 { return Descriptor(owning: Int32(number)) }
            if number != -Int(EINTR) { throw CallFailure(call: "open", code: Int32(-number)) }
        }
    }

    /// When the file at `path` was born, in nanoseconds since 1970; 0 where nobody says.
    func birth(ofPath path: String) -> Int {
        guard knowsBirth, !path.isEmpty else { return 0 }
        return unsafe Int(clinux_birth(AT_FDCWD, path))
    }

    func birth(ofDescriptor descriptor: Int32) -> Int {
        guard knowsBirth else { return 0 }
        return unsafe Int(clinux_birth(descriptor, ""))
    }
}

extension FileAttributes {
    /// When the contents last changed, in nanoseconds since 1970.
    var modifiedAt: Int { modified.tv_sec * 1_000_000_000 + modified.tv_nsec }
}

extension Duration {
    /// Whole nanoseconds, 0 for what is negative.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
