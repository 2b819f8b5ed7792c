import Bytes
import Delivery
import Dispatch
import Glibc
import Logging
import Synchronization

/// A file that anonymized lines are appended to, on a queue of its own.
///
/// Lines that were offered wait in memory, bounded, until they are written; while the disk refuses
/// them they wait on, and whoever asks ``hasRoom`` stops reading. Nothing but whole lines is written:
/// what a full disk cuts is taken back before the next try. After SIGHUP the file is opened anew, so
/// that it can be rotated.
///
/// Invariants:
/// 1. `pending` and what `writer` holds are whole lines, in the order in which they were offered.
/// 2. At most one attempt is scheduled or under way.
/// 3. Only `queue` touches `writer`.
final class LogFile: Sendable {
    /// Bytes that may wait; then readers are asked to wait.
    ///
    /// The gateway's memory pays for a disk that is slow, or full.
    private static let roomBytes = 4 * 1024 * 1024
    /// Pauses after failures in a row.
    private static let backoff = Backoff(baseMilliseconds: 250, capMilliseconds: 5_000)

    private struct State: ~Copyable {
        var pending = ByteBuffer()
        var isScheduled = false
        var failures = 0
        /// Bytes offered and written since the start.
        var offered = 0
        var written = 0
        var fault: String?
    }

    private struct Writer: ~Copyable {
        var descriptor: Int32 = -1
        /// What is being written; a failed attempt leaves it here.
        var lines = ByteBuffer()
    }

