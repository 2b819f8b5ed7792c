import Bytes
import Glibc

/// The text of one input: read(2), and unpacked where the content says that it is compressed.
///
/// Invariants:
/// 1. `waiting` holds bytes that were read and not handed out yet: the head that the compression was
///    told by, later compressed bytes only.
/// 2. `consumed` counts the bytes that left `waiting` or were handed out directly.
struct InputBytes: ~Copyable {
    let path: String
    let attributes: FileAttributes
    private let descriptor: Descriptor
    private let calls: FileCalls
    private var waiting: ByteBuffer
    /// How the file is compressed, by its content; `nil` is plain text.
    private(set) var compression: CompressionKind?
    private var unpacking: Unpacking?
    private var hasEnded = false
    /// How far the file itself was read, in its own bytes.
    private(set) var consumed = 0

    private enum Unpacking {
        case onDemand(Unpacker)
        case ahead(UnpackingAhead)
    }

    private init(
        path: String, attributes: FileAttributes, descriptor: consuming Descriptor,
        calls: FileCalls
    ) {
        self.path = path
        self.attributes = attributes
        self.descriptor = descriptor
        self.calls = calls
        waiting = ByteBuffer(capacity: BatchLimits.compressedBlockSize)
        compression = nil
        unpacking = nil
    }

    /// Looks at the first bytes to tell the compression; waits for them when the input is a stream.
    ///
    /// Refuses a directory, a compression that is not known, and text in units of two or four bytes.
    static func beginning(
        _ path: String, descriptor: consuming Descriptor, calls: FileCalls
    ) throws(BatchFailure) -> InputBytes {
        let attributes: FileAttributes
        do throws(CallFailure) {
            attributes = try FileAttributes.of(descriptor: descriptor.number)
        } catch {
            throw BatchFailure(path: path, problem: .opening(error))
        }
        if attributes.form == .directory { throw BatchFailure(path: path, problem: .isDirectory) }
        if attributes.form == .regular {
            posix_fadvise(descriptor.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        }
        if attributes.form == .other {
            // Fewer, larger reads; where it is not a pipe or not allowed, nothing changes.
            _ = fcntl(descriptor.number, Self.setPipeSize, Int32(BatchLimits.pipeSize))
        }
        var bytes = InputBytes(
            path: path, attributes: attributes, descriptor: descriptor, calls: calls)
        do throws(BatchFailure) {
            try bytes.recogniseCompression()
        } catch {
            bytes.wipe()
            throw error
        }
        return bytes
    }

    /// F_SETPIPE_SZ of fcntl(2), which the Glibc module does not show.
    private static let setPipeSize: Int32 = 1031

    /// The descriptor, which stays open as long as the input is held.
    var number: Int32 { descriptor.number }

    var isCompressed: Bool { compression != nil }

    /// Whether bytes arrive when somebody writes them, so that what is there must go on at once.
    var isStream: Bool { attributes.form != .regular }

    /// Appends at most `room` bytes of text to `block`; 0 is the end.
    mutating func read(into block: inout ByteBuffer, room: Int) throws(BatchFailure) -> Int {
        switch unpacking {
        case .ahead(let ahead): return try ahead.read(into: &block, room: room, at: &consumed)
        case .onDemand(let unpacker):
            let count = try unpacker.unpack(into: &block, room: room)
            consumed = unpacker.consumed
            return count
        case nil: break
        }
        if !waiting.isEmpty {
            let count = min(room, waiting.count)
            block.append(waiting.span.extracting(0..<count))
            waiting.consume(count)
            consumed += count
            return count
        }
        if hasEnded { return 0 }
        do throws(CallFailure) {
            let count = try calls.readSome(descriptor.number, into: &block, room: room)
            if count == 0 { hasEnded = true }
            consumed += count
            return count
        } catch {
            throw BatchFailure(path: path, problem: .reading(error))
        }
    }

    /// Overwrites what is left of the raw bytes.
    mutating func wipe() {
        waiting.wipe()
        switch unpacking {
        case .ahead(let ahead): ahead.stop()
        case .onDemand(let unpacker): unpacker.wipe()
        case nil: break
        }
        unpacking = nil
    }

    // MARK: Compression

    private mutating func refill() throws(BatchFailure) {
        if hasEnded { return }
        do throws(CallFailure) {
            let count = try calls.readSome(
                descriptor.number, into: &waiting, room: BatchLimits.compressedBlockSize)
            if count == 0 { hasEnded = true }
        } catch {
            throw BatchFailure(path: path, problem: .reading(error))
        }
    }

    private mutating func recogniseCompression() throws(BatchFailure) {
        repeat {
            try refill()
        } while !hasEnded && Magic.isUndecided(waiting.span)
        switch Magic.of(waiting.span) {
        case .plain: return
        case .foreign(let name):
            throw BatchFailure(path: path, problem: .foreignCompression(name))
        case .encoded(let name):
            throw BatchFailure(path: path, problem: .foreignEncoding(name))
        case .compressed(let kind):
            guard let decompressor = kind.makeDecompressor() else {
                let failure = CallFailure(call: "malloc", code: ENOMEM)
                throw BatchFailure(path: path, problem: .reading(failure))
            }
            var head = ByteBuffer()
            swap(&head, &waiting)
            let unpacker = Unpacker(
                path: path, kind: kind, decompressor: decompressor, descriptor: descriptor.number,
                head: head, hasEnded: hasEnded, calls: calls)
            // A stream is unpacked when somebody asks: a thread that waits for a writer cannot be
            // stopped. A small file is done before a thread has begun.
            let isLarge = !isStream && attributes.size >= BatchLimits.smallestAhead
            unpacking = isLarge ? .ahead(UnpackingAhead(unpacker)) : .onDemand(unpacker)
            compression = kind
        }
    }
}
