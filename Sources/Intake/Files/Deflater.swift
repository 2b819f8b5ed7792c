import Bytes
import CZlib

/// One gzip member (RFC 1952), without name or time, through zlib.
///
/// Invariant: `stream` points at one initialised `z_stream` that never moves. Only anonymous bytes
/// come here.
@safe struct Deflater: ~Copyable, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`, used only inside borrows of `self`; not
    // copyable, so whoever holds the value is alone with the stream, on whichever thread.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Creates a deflater with gzip's own default level, or `nil` when there is no memory for it.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, Self.gzipFraming, Self.memoryLevel,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Appends the compressed form of `bytes` to `output`; with `finish` the member is closed.
    mutating func compress(_ bytes: Span<UInt8>, finish: Bool, into output: inout ByteBuffer) {
        unsafe bytes.withUnsafeBufferPointer { source in
            // SAFETY: zlib reads from `next_in` only, though it asks for a mutable pointer.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = uInt(source.count)
            var isFull = true
            while isFull {
                _ = unsafe output.appendUnsafely(room: Self.room) { target in
                    unsafe stream.pointee.next_out = unsafe target.baseAddress?
                        .assumingMemoryBound(to: UInt8.self)
                    unsafe stream.pointee.avail_out = uInt(Self.room)
                    _ = unsafe deflate(stream, finish ? Z_FINISH : Z_NO_FLUSH)
                    return Self.room - Int(unsafe stream.pointee.avail_out)
                }
                isFull = unsafe stream.pointee.avail_out == 0
            }
            unsafe stream.pointee.next_in = nil
        }
    }

    /// The largest window, in gzip framing.
    private static let gzipFraming: Int32 = 15 + 16
    /// zlib's default.
    private static let memoryLevel: Int32 = 8
    /// How much output one call of deflate may make.
    private static let room = 64 << 10
}
