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
    private let descriptor: Descriptor
    private let calls: FollowCalls
    private let key: FollowKey
    private(set) var offset: Int
    private var print: HeadPrint
    private var tail = TailPrint()
    /// What the file begins with, as long as nothing of it was handed out.
    private var peeked: HeadPrint?
    /// Where an overlong line begins that is being read past.
    private var overlongStart: Int?
    /// Zeros at the beginning are a hole that a writer without O_APPEND left behind a truncation.
    private var passesZeros = false
    private var passedZeros = 0
    private var hasIncomplete = false
    /// The file as it was when it was last read to its end.
    private var seen: FileAttributes?
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
    private func fill(
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

    // MARK: Beginnings

    /// Begins again at the first byte, after a truncation.
    func beginAgain() {
        offset = 0
        tail.forget()
        print = HeadPrint(key: key)
        peeked = nil
        overlongStart = nil
        hasIncomplete = false
        passesZeros = true
        seen = nil
    }

    /// Passes over zeros from the beginning on, as far as they go.
    private func passZeros(upTo size: Int) throws(CallFailure) {
        let data = lseek(descriptor.number, off_t(offset), seekData)
        if data > off_t(offset), Int(data) <= size { pass(Int(data) - offset) }
        // A hole up to the very end: nothing was written yet.
        if data < 0, errno == ENXIO, size > offset { pass(size - offset) }
        var block = ByteBuffer(capacity: FollowLimits.zeroBlock)
        while offset < size {
            block.removeAll()
            let count = try fill(&block, at: offset, upTo: FollowLimits.zeroBlock)
            guard count > 0 else { return }
            var zeros = 0
            while zeros < count, block[zeros] == 0 { zeros += 1 }
            pass(zeros)
            if zeros < count {
                passesZeros = false
                block.wipe()
                return
            }
        }
    }

    private func pass(_ count: Int) {
        offset += count
        passedZeros += count
        tail.forget()
    }

    /// SEEK_DATA of lseek(2), which the Glibc module does not show.
    private let seekData: Int32 = 3

    /// Moves to the place behind the last line that is complete now.
    func skipToEnd() throws(CallFailure) {
        guard let size = attributes?.size else { return }
        var end = size
        var block = ByteBuffer(capacity: FollowLimits.zeroBlock)
        defer { block.wipe() }
        while end > 0 {
            let start = max(end - FollowLimits.zeroBlock, 0)
            block.removeAll()
            while block.count < end - start {
                if try fill(&block, at: start, upTo: end - start) == 0 { break }
            }
            if let last = block.span.lastOffset(of: newline) {
                try resume(at: start + last + 1)
                return
            }
            end = start
        }
    }

    /// Goes on at `place`, and learns head and tail from the file itself.
    func resume(at place: Int) throws(CallFailure) {
        offset = place
        peeked = nil
        var block = ByteBuffer(capacity: FollowLimits.headSize)
        defer { block.wipe() }
        let headEnd = min(place, FollowLimits.headSize)
        while block.count < headEnd, try fill(&block, at: 0, upTo: headEnd) > 0 {}
        print = HeadPrint(key: key)
        print.extend(with: block.span, at: 0)
        block.removeAll()
        let tailStart = max(place - FollowLimits.tailSize, 0)
        while block.count < place - tailStart,
            try fill(&block, at: tailStart, upTo: place - tailStart) > 0
        {}
        tail.take(from: block.span, key: key)
    }

    /// Whether the byte before `place` ends a line, as it does before every place that was stored.
    func endsLine(before place: Int) -> Bool {
        guard place > 0 else { return true }
        var block = ByteBuffer(capacity: 64)
        guard (try? fill(&block, at: place - 1, upTo: 1)) == 1 else { return false }
        return block[0] == newline
    }

    /// Looks at the beginning of a file that nothing was read of, so that its cut would be noticed.
    func peek() {
        guard offset == 0, overlongStart == nil else { return }
        var first = bytes(from: 0, count: FollowLimits.headSize)
        defer { first.wipe() }
        // Zeros at the beginning are passed over, not compared.
        guard !first.isEmpty, first[0] != 0 else { return }
        var print = HeadPrint(key: key)
        print.extend(with: first.span, at: 0)
        // Where it is another beginning the file was cut: that is noticed by what was seen before.
        if let peeked, !peeked.matches(first.span, key: key) { return }
        peeked = print
    }

    /// Whether the file is not any more what it was at the place of reading.
    var isCut: Bool {
        guard let now = attributes else { return false }
        if now.size < max(offset, peeked?.count ?? 0) { return true }
        if let peeked {
            var first = bytes(from: 0, count: peeked.count)
            defer { first.wipe() }
            return !peeked.matches(first.span, key: key)
        }
        if tail.count == 0 { return false }
        var last = bytes(from: offset - tail.count, count: tail.count)
        defer { last.wipe() }
        return !tail.matches(last.span, key: key)
    }

    /// Whether `bytes` are the first ones of another file that was copied or made of this one.
    ///
    /// What was seen here decides, so that a cut in between makes no difference. Fewer bytes than
    /// that are a copy that is still being made, or another file.
    func begins(as bytes: Span<UInt8>, key: FollowKey) -> Bool {
        guard let content, !bytes.isEmpty else { return false }
        if bytes.count >= content.head.start + content.head.count {
            return content.head.isBeginning(of: bytes, key: key)
        }
        var mine = self.bytes(from: 0, count: bytes.count)
        defer { mine.wipe() }
        return mine.span.equals(bytes)
    }

    /// What a copy of this file is known by; `nil` before anything was read.
    var content: ContentPrint? {
        if let peeked { return ContentPrint(head: peeked, tail: TailPrint(), offset: 0) }
        return head.map { ContentPrint(head: $0, tail: tail, offset: offset) }
    }

    /// Bytes of the zeros at the beginning that were passed over since the last time.
    func takePassedZeros() -> Int {
        defer { passedZeros = 0 }
        return passedZeros
    }

    /// The bytes of a range, fewer at the end of the file; for comparing with other files.
    func bytes(from start: Int, count: Int) -> ByteBuffer {
        var block = ByteBuffer(capacity: max(count, 1))
        while block.count < count, let read = try? fill(&block, at: start, upTo: count), read > 0 {}
        return block
    }
}

private let newline = UInt8(ascii: "\n")
