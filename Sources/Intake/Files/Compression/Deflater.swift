import Bytes
import CZlib

/// Gzip members (RFC 1952) without name or time, through zlib.
///
/// Invariant: `stream` points at one initialised `z_stream` that never moves.
@safe final class Deflater: Compressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a compressor is used by one thread at a time.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Creates a deflater with gzip's own default level, or `nil` when there is no memory for it.
    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, Self.gzipFraming, Self.memoryLevel,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        unsafe self.stream = stream
        if result != Z_OK { return nil }
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    func pack(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var result = unsafe deflateReset(stream)
        unsafe bytes.withUnsafeBufferPointer { source in
            // SAFETY: zlib reads from `next_in` only, though it asks for a mutable pointer.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = uInt(source.count)
            while result == Z_OK {
                _ = unsafe output.appendUnsafely(room: CompressionLimits.room) { target in
                    unsafe stream.pointee.next_out = unsafe target.baseAddress?
                        .assumingMemoryBound(to: UInt8.self)
                    unsafe stream.pointee.avail_out = uInt(target.count)
                    result = unsafe deflate(stream, Z_FINISH)
                    return target.count - Int(unsafe stream.pointee.avail_out)
                }
            }
            unsafe stream.pointee.next_in = nil
        }
        return result == Z_STREAM_END
    }

    /// The largest window, in gzip framing.
    private static let gzipFraming: Int32 = 15 + 16
    /// zlib's default.
    private static let memoryLevel: Int32 = 8
}
