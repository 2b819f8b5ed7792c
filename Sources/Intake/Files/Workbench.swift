import Bytes
import Synchronization

/// The two buffers of one worker, used for one block after another and for one file after another.
final class Workbench: Sendable {
    struct Buffers: ~Copyable {
        /// Raw lines.
        var block = ByteBuffer(capacity: BatchLimits.blockSize)
        /// Their anonymous form.
        var output = ByteBuffer(capacity: BatchLimits.blockSize)

        /// Gives back what an unusually long line made the buffers grow to.
        mutating func shrink() {
            if block.capacity > BatchLimits.blockSize {
                block.wipe()
                block = ByteBuffer(capacity: BatchLimits.blockSize)
            }
            if output.capacity > 2 * BatchLimits.blockSize {
                output = ByteBuffer(capacity: BatchLimits.blockSize)
            }
        }
    }

    let buffers = Mutex(Buffers())

    /// Overwrites the raw bytes of the last block.
    func wipe() { buffers.withLock { $0.block.wipe() } }
}
