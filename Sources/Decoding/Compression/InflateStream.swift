import Bytes
import CZlib

/// One gzip or zlib stream, read from bytes that are all there.
///
/// Invariants:
/// 1. `stream` points at one initialised `z_stream` that never moves: zlib keeps a pointer to it.
/// 2. Outside ``readMember(_:into:room:)`` it holds no pointer to bytes of ours.
@safe struct InflateStream: ~Copyable {
    // SAFETY: allocated in `init`, freed in `deinit`, never handed out.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Output asked for at a time beyond the first guess.
    private static let smallestChunk = 4_096
    private static let largestChunk = 1 << 20
    /// Events shrink to about a quarter.
    private static let expectedRatio = 4

    /// Creates a stream at its beginning, or `nil` when there is no memory for it.
    init?(_ compression: Compression) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe WipedMemory.install(in: stream)
        // The largest window; 16 more ask for gzip framing and nothing else.
        let window: Int32 = compression == .gzip ? 15 + 16 : 15
        let result = unsafe inflateInit2_(
            stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
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

    /// Makes ready for the next member.
    mutating func restart() -> Bool { unsafe inflateReset(stream) == Z_OK }

    /// Appends at most `room` bytes and returns how many of `bytes` the member took.
    mutating func readMember(
        _ bytes: Span<UInt8>, into output: inout ByteBuffer, room: Int
    ) throws(InflateFault) -> Int {
        var position = 0
        var left = room
        var chunk = max(bytes.count * Self.expectedRatio, Self.smallestChunk)
        while true {
            chunk = min(chunk, Self.largestChunk, left)
            let step = self.step(bytes.extracting(position...), into: &output, room: chunk)
            position += step.consumed
            left -= step.produced
            switch step.result {
            case Z_STREAM_END: return position
            case Z_OK, Z_BUF_ERROR:
                // It wants more room than is left, or more input than there is.
                let isStuck = step.consumed == 0 && step.produced == 0
                if isStuck { throw left == 0 && position < bytes.count ? .tooLarge : .malformed }
            case Z_MEM_ERROR: throw .tooLarge
            default: throw .malformed
            }
            chunk *= 2
        }
    }

    private mutating func step(
        _ bytes: Span<UInt8>, into output: inout ByteBuffer, room: Int
    ) -> (result: Int32, consumed: Int, produced: Int) {
        var result = Z_OK
        var consumed = 0
        // A byte more than zlib may use: it refuses a null pointer even when it writes nothing.
        let produced = unsafe output.appendUnsafely(room: room + 1) { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                // SAFETY: zlib reads from `next_in` only, though it asks for a mutable pointer, and
                // writes `room` bytes at most; both pointers are taken back below.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = uInt(source.count)
                unsafe stream.pointee.next_out = unsafe target.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = uInt(room)
                // With all input at hand zlib needs no window of its own if the output fits.
                result = unsafe CZlib.inflate(stream, Z_FINISH)
                consumed = unsafe source.count - Int(stream.pointee.avail_in)
                let written = unsafe room - Int(stream.pointee.avail_out)
                unsafe stream.pointee.next_in = nil
                unsafe stream.pointee.next_out = nil
                return written
            }
        }
        return (result, consumed, produced)
    }
}

/// Memory for zlib that is overwritten before it is given back: its window holds raw events.
///
/// Each allocation begins with its own size, in a head that keeps what follows aligned.
private enum WipedMemory {
    private static let head = 16

    static func install(in stream: UnsafeMutablePointer<z_stream>) {
        unsafe stream.pointee.zalloc = { _, items, size in
            let total = Int(items) * Int(size) + WipedMemory.head
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: total, alignment: WipedMemory.head)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: total)
            unsafe memory.storeBytes(of: total, as: Int.self)
            return unsafe memory + WipedMemory.head
        }
        unsafe stream.pointee.zfree = { _, given in
            guard let given = unsafe given else { return }
            // SAFETY: `given` came from above, so its head lies before it and holds the size.
            let memory = unsafe given - WipedMemory.head
            let total = unsafe memory.load(as: Int.self)
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: total)
            unsafe memory.deallocate()
        }
    }
}
