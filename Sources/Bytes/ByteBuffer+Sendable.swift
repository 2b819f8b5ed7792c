// SAFETY: a buffer is not copyable and owns its storage alone, and no pointer to it outlives a
// borrow; whoever holds the value is the only one who can reach the bytes, on whichever thread.
extension ByteBuffer: @unchecked Sendable {}
