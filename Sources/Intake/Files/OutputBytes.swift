import Bytes
import Glibc
import Synchronization

/// One open output: plain, compressed, or appended to and reopened.
///
/// Invariants:
/// 1. Only what an anonymizer wrote, or the fixed stand-in of an overlong line, comes here.
/// 2. `whole` is the size of the output after its last complete block.
struct OutputBytes: ~Copyable {
    private let path: String
    private let calls: FileCalls
    private var descriptor: Descriptor
    private var compression: CompressionKind?
    /// Lines for the next compressed member.
    private var collected = ByteBuffer()
    private var members = 0
    private var whole = 0
    /// Set for a file that is appended to: how it was before.
    private var appending: Appending?

    private struct Appending {
        let initialSize: Int
        let isNew: Bool
        var wasReopened = false
    }

    init(path: String, descriptor: consuming Descriptor, calls: FileCalls) {
        self.path = path
        self.calls = calls
        self.descriptor = descriptor
        compression = nil
    }

    /// The descriptor, for fsync and attributes.
    var number: Int32 { descriptor.number }

    /// Compresses everything that follows.
    mutating func startCompressing(_ kind: CompressionKind) {
        compression = kind
        collected.reserve(kind.memberSize)
    }

    /// Takes the lines of one block: they are written, or wait for the next compressed member.
    ///
    /// Where that has enough, it is put into `member`, to be packed and brought back with
    /// ``write(_:)`` while others go on; what is cut where depends on the lines alone.
    mutating func take(_ bytes: Span<UInt8>, member: inout ByteBuffer) -> Taking {
        guard let compression else {
            return bytes.isEmpty ? .done : write(bytes).map { .failed($0) } ?? .done
        }
        let isFull = !collected.isEmpty && collected.count + bytes.count > compression.memberSize
        if isFull {
            member.removeAll()
            swap(&member, &collected)
            collected.reserve(compression.memberSize)
            members += 1
        }
        collected.append(bytes)
        return isFull ? .member(members - 1) : .done
    }

    /// What became of a block's lines.
    enum Taking {
        case done
        case failed(BatchFailure)
        /// The member with this number, counted from 0, is to be packed.
        case member(Int)
    }

    /// Ends a compressed output: an archive without lines has one member too.
    mutating func finish() -> BatchFailure? {
        guard let kind = compression, members == 0 || !collected.isEmpty else { return nil }
        compression = nil
        var packed = ByteBuffer()
        guard let compressor = kind.makeCompressor(), compressor.pack(collected.span, into: &packed)
        else { return Self.noMemory(path) }
        collected = ByteBuffer()
        return write(packed.span)
    }

    static func noMemory(_ path: String) -> BatchFailure {
        BatchFailure(path: path, problem: .writing(CallFailure(call: "malloc", code: ENOMEM)))
    }

    /// Writes all of `bytes` as they are, in one call where the output allows.
    mutating func write(_ bytes: Span<UInt8>) -> BatchFailure? {
        var written = 0
        do throws(CallFailure) {
            try calls.writeAll(descriptor.number, bytes, written: &written)
            whole += written
            return nil
        } catch {
            if appending != nil { cut(from: whole + written, to: whole) }
            let isPipe = error.code == EPIPE
            return BatchFailure(path: path, problem: isPipe ? .brokenPipe : .writing(error))
        }
    }

    // MARK: Appending

    /// Opens `path` for appending, creating it where it is missing.
    static func appending(
        to path: String, calls: FileCalls
    ) throws(CallFailure) -> OutputBytes {
        let flags = O_WRONLY | O_APPEND | O_CREAT
        let isNew: Bool
        let descriptor: Descriptor
        do throws(CallFailure) {
            descriptor = try Descriptor.opening(path, flags: flags | O_EXCL, mode: 0o666)
            isNew = true
        } catch {
            if error.code != EEXIST { throw error }
            descriptor = try Descriptor.opening(path, flags: flags, mode: 0o666)
            isNew = false
        }
        let size = try FileAttributes.of(descriptor: descriptor.number).size
        var output = OutputBytes(path: path, descriptor: descriptor, calls: calls)
        output.whole = size
        output.appending = Appending(initialSize: size, isNew: isNew)
        return output
    }

    var isAppending: Bool { appending != nil }

    /// Follows a rotation: what comes next goes to the file that has the name now.
    ///
    /// Where that cannot be opened, the old file is kept, so that no line is lost.
    mutating func reopen() -> BatchFailure? {
        guard appending != nil else { return nil }
        do throws(CallFailure) {
            let fresh = try Descriptor.opening(
                path, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o666)
            whole = try FileAttributes.of(descriptor: fresh.number).size
            descriptor = fresh
            appending?.wasReopened = true
            return nil
        } catch {
            return BatchFailure(path: path, problem: .creating(error))
        }
    }

    /// Where the file ends, as far as this run wrote it; `nil` for what is no file.
    var end: PositionStore.End? {
        guard appending != nil,
            let attributes = try? FileAttributes.of(descriptor: descriptor.number)
        else { return nil }
        let birth = FollowCalls.system.birth(ofDescriptor: descriptor.number)
        return PositionStore.End(
            identity: PartIdentity(attributes, birth: birth), size: whole)
    }

    /// Takes back what an earlier run wrote behind `end`, when it did not come to store its position.
    mutating func cutBack(to end: PositionStore.End) {
        guard self.end?.identity == end.identity, end.size < whole else { return }
        cut(from: whole, to: end.size)
        whole = end.size
    }

    /// Takes back everything that this run appended, unless the file was rotated meanwhile.
    mutating func rollBack() {
        guard let appending, !appending.wasReopened else { return }
        if appending.isNew {
            let open = try? FileAttributes.of(descriptor: descriptor.number)
            let named = try? FileAttributes.of(path: path)
            if let open, open.identity == named?.identity, open.size == whole {
                unsafe unlink(Path.system(path))
            }
        } else {
            cut(from: whole, to: appending.initialSize)
        }
    }

    /// Shortens the file, if nobody else wrote to it meanwhile.
    private func cut(from current: Int, to size: Int) {
        guard let now = try? FileAttributes.of(descriptor: descriptor.number),
            now.form == .regular, now.size == current
        else { return }
        _ = ftruncate(descriptor.number, off_t(size))
    }
}

/// An output that workers, one after another, and the signal queue share.
final class SharedOutput: Sendable {
    private let state: Mutex<OutputBytes>

    init(_ output: consuming sending OutputBytes) { state = Mutex(output) }

    /// As ``OutputBytes/take(_:member:)``.
    func take(_ bytes: Span<UInt8>, member: inout ByteBuffer) -> OutputBytes.Taking {
        state.withLock { output in output.take(bytes, member: &member) }
    }

    func write(_ bytes: Span<UInt8>) -> BatchFailure? {
        state.withLock { output in output.write(bytes) }
    }

    func finish() -> BatchFailure? { state.withLock { $0.finish() } }
    func reopen() -> BatchFailure? { state.withLock { $0.reopen() } }
    func rollBack() { state.withLock { $0.rollBack() } }
    var end: PositionStore.End? { state.withLock { $0.end } }

    /// The descriptor, for fsync and attributes once everything was written.
    var number: Int32 { state.withLock { $0.number } }

    /// Waits for the write under way, lets no other begin, and does `last`.
    func holding(_ last: () -> Never) -> Never {
        state.withLock { _ in last() }
    }
}
