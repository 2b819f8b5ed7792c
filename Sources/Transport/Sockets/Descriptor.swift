import Glibc

/// The one owner of an open file descriptor; it is closed when the owner goes.
///
/// Linux releases the number even when `close` reports an error, so the result is not retried:
/// a second `close` could hit a descriptor that another thread has just opened (close(2)).
package struct Descriptor: ~Copyable {
    let number: Int32

    /// Takes over `number`, which nothing else may close.
    init(owning number: Int32) {
        precondition(number >= 0)
        self.number = number
    }

    deinit { _ = Glibc.close(number) }

    /// Gives the number to somebody who will close it.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}
