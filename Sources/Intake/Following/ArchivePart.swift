import Bytes
import Glibc

/// A rotated file that was compressed before it was read to its end: read once, to its end.
final class ArchivePart: FollowedPart {
    let identity: PartIdentity
    let isComplete = true
    let content: ContentPrint? = nil
    private var source: LineSource
    private let start: Int
    private let modifiedAt: Int
    private var hasIncomplete = false

    /// Begins behind the first `offset` bytes of text; throws what is wrong with the archive.
    init(
        path: String, offset: Int, identity: PartIdentity, modifiedAt: Int, calls: FollowCalls
    ) throws(BatchFailure) {
        var bytes = try Self.open(path, calls: calls)
        try Self.skip(offset, of: &bytes, path: path)
        source = LineSource(bytes)
        start = offset
        self.identity = identity
        self.modifiedAt = modifiedAt
    }

    deinit { source.wipe() }

    var mark: FollowPosition.Mark? {
        FollowPosition.Mark(
            device: identity.device, inode: identity.inode, birth: identity.birth,
            modified: modifiedAt, offset: start + source.textCount)
    }

    func read(into block: inout ByteBuffer) -> PartReading {
        let piece = source.next(into: &block)
        switch piece.content {
        case .lines:
            if block.count > 0, block[block.count - 1] != UInt8(ascii: "\n") { block.append("\n") }
            return .lines
        case .overlong: return .overlong
        case .failed(let failure):
            if case .reading(let call) = failure.problem { return .failed(call) }
            return .damaged
        case .end: return .end(hasIncomplete: false)
        }
    }

    func takeIncomplete(into block: inout ByteBuffer) -> PartReading {
        .end(hasIncomplete: false)
    }

    // MARK: Looking inside

    private static func open(
        _ path: String, calls: FollowCalls
    ) throws(BatchFailure) -> InputBytes {
        let descriptor: Descriptor
        do throws(CallFailure) {
            descriptor = try calls.opening(path, flags: O_RDONLY)
        } catch {
            throw BatchFailure(path: path, problem: .opening(error))
        }
        return try InputBytes.beginning(path, descriptor: descriptor, calls: calls.files)
    }

    private static func skip(
        _ count: Int, of bytes: inout InputBytes, path: String
    ) throws(BatchFailure) {
        var block = ByteBuffer(capacity: min(max(count, 1), BatchLimits.blockSize))
        defer { block.wipe() }
        var left = count
        while left > 0 {
            block.removeAll()
            let read = try bytes.read(into: &block, room: min(left, BatchLimits.blockSize))
            if read == 0 { throw BatchFailure(path: path, problem: .changedWhileRead) }
            left -= read
        }
    }

    /// At most `count` bytes of text from `offset` on; `nil` when the archive cannot be read so far.
    static func text(
        of path: String, from offset: Int, count: Int, calls: FollowCalls
    ) -> ByteBuffer? {
        guard var bytes = try? open(path, calls: calls) else { return nil }
        defer { bytes.wipe() }
        guard (try? skip(offset, of: &bytes, path: path)) != nil else { return nil }
        var block = ByteBuffer(capacity: max(count, 1))
        while block.count < count {
            guard let read = try? bytes.read(into: &block, room: count - block.count) else {
                return nil
            }
            if read == 0 { break }
        }
        return block
    }
}
