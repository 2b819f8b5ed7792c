import Bytes

/// Buffers for values on their way through the engine, one per level of nesting.
///
/// Invariants:
/// 1. `depth` buffers are out; the rest lie in `slots`, wiped, with the storage they have grown.
/// 2. Taking and giving back are paired, last taken first given back.
/// 3. Beyond the slots a buffer is made and dropped again: only hostile nesting goes there.
struct ScratchStack: ~Copyable {
    /// What ordinary events need at once.
    private static let capacity = 24
    /// Values inside values inside values: deeper ones are refused, the sender pays.
    private static let deepestLevel = 6
    /// A buffer that has grown beyond this is not kept; a large body must not cost memory for good.
    private static let largestKept = 256 * 1024

    private var slots = [24 of ByteBuffer] { _ in ByteBuffer() }
    private var depth = 0
    private var level = 0

    init() {}

    /// Opens a value inside another.
    ///
    /// Refused: deeper nesting than ``deepestLevel``. Paired with ``leave()``.
    mutating func enter() throws(AnonymizerFault) {
        guard level < Self.deepestLevel else { throw .tooLarge }
        level += 1
    }

    mutating func leave() { level -= 1 }

    /// Whether the value being read is inside another.
    var isInside: Bool { level > 0 }

    mutating func take() -> ByteBuffer {
        var buffer = ByteBuffer()
        if depth < Self.capacity { swap(&buffer, &slots[depth]) }
        depth += 1
        return buffer
    }

    /// Takes back the buffer that was taken last, and leaves an empty one in its place.
    mutating func give(_ buffer: inout ByteBuffer) {
        precondition(depth > 0)
        depth -= 1
        buffer.wipeAll()
        guard depth < Self.capacity, buffer.capacity <= Self.largestKept else {
            buffer = ByteBuffer()
            return
        }
        swap(&buffer, &slots[depth])
    }
}

extension ByteBuffer {
    /// `written` where it is plain as it stands, otherwise what it was decoded to in this buffer.
    @inline(__always)
    @_lifetime(borrow self, copy written)
    func decoded(_ written: Span<UInt8>, isPlain: Bool) -> Span<UInt8> {
        if isPlain { return written }
        return span
    }
}
