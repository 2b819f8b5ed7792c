import Bytes
import CZstd

extension CompressionKind {
    /// Frames of RFC 8878, through libzstd; parallel writers put skippable frames before them.
    static let zstd = CompressionKind(
        name: "zstd",
        magic: [[0x28, 0xB5, 0x2F, 0xFD]] + (0x50...0x5F).map { [$0, 0x2A, 0x4D, 0x18] },
        parts: "zstd frames", allowsPadding: false, memberSize: 2 << 20,
        makeDecompressor: { ZstdReader() }, makeCompressor: { ZstdWriter() })
}

/// One zstd frame after another (RFC 8878).
///
/// Invariant: `context` is one context for frames; its window holds raw lines, and its memory is
/// wiped before it is freed.
@safe private final class ZstdReader: Decompressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a decompressor is used by one thread at a time.
    private let context: OpaquePointer
    private(set) var isInsideMember = true

    init?() {
        let memory = unsafe ZSTD_customMem(
            customAlloc: { _, size in unsafe WipedMemory.allocate(1, of: size) },
            customFree: { _, given in unsafe WipedMemory.release(given) }, opaque: nil)
        guard let context = unsafe ZSTD_createDCtx_advanced(memory) else { return nil }
        unsafe self.context = context
        let result = unsafe ZSTD_DCtx_setParameter(
            context, ZSTD_d_windowLogMax, CompressionLimits.zstdWindowLog)
        if ZSTD_isError(result) != 0 { return nil }
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    func beginMember() { isInsideMember = true }

    func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> DecompressionStep {
        var result = 0
        var taken = 0
        _ = unsafe output.appendUnsafely(room: room) { target in
            unsafe compressed.span.withUnsafeBytes { source in
                var from = unsafe ZSTD_inBuffer(
                    src: source.baseAddress, size: source.count, pos: 0)
                var to = unsafe ZSTD_outBuffer(
                    dst: target.baseAddress, size: target.count, pos: 0)
                result = unsafe ZSTD_decompressStream(context, &to, &from)
                taken = unsafe from.pos
                return unsafe to.pos
            }
        }
        compressed.consume(taken)
        guard ZSTD_isError(result) == 0 else { return Self.failure(ZSTD_getErrorCode(result)) }
        if result > 0 { return .progressed }
        isInsideMember = false
        return .memberEnded
    }

    private static func failure(_ code: ZSTD_ErrorCode) -> DecompressionStep {
        switch code {
        case ZSTD_error_frameParameter_windowTooLarge:
            .refused(
                "needs a window of more than \(1 << (CompressionLimits.zstdWindowLog - 20)) MiB")
        case ZSTD_error_dictionary_wrong: .refused("needs a dictionary")
        case ZSTD_error_memory_allocation: .refused("needs more memory than there is")
        default: .damaged
        }
    }
}

/// Zstd frames with a checksum at zstd's own default level.
@safe private final class ZstdWriter: Compressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a compressor is used by one thread at a time.
    private let context: OpaquePointer

    init?() {
        guard let context = unsafe ZSTD_createCCtx() else { return nil }
        unsafe self.context = context
        if ZSTD_isError(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) != 0 {
            return nil
        }
    }

    deinit { _ = unsafe ZSTD_freeCCtx(context) }

    func pack(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var isPacked = false
        _ = unsafe output.appendUnsafely(room: ZSTD_compressBound(bytes.count)) { target in
            unsafe bytes.withUnsafeBytes { source in
                let count = unsafe ZSTD_compress2(
                    context, target.baseAddress, target.count, source.baseAddress, source.count)
                isPacked = ZSTD_isError(count) == 0
                return isPacked ? count : 0
            }
        }
        return isPacked
    }
}
