import Bytes
import Glibc

/// A plain file, read at its offset while others write to it.
///
/// Invariants:
/// 1. Every byte before `offset` was handed out or passed over, none behind it.
/// 2. `tail` is of the bytes just before `offset`, as they were read.
/// 3. No raw byte stays here: an incomplete line is read again when it has grown.
final class PlainPart: FollowedPart {
    let identity: PartIdentity
    let isComplete: Bool
    let descriptor: Descriptor
    private let calls: FollowCalls
    let key: FollowKey
    var offset: Int
    var print: HeadPrint
    var tail = TailPrint()
    /// What the file begins with, as long as nothing of it was handed out.
    var peeked: HeadPrint?
    /// Where an overlong line begins that is being read past.
    var overlongStart: Int?
    /// Zeros at the beginning are a hole that a writer without O_APPEND left behind a truncation.
    var passesZeros = false
    var passedZeros = 0
    var hasIncomplete = false
    /// The file as it was when it was last read to its end.
    var seen: FileAttributes?
    private(set) var modifiedAt: Int

    init(
        _ descriptor: consuming Descriptor, attributes: FileAttributes, identity: PartIdentity,
        offset: Int = 0, isComplete: Bool = false, calls: FollowCalls, key: FollowKey
    ) {
        self.descriptor = descriptor
        self.identity = identity
        self.isComplete = isComplete
        self.offset = offset
        self.calls = calls
        self.key = key
        modifiedAt = attributes.modifiedAt
        print = HeadPrint(key: key)
    }

    var head: HeadPrint? { print.count > 0 ? print : nil }
    var number: Int32 { descriptor.number }
    /// Bytes that are known to be there and were not handed out.
    var unread: Int { max((seen?.size ?? offset) - offset, 0) }

    var mark: FollowPosition.Mark? {
        FollowPosition.Mark(
            device: identity.device, inode: identity.inode, birth: identity.birth,
            modified: modifiedAt, offset: overlongStart ?? offset)
    }

    /// The file now; `nil` when it cannot be asked.
    var attributes: FileAttributes? {
        try? FileAttributes.of(descriptor: descriptor.number)
    }

    // MARK: Reading

    func read(into block: inout ByteBuffer) -> PartReading {
        block.removeAll()
        let now: FileAttributes
        do throws(CallFailure) {
            now = try FileAttributes.of(descriptor: descriptor.number)
            modifiedAt = now.modifiedAt
            if now.size < max(offset, peeked?.count ?? 0) { return .truncated }
            if let seen, !now.hasChanged(since: seen) { return .end(hasIncomplete: hasIncomplete) }
            if passesZeros { try passZeros(upTo: now.size) }
            var reading: PartReading?
            while reading == nil { reading = try readLines(into: &block) }
            guard let reading else { return .end(hasIncomplete: false) }
            if case .end(let hasIncomplete) = reading {
                seen = now
                self.hasIncomplete = hasIncomplete
                block.wipe()
            } else {
                seen = nil
            }
            return reading
        } catch {
            block.wipe()
            return .failed(error)
        }
    }

    /// The next lines; `nil` when a part of an overlong line was passed and there may be more.
    private func readLines(into block: inout ByteBuffer) throws(CallFailure) -> PartReading? {
        block.removeAll()
        let before = tail.count
        var searched = before
        var isSame = before == 0 && peeked == nil
        var wanted = BatchLimits.blockSize
        while true {
            let count = try fill(&block, at: offset - before, upTo: before + wanted)
            if !isSame {
                guard tail.matches(block.span, key: key) else { return .truncated }
                if let peeked, !peeked.matches(block.span, key: key) { return .truncated }
                isSame = true
            }
            if overlongStart != nil { return passOverlong(&block, from: before) }
            if let last = block.span.lastOffset(of: newline, from: searched) {
                block.truncate(to: last + 1)
                advance(past: &block, before: before)
                return .lines
            }
            searched = block.count
            if count == 0 { return .end(hasIncomplete: block.count > before) }
            if block.count - before < wanted { continue }
            if wanted >= BatchLimits.longestLine {
                overlongStart = offset
                return passOverlong(&block, from: before)
            }
            wanted *= 2
        }
    }

    /// One pread(2) behind what `block` holds already.
    func fill(
        _ block: inout ByteBuffer, at start: Int, upTo size: Int
    ) throws(CallFailure) -> Int {
        let room = size - block.count
        guard room > 0 else { return 0 }
        let position = start + block.count
        while true {
            var code: Int32 = 0
            let count = unsafe block.appendUnsafely(room: room) { target in
                let result = unsafe calls.read(descriptor.number, target, position)
                if result < 0 { code = Int32(-result) }
                return max(result, 0)
            }
            if code == 0 { return count }
            if code != EINTR { throw CallFailure(call: "pread", code: code) }
        }
    }

    /// Keeps what is needed of the bytes that `block` hands out behind the first `before`.
    private func advance(past block: inout ByteBuffer, before: Int) {
        tail.take(from: block.span, key: key)
        peeked = nil
        block.wipeFirst(before)
        print.extend(with: block.span, at: offset)
        offset += block.count
    }

    /// Reads past a line that is too long, to its end or to the file's.
    private func passOverlong(_ block: inout ByteBuffer, from before: Int) -> PartReading? {
        if let end = block.span.firstOffset(of: newline, from: before) {
            block.truncate(to: end + 1)
            overlongStart = nil
            advance(past: &block, before: before)
            block.wipe()
            return .overlong
        }
        let isEnd = block.count == before
        advance(past: &block, before: before)
        block.wipe()
        return isEnd ? .end(hasIncomplete: true) : nil
    }

    func takeIncomplete(into block: inout ByteBuffer) -> PartReading {
        block.removeAll()
        hasIncomplete = false
        if overlongStart != nil {
            overlongStart = nil
            return .overlong
        }
        let before = tail.count
        while let count = try? fill(
            &block, at: offset - before, upTo: before + BatchLimits.longestLine), count > 0
        {}
        guard block.count > before, tail.matches(block.span, key: key) else {
            block.wipe()
            return .end(hasIncomplete: false)
        }
        advance(past: &block, before: before)
        block.append("\n")
        return .lines
    }
}

private let newline = UInt8(ascii: "\n")
