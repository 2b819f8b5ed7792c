import Bytes
import Glibc

/// Where reading begins or goes on, and whether the file is still the one that was read.
extension PlainPart {
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
    func passZeros(upTo size: Int) throws(CallFailure) {
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
    private var seekData: Int32 { 3 }

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
            if let last = block.span.lastOffset(of: UInt8(ascii: "\n")) {
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
        return block[0] == UInt8(ascii: "\n")
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
