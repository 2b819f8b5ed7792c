import Glibc

/// Memory for decompression libraries that is overwritten before it is given back.
///
/// Their windows hold raw lines. Each allocation begins with its own size, in a head that keeps what
/// follows aligned.
enum WipedMemory {
    private static let head = 16

    /// Zeroed memory for `count` items of `size` bytes, or `nil`.
    @unsafe static func allocate(_ count: Int, of size: Int) -> UnsafeMutableRawPointer? {
        let (bytes, isTooMuch) = count.multipliedReportingOverflow(by: size)
        let (total, isOver) = bytes.addingReportingOverflow(head)
        guard !isTooMuch, !isOver, let memory = unsafe calloc(1, total) else { return nil }
        unsafe memory.storeBytes(of: total, as: Int.self)
        return unsafe memory + head
    }

    /// Overwrites and frees what ``allocate(_:of:)`` gave; `nil` is nothing.
    @unsafe static func release(_ given: UnsafeMutableRawPointer?) {
        guard let given = unsafe given else { return }
        // SAFETY: `given` came from above, so its head lies before it and holds the size.
        let memory = unsafe given - head
        unsafe explicit_bzero(memory, memory.load(as: Int.self))
        unsafe free(memory)
    }
}
