import Bytes
import Glibc

/// Reads a compressed file and hands out its text, one member after another.
///
/// Invariants:
/// 1. `waiting` holds compressed bytes that were read and not unpacked yet.
/// 2. `consumed` counts the bytes of the file that were unpacked or passed over.
/// 3. One thread at a time uses it.
final class Unpacker: @unchecked Sendable {
    // SAFETY: created by one input, then used either by it under its lock, or by the one thread of an
    // `UnpackingAhead` until that has ended.
    private let path: String
    private let kind: CompressionKind
    private var decompressor: (any Decompressor)?
    private let descriptor: Int32
    private let calls: FileCalls
    private var waiting: ByteBuffer
    private var hasEnded: Bool
    private(set) var consumed = 0

    /// `head` holds the first bytes, which told the kind; whoever owns `descriptor` outlives us.
    init(
        path: String, kind: CompressionKind, decompressor: any Decompressor, descriptor: Int32,
        head: consuming ByteBuffer, hasEnded: Bool, calls: FileCalls
    ) {
        self.path = path
        self.kind = kind
        self.decompressor = decompressor
        self.descriptor = descriptor
        self.calls = calls
        self.hasEnded = hasEnded
        waiting = head
    }

    /// Appends at most `room` bytes of text to `block`; 0 is the end.
    func unpack(into block: inout ByteBuffer, room: Int) throws(BatchFailure) -> Int {
        guard let decompressor else { return 0 }
        let before = block.count
        while true {
            if waiting.isEmpty { try refill() }
            if !decompressor.isInsideMember {
                if kind.allowsPadding { skipPadding() }
                if waiting.isEmpty {
                    if hasEnded { return 0 }
                    continue
                }
                decompressor.beginMember()
            }
            let offered = waiting.count
            let step = decompressor.step(from: &waiting, into: &block, room: room)
            let taken = offered - waiting.count
            consumed += taken
            switch step {
            case .damaged: throw damage
            case .refused(let need):
                throw BatchFailure(path: path, problem: .demandingArchive(need))
            case .progressed, .memberEnded: break
            }
            if block.count > before { return block.count - before }
            guard step == .progressed else { continue }
            // Nothing came out: either it wants more than there is, or it will never go on.
            if hasEnded && waiting.isEmpty || taken == 0 && offered > 0 { throw damage }
        }
    }

    /// Overwrites what is left of the raw bytes.
    func wipe() {
        waiting.wipe()
        decompressor = nil
    }

    private var damage: BatchFailure {
        BatchFailure(path: path, problem: .damagedArchive(at: consumed, parts: kind.parts))
    }

    /// Zero bytes may fill a tape block after a member, as gzip(1) and xz(1) allow.
    private func skipPadding() {
        while !waiting.isEmpty, waiting[0] == 0 {
            waiting.consume(1)
            consumed += 1
        }
    }

    private func refill() throws(BatchFailure) {
        if hasEnded { return }
        do throws(CallFailure) {
            let count = try calls.readSome(
                descriptor, into: &waiting, room: BatchLimits.compressedBlockSize)
            if count == 0 { hasEnded = true }
        } catch {
            throw BatchFailure(path: path, problem: .reading(error))
        }
    }
}