    let path: String
    private let logger: Logger
    private let queue: DispatchQueue
    private let state = Mutex(State())
    private let writer = Mutex(Writer())

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        queue = DispatchQueue(label: "log-file", qos: .utility)
    }

    /// Opens the file for the first time; `nil` if that went well, otherwise the reason.
    func open() -> (isPermission: Bool, text: String)? {
        let (number, code) = Self.opened(path)
        guard number >= 0 else { return (code == EACCES || code == EPERM, Self.text(code)) }
        writer.withLock { $0.descriptor = number }
        return nil
    }

    /// Whether `path` leads to the file that is written.
    func isAlso(_ path: String) -> Bool {
        var own = stat()
        var other = stat()
        let number = writer.withLock { $0.descriptor }
        guard unsafe fstat(number, &own) == 0, unsafe stat(path, &other) == 0 else { return false }
        return own.st_dev == other.st_dev && own.st_ino == other.st_ino
    }

    // MARK: Readers' side; any thread

    /// Whether more lines may be offered.
    var hasRoom: Bool { state.withLock { $0.pending.count < Self.roomBytes && $0.fault == nil } }

    /// Why nothing can be written now; `nil` while all is well.
    var fault: String? { state.withLock { $0.fault } }

    /// Bytes that wait.
    var waitingBytes: Int { state.withLock { $0.offered - $0.written } }

    /// Takes whole lines; gives the mark at which they will have been written.
    @discardableResult
    func offer(_ lines: Span<UInt8>) -> Int {
        guard !lines.isEmpty else { return state.withLock { $0.offered } }
        let (mark, mustSchedule) = state.withLock { state in
            state.pending.append(lines)
            state.offered += lines.count
            defer { state.isScheduled = true }
            return (state.offered, !state.isScheduled)
        }
        if mustSchedule { queue.async { [self] in attempt() } }
        return mark
    }

    /// Whether everything up to `mark` is written.
    func isWritten(upTo mark: Int) -> Bool { state.withLock { $0.written >= mark } }

    /// Calls `completion` when what was offered is written, or cannot be.
    func finish(_ completion: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            attempt()
            completion()
        }
    }

    /// Opens the file that has the name now; what was offered before goes to the old one.
    func reopen() {
        queue.async { [self] in
            attempt()
            let (number, code) = Self.opened(path)
            guard number >= 0 else {
                return logger.error(
                    "log file cannot be reopened, the old one stays",
                    metadata: ["file": "\(path)", "reason": "\(Self.text(code))"])
            }
            let old = writer.withLock { writer in
                defer { writer.descriptor = number }
                return writer.descriptor
            }
            if old >= 0 { Glibc.close(old) }
            attempt()
        }
    }

    // MARK: Writing, on the queue

    private func attempt() {
        writer.withLock { writer in
            if writer.lines.isEmpty {
                state.withLock { swap(&writer.lines, &$0.pending) }
            }
            while !writer.lines.isEmpty {
                let before = writer.lines.count
                let code = Self.write(&writer.lines, to: writer.descriptor)
                note(before - writer.lines.count)
                if code != 0 { return failed(code) }
                state.withLock { state in
                    swap(&writer.lines, &state.pending)
                    if state.fault != nil {
                        logger.notice("log file is written again", metadata: ["file": "\(path)"])
                    }
                    state.fault = nil
                    state.failures = 0
                    if writer.lines.isEmpty { state.isScheduled = false }
                }
            }
        }
    }

    private func note(_ written: Int) {
        state.withLock { $0.written += written }
    }

    private func failed(_ code: Int32) {
        let reason = Self.text(code)
        let failures = state.withLock { state in
            state.failures += 1
            state.fault = reason
            state.isScheduled = true
            return state.failures
        }
        if failures == 1 {
            logger.error(
                "log file cannot be written, its intakes wait",
                metadata: ["file": "\(path)", "reason": "\(reason)"])
        }
        let delay = max(50, Self.backoff.delay(failures: failures, Backoff.random))
        queue.asyncAfter(deadline: .now() + .milliseconds(delay)) { [self] in attempt() }
    }

    private static func append(_ bytes: Span<UInt8>, to descriptor: Int32) -> Int {
        unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }

    /// Writes as much as goes; 0, or the error that stopped it.
    ///
    /// Of a line that was cut nothing stays in the file, unless somebody else writes to it too.
    private static func write(_ lines: inout ByteBuffer, to descriptor: Int32) -> Int32 {
        let start = size(of: descriptor)
        var written = 0
        while written < lines.count {
            let count = append(lines.span.extracting(written...), to: descriptor)
            if count >= 0 {
                written += count
                continue
            }
            let code = errno
            if code == EINTR { continue }
            if code == EAGAIN {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, 1_000)
                continue
            }
            if written > 0 {
                let whole = lineEnd(in: lines.span.extracting(0..<written))
                if let start, size(of: descriptor) == start + written,
                    ftruncate(descriptor, off_t(start + whole)) == 0
                {
                    written = whole
                }
                lines.consume(written)
            }
            return code
        }
        lines.removeAll()
        return 0
    }

    // MARK: The file

    /// A descriptor for appending, or -1 and the error.
    private static func opened(_ path: String) -> (number: Int32, code: Int32) {
        let number = unsafe Glibc.open(
            path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640)
        if number >= 0 {
            cutIncompleteLine(of: number)
            return (number, 0)
        }
        // A pipe or device may take bytes and give none.
        let second = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY, 0)
        return (second, second < 0 ? errno : 0)
    }

    /// Takes away half a line that a killed process or machine left at the end.
    private static func cutIncompleteLine(of descriptor: Int32) {
        guard let size = size(of: descriptor), size > 0 else { return }
        let count = min(size, longestTail)
        var tail = [UInt8](repeating: 0, count: count)
        let read = unsafe tail.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, count, off_t(size - count))
        }
        guard read == count, tail.last != UInt8(ascii: "\n") else { return }
        let kept = lineEnd(in: tail.span)
        if kept > 0 || count == size { _ = ftruncate(descriptor, off_t(size - count + kept)) }
    }

    /// A longer line at the end of a file was not ours.
    private static let longestTail = 128 * 1024

    /// The size of a regular file; `nil` for anything else.
    private static func size(of descriptor: Int32) -> Int? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int(status.st_size)
    }

    private static func text(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text).lowercased()
    }

    /// The offset after the last line feed; 0 without one.
    private static func lineEnd(in bytes: Span<UInt8>) -> Int {
        var index = bytes.count
        while index > 0, bytes[index - 1] != UInt8(ascii: "\n") { index -= 1 }
        return index
    }
}
