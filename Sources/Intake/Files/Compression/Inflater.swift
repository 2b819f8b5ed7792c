import Bytes
import CZlib

extension CompressionKind {
    /// Members of RFC 1952, through zlib.
    static let gzip = CompressionKind(
        name: "gzip", magic: [[0x1F, 0x8B]], parts: "gzip members", allowsPadding: true,
        memberSize: 1 << 20, makeDecompressor: { Inflater() }, makeCompressor: { Deflater() })
}

/// One gzip member after another (RFC 1952), through zlib.
///
/// Invariants:
/// 1. `stream` points at one initialised `z_stream` that never moves: zlib keeps a pointer to it.
/// 2. zlib's own window holds raw lines; its memory is wiped before it is freed.
@safe final class Inflater: Decompressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a decompressor is used by one thread at a time.
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isInsideMember = true

    /// Creates an inflater at the beginning of a member, or `nil` when there is no memory for it.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe stream.pointee.zalloc = { _, items, size in
            unsafe WipedMemory.allocate(Int(items), of: Int(size))
        }
        unsafe stream.pointee.zfree = { _, given in unsafe WipedMemory.release(given) }
        let result = unsafe inflateInit2_(
            stream, Self.gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        unsafe self.stream = stream
        if result != Z_OK { return nil }
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> DecompressionStep {
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

    func beginMember() {
        _ = unsafe inflateReset(stream)
        isInsideMember = true
    }

    /// The largest window, gzip framing and nothing else.
    private static let gzipOnly: Int32 = 15 + 16
}
