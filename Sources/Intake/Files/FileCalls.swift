import Bytes
import CLinux
import Glibc

/// The system calls that tests let fail: each returns its result, or `errno` negated.
@safe struct FileCalls: Sendable {
    var read: @Sendable (Int32, UnsafeMutableRawBufferPointer) -> Int
    var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
    var synchronize: @Sendable (Int32) -> Int
    var rename: @Sendable (_ old: String, _ new: String) -> Int
    /// Gives each of two files the name of the other.
    var exchange: @Sendable (_ one: String, _ other: String) -> Int

    /// read(2), write(2), fsync(2), rename(2), renameat2(2).
    static let system = unsafe FileCalls(
        read: { descriptor, target in
            let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
            return count < 0 ? -Int(errno) : count
        },
        write: { descriptor, bytes in
            let count = unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            return count < 0 ? -Int(errno) : count
        },
        synchronize: { descriptor in Glibc.fsync(descriptor) < 0 ? -Int(errno) : 0 },
        rename: { old, new in
            unsafe Glibc.rename(Path.system(old), Path.system(new)) < 0 ? -Int(errno) : 0
        },
        exchange: { one, other in
            unsafe clinux_exchange(Path.system(one), Path.system(other)) < 0 ? -Int(errno) : 0
        })
}

/// A system call that failed: its name and `errno`.
struct CallFailure: Error, Equatable {
    let call: String
    let code: Int32

    /// The text of strerror(3).
    var text: String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text).lowercased()
    }
}

extension FileCalls {
    /// Reads at most `room` bytes after those in `buffer`; 0 is the end.
    ///
    /// Interruptions are retried, a descriptor that would block is waited for.
    func readSome(
        _ descriptor: Int32, into buffer: inout ByteBuffer, room: Int
    ) throws(CallFailure) -> Int {
        while true {
            var code: Int32 = 0
            let count = unsafe buffer.appendUnsafely(room: room) { target in
                let result = unsafe read(descriptor, target)
                if result < 0 { code = Int32(-result) }
                return max(result, 0)
            }
            switch code {
            case 0: return count
            case EINTR: continue
            case EAGAIN: Self.wait(for: descriptor, events: Int16(POLLIN))
            default: throw CallFailure(call: "read", code: code)
            }
        }
    }

    /// Writes all of `bytes`, in as many calls as it takes; `written` counts also before a failure.
    func writeAll(
        _ descriptor: Int32, _ bytes: Span<UInt8>, written: inout Int
    ) throws(CallFailure) {
        while written < bytes.count {
            let rest = bytes.extracting(written..<bytes.count)
            let result = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0) }
            if result >= 0 {
                written += result
                continue
            }
            switch Int32(-result) {
            case EINTR: continue
            case EAGAIN: Self.wait(for: descriptor, events: Int16(POLLOUT))
            case let code: throw CallFailure(call: "write", code: code)
            }
        }
    }

    /// poll(2) without a limit: somebody gave us a non-blocking descriptor, we are in no hurry.
    private static func wait(for descriptor: Int32, events: Int16) {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        _ = unsafe poll(&entry, 1, -1)
    }
}

/// An open descriptor with one owner, closed with it.
struct Descriptor: ~Copyable {
    let number: Int32
    private let isOwned: Bool

    init(owning number: Int32) {
        self.number = number
        isOwned = true
    }

    /// A descriptor that somebody else closes: standard input and output.
    init(borrowing number: Int32) {
        self.number = number
        isOwned = false
    }

    deinit { if isOwned { close(number) } }

    /// open(2), close-on-exec.
    static func opening(
        _ path: String, flags: Int32, mode: mode_t = 0
    ) throws(CallFailure) -> Descriptor {
        let name = Path.system(path)
        while true {
            let number = unsafe open(name, flags | O_CLOEXEC | O_NOCTTY, mode)
            if number >= 0 { return Descriptor(owning: number) }
            if errno != EINTR { throw CallFailure(call: "open", code: errno) }
        }
    }
}
