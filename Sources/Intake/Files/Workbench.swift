import Bytes
import Synchronization

/// The buffers of one worker, used for one block after another and for one file after another.
final class Workbench: Sendable {
    struct Buffers: ~Copyable {
        /// Raw lines.
        var block = ByteBuffer(capacity: BatchLimits.blockSize)
        /// Their anonymous form.
        var output = ByteBuffer(capacity: BatchLimits.blockSize)
        /// Anonymous lines that become one member of a compressed output.
        var member = ByteBuffer()
        /// That member.
        var packed = ByteBuffer()
        private var compressor: (kind: CompressionKind, writer: any Compressor)?

        /// Packs what is in `member` into `packed`; `false` when there was no memory for it.
        mutating func pack(_ kind: CompressionKind) -> Bool {
            if compressor?.kind != kind {
                guard let writer = kind.makeCompressor() else { return false }
                compressor = (kind, writer)
            }
            var result = ByteBuffer()
            swap(&result, &packed)
            result.removeAll()
            let isPacked = compressor?.writer.pack(member.span, into: &result) ?? false
            swap(&result, &packed)
            return isPacked
        }

        /// Gives back what an unusually long line made the block grow to.
        mutating func shrinkBlock() {
            if block.capacity > BatchLimits.blockSize {
                block.wipe()
                block = ByteBuffer(capacity: BatchLimits.blockSize)
            }
        }

        /// Gives back what an unusually long line made the output grow to.
        mutating func shrinkOutput() {
            if output.capacity > 2 * BatchLimits.blockSize {
                output = ByteBuffer(capacity: BatchLimits.blockSize)
            }
        }
    }

    let buffers = Mutex(Buffers())

    /// Overwrites the raw bytes of the last block.
    func wipe() { buffers.withLock { $0.block.wipe() } }
}
