import Bytes

/// Buffers for values on their way through the engine, one per level of nesting.
///
/// Invariants:
/// 1. `depth` buffers are out; the rest lie in `slots`, wiped, with the storage they have grown.
/// 2. Taking and giving back are paired, last taken first given back.
struct ScratchStack: ~Copyable {
    /// Three buffers for what comes out, and at most four for each of four levels of nested values.
    static let capacity = 19

    private var slots = [19 of ByteBuffer] { _ in ByteBuffer() }
    private var depth = 0

    init() {}

    /// Whether another level can be opened; deeper values are refused, the sender pays.
    var hasRoom: Bool { depth + 4 <= Self.capacity }

    mutating func take() -> ByteBuffer {
        precondition(depth < Self.capacity)
        var buffer = ByteBuffer()
        swap(&buffer, &slots[depth])
        depth += 1
        return buffer
    }

    /// Takes back the buffer that was taken last, and leaves an empty one in its place.
    mutating func give(_ buffer: inout ByteBuffer) {
        precondition(depth > 0)
        depth -= 1
        buffer.wipeAll()
        swap(&buffer, &slots[depth])
    }
}
