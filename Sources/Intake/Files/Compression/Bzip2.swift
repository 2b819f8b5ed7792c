import Bytes
import CBzip2

extension CompressionKind {
    /// Streams of bzip2, through libbz2.
    static let bzip2 = CompressionKind(
        name: "bzip2", magic: [Array("BZh".utf8)], parts: "bzip2 streams", allowsPadding: false,
        // Just under one block of the largest size: a second block would be a small one.
        memberSize: 880_000, makeDecompressor: { Bzip2Reader() }, makeCompressor: { Bzip2Writer() })
}

/// One bzip2 stream after another, as parallel writers make them.
///
/// Invariants:
/// 1. `stream` points at one `bz_stream` that never moves: libbz2 keeps a pointer to it.
/// 2. It is initialised when `isReady`; its block holds raw lines and is wiped before it is freed.
@safe private final class Bzip2Reader: Decompressor, @unchecked Sendable {
    // SAFETY: allocated in `init`, freed in `deinit`; a decompressor is used by one thread at a time.
    private let stream: UnsafeMutablePointer<bz_stream>
    private(set) var isInsideMember = true
    private var isReady = false

    init?() {
        unsafe stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
        prepare()
        if !isReady { return nil }
    }

    deinit {
        if isReady { _ = unsafe BZ2_bzDecompressEnd(stream) }
        unsafe stream.deallocate()
    }

    private func prepare() {
        unsafe stream.pointee = bz_stream()
        unsafe stream.pointee.bzalloc = { _, items, size in
            unsafe WipedMemory.allocate(Int(items), of: Int(size))
        }
        unsafe stream.pointee.bzfree = { _, given in unsafe WipedMemory.release(given) }
        isReady = unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    }

    func beginMember() {
        if isReady { _ = unsafe BZ2_bzDecompressEnd(stream) }
        prepare()
        isInsideMember = true
    }

    func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> DecompressionStep {
        guard isReady else { return .refused("needs more memory than there is") }
        var result = BZ_OK
        let offered = compressed.count
        var left = offered
        _ = unsafe output.appendUnsafely(room: room) { target in
            unsafe compressed.span.withUnsafeBufferPointer { source in
                // SAFETY: libbz2 reads from `next_in` only, though it asks for a mutable pointer.
                unsafe stream.pointee.next_in = UnsafeMutableRawPointer(
                    mutating: UnsafeRawPointer(source.baseAddress))?
                    .assumingMemoryBound(to: CChar.self)
                unsafe stream.pointee.avail_in = UInt32(source.count)
                unsafe stream.pointee.next_out = unsafe target.baseAddress?
                    .assumingMemoryBound(to: CChar.self)
                unsafe stream.pointee.avail_out = UInt32(room)
                result = unsafe BZ2_bzDecompress(stream)
                left = Int(unsafe stream.pointee.avail_in)
                unsafe stream.pointee.next_in = nil
                return room - Int(unsafe stream.pointee.avail_out)
            }
        }
        compressed.consume(offered - left)
        switch result {
        case BZ_OK: return .progressed
        case BZ_STREAM_END:
            isInsideMember = false
            return .memberEnded
        case BZ_MEM_ERROR: return .refused("needs more memory than there is")
        default: return .damaged
        }
    }
}

/// Bzip2 streams of one block each, at bzip2's own default level.
private final class Bzip2Writer: Compressor {
    func pack(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var result = BZ_OK
        // What the library's manual asks for: one percent and 600 bytes more.
        let bound = bytes.count + bytes.count / 100 + 600
        _ = unsafe output.appendUnsafely(room: bound) { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                var count = UInt32(target.count)
                // The library wants an address also where there is nothing to read.
                var nothing: CChar = 0
                result = unsafe withUnsafeMutablePointer(to: &nothing) { empty in
                    // SAFETY: libbz2 reads from the source only.
                    let text = unsafe UnsafeMutableRawPointer(
                        mutating: UnsafeRawPointer(source.baseAddress))?
                        .assumingMemoryBound(to: CChar.self)
                    return unsafe BZ2_bzBuffToBuffCompress(
                        target.baseAddress?.assumingMemoryBound(to: CChar.self), &count,
                        text ?? empty, UInt32(source.count), Self.largestBlock, 0, 0)
                }
                return result == BZ_OK ? Int(count) : 0
            }
        }
        return result == BZ_OK
    }

    /// In units of 100,000 bytes.
    private static let largestBlock: Int32 = 9
}
