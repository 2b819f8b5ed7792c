import Bytes
import CLZMA

extension CompressionKind {
    /// Streams of the .xz format, through liblzma.
    static let xz = CompressionKind(
        name: "xz", magic: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]], parts: "xz streams",
        allowsPadding: true, memberSize: 2 << 20, makeDecompressor: { XZReader() },
        makeCompressor: { XZWriter() })
}

/// The allocator that wipes, for liblzma, which keeps a pointer to it.
///
/// Invariant: `pointer` is initialised once and never moves.
@safe private final class WipingAllocator {
    let pointer: UnsafeMutablePointer<lzma_allocator>

    init() {
        unsafe pointer = UnsafeMutablePointer<lzma_allocator>.allocate(capacity: 1)
        unsafe pointer.initialize(
            to: lzma_allocator(
                alloc: { _, count, size in unsafe WipedMemory.allocate(count, of: size) },
                free: { _, given in unsafe WipedMemory.release(given) }, opaque: nil))
    }

    deinit { unsafe pointer.deallocate() }
}

/// One xz stream after another.
///
/// Invariants:
/// 1. `stream` points at one `lzma_stream` that never moves, and `allocator` outlives it.
/// 2. The dictionary holds raw lines; its memory is wiped before it is freed.
@safe private final class XZReader: Decompressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a decompressor is used by one thread at a time.
    private let stream: UnsafeMutablePointer<lzma_stream>
    private let allocator = WipingAllocator()
    private(set) var isInsideMember = true
    private var isReady = false

    init?() {
        unsafe stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: lzma_stream())
        unsafe stream.pointee.allocator = UnsafePointer(allocator.pointer)
        beginMember()
        if !isReady { return nil }
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func beginMember() {
        isReady =
            unsafe lzma_stream_decoder(stream, CompressionLimits.xzMemory, 0) == LZMA_OK
        isInsideMember = true
    }

    func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> DecompressionStep {
        guard isReady else { return .refused("needs more memory than there is") }
        var result = LZMA_OK
        let offered = compressed.count
        var left = offered
        _ = unsafe output.appendUnsafely(room: room) { target in
            unsafe compressed.span.withUnsafeBufferPointer { source in
                unsafe stream.pointee.next_in = source.baseAddress
                unsafe stream.pointee.avail_in = source.count
                unsafe stream.pointee.next_out = unsafe target.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = room
                result = unsafe lzma_code(stream, LZMA_RUN)
                left = unsafe stream.pointee.avail_in
                unsafe stream.pointee.next_in = nil
                return unsafe room - stream.pointee.avail_out
            }
        }
        compressed.consume(offered - left)
        switch result {
        case LZMA_OK, LZMA_BUF_ERROR: return .progressed
        case LZMA_STREAM_END:
            isInsideMember = false
            return .memberEnded
        case LZMA_MEMLIMIT_ERROR:
            return .refused("needs more than \(CompressionLimits.xzMemory >> 20) MiB of memory")
        case LZMA_MEM_ERROR: return .refused("needs more memory than there is")
        default: return .damaged
        }
    }
}

/// Xz streams with a CRC-64, as xz(1) writes them.
private final class XZWriter: Compressor {
    func pack(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var result = LZMA_OK
        let bound = lzma_stream_buffer_bound(bytes.count)
        _ = unsafe output.appendUnsafely(room: bound) { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                var count = 0
                result = unsafe lzma_easy_buffer_encode(
                    Self.preset, LZMA_CHECK_CRC64, nil, source.baseAddress, source.count,
                    target.baseAddress?.assumingMemoryBound(to: UInt8.self), &count, target.count)
                return result == LZMA_OK ? count : 0
            }
        }
        return result == LZMA_OK
    }

    /// Takes 9 MiB; xz's own default would take 94 MiB for each worker.
    private static let preset: UInt32 = 1
}
