import Bytes
import CZlib
import Glibc

/// One gzip member after another (RFC 1952), through zlib.
///
/// Invariants:
/// 1. `stream` points at one initialised `z_stream` that never moves: zlib keeps a pointer to it.
/// 2. `isInsideMember` is false only before a member's first byte and after its last.
/// 3. zlib's own window holds raw lines; its memory is wiped before it is freed.
@safe struct Inflater: ~Copyable, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`, used only inside borrows of `self`; not
    // copyable, so whoever holds the value is alone with the stream, on whichever thread.
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isInsideMember = true

    /// What one step did.
    enum Step { case progressed, memberEnded, damaged }

    /// Creates an inflater at the beginning of a member, or `nil` when there is no memory for it.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe WipedAllocation.install(in: stream)
        let result = unsafe inflateInit2_(
            stream, Self.gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Moves bytes from `compressed` to the end of `output`, at most `room` of them.
    mutating func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> Step {
        var result: Int32 = Z_OK
        let offered = compressed.count
        var left = offered
        _ = unsafe output.appendUnsafely(room: room) { target in
            unsafe compressed.span.withUnsafeBufferPointer { source in
                // SAFETY: zlib reads from `next_in` only, though it asks for a mutable pointer.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = uInt(source.count)
                unsafe stream.pointee.next_out = unsafe target.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = uInt(room)
                result = unsafe inflate(stream, Z_NO_FLUSH)
                left = Int(unsafe stream.pointee.avail_in)
                unsafe stream.pointee.next_in = nil
                return room - Int(unsafe stream.pointee.avail_out)
            }
        }
        compressed.consume(offered - left)
        switch result {
        case Z_STREAM_END:
            isInsideMember = false
            return .memberEnded
        case Z_OK, Z_BUF_ERROR: return .progressed
        default: return .damaged
        }
    }

    /// Makes ready for the next member.
    mutating func beginMember() {
        _ = unsafe inflateReset(stream)
        isInsideMember = true
    }

    /// The largest window, gzip framing and nothing else.
    private static let gzipOnly: Int32 = 15 + 16
}

/// Memory for zlib that is overwritten before it is given back.
///
/// Each allocation begins with its own size, in a head that keeps what follows aligned.
private enum WipedAllocation {
    private static let head = 16

    static func install(in stream: UnsafeMutablePointer<z_stream>) {
        unsafe stream.pointee.zalloc = { _, items, size in
            let total = Int(items) * Int(size) + WipedAllocation.head
            guard let memory = unsafe calloc(1, total) else { return nil }
            unsafe memory.storeBytes(of: total, as: Int.self)
            return unsafe memory + WipedAllocation.head
        }
        unsafe stream.pointee.zfree = { _, given in
            guard let given = unsafe given else { return }
            // SAFETY: `given` came from above, so its head lies before it and holds the size.
            let memory = unsafe given - WipedAllocation.head
            unsafe explicit_bzero(memory, memory.load(as: Int.self))
            unsafe free(memory)
        }
    }
}
