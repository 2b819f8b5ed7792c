import Bytes
import Privacy
import Synchronization

@testable import Intake

// What files are packed with.

extension FuzzTargets {
    /// An archive read at once and one read in pieces give the same text, or fail at the same place;
    /// what is packed comes back.
    static func archive(_ bytes: Span<UInt8>) {
        guard bytes.count > 2 else { return }
        let body = bytes.extracting(2...).array
        let kinds = CompressionKind.all
        let packing = kinds[Int(bytes[0]) % kinds.count]
        if bytes[0] & 0x80 != 0 {
            guard let compressor = packing.makeCompressor() else { return }
            var packed = ByteBuffer()
            precondition(compressor.pack(body.span, into: &packed), "does not pack")
            var head = ByteBuffer()
            head.append(packed.span)
            guard case .compressed(packing) = Magic.of(head.span) else {
                preconditionFailure("does not know its own")
            }
            let text = unpacked(packed.span.array, piece: Int(bytes[1]), packing)
            precondition(text.text == body && !text.isDamaged, "does not come back")
            return
        }
        guard case .compressed(let kind) = Magic.of(body.span) else { return }
        precondition(!Magic.isUndecided(body.span), "decided and undecided")
        let whole = unpacked(body, piece: body.count, kind)
        let pieces = unpacked(body, piece: Int(bytes[1]), kind)
        precondition(whole == pieces, "pieces are unpacked otherwise")
        precondition(whole.consumed <= body.count, "read more than there is")
    }

    private struct Unpacked: Equatable {
        var text: [UInt8] = []
        var isDamaged = false
        var consumed = 0

        /// Where a damaged archive was given up depends on how it was read, and so does how much of
        /// its last text came out.
        static func == (one: Self, other: Self) -> Bool {
            guard one.isDamaged == other.isDamaged else { return false }
            return one.isDamaged || one.text == other.text
        }
    }

    private static func unpacked(_ body: [UInt8], piece: Int, _ kind: CompressionKind) -> Unpacked {
        guard let decompressor = kind.makeDecompressor() else { return Unpacked() }
        let source = Source(body, piece: max(piece, 1))
        let calls = unsafe FileCalls(
            read: { _, target in unsafe source.read(into: target) },
            write: { (_: Int32, _: UnsafeRawBufferPointer) in -1 },
            synchronize: { _ in -1 }, rename: { _, _ in -1 }, exchange: { _, _ in -1 })
        var head = ByteBuffer()
        head.append(body.span.extracting(..<min(piece, body.count)))
        source.skip(head.count)
        let unpacker = Unpacker(
            path: "", kind: kind, decompressor: decompressor, descriptor: -1, head: head,
            hasEnded: false, calls: calls)
        var result = Unpacked()
        var block = ByteBuffer()
        do {
            while result.text.count < most {
                block.removeAll()
                let room = min(997, most - result.text.count)
                let count = try unpacker.unpack(into: &block, room: room)
                precondition(count == block.count && count <= room, "more than there is room for")
                if count == 0 { break }
                result.text += block.span.array
            }
        } catch {
            result.isDamaged = true
        }
        result.consumed = unpacker.consumed
        unpacker.wipe()
        return result
    }

    /// Bombs are unpacked as far as this.
    private static let most = 100_000

    /// Hands out bytes in pieces.
    private final class Source: Sendable {
        private let body: [UInt8]
        private let piece: Int
        private let position = Mutex(0)

        init(_ body: [UInt8], piece: Int) {
            self.body = body
            self.piece = piece
        }

        func skip(_ count: Int) { position.withLock { $0 += count } }

        func read(into target: UnsafeMutableRawBufferPointer) -> Int {
            position.withLock { position in
                let count = min(piece, target.count, body.count - position)
                unsafe target.copyBytes(from: body[position..<position + count])
                position += count
                return count
            }
        }
    }
}
