import Bytes
import Glibc

/// A named pipe: its end is no end, because the next writer may open it again.
///
/// It is opened for writing too, so that a writer that closes it makes no end that would have to be
/// waited out; nothing is ever written.
final class PipePart: FollowedPart {
    let identity: PartIdentity
    let isComplete = false
    let content: ContentPrint? = nil
    let mark: FollowPosition.Mark? = nil
    private let descriptor: Descriptor
    /// Without a writer of our own, a pipe that nobody writes to is always readable, with nothing.
    private let holdsWriter: Bool
    private let calls: FollowCalls
    /// The beginning of a line whose end was not written yet.
    private var carry = ByteBuffer()
    private var isOverlong = false
    /// Lines may stand behind the end of an overlong one.
    private var mayHoldLines = false

    init(
        _ descriptor: consuming Descriptor, holdsWriter: Bool, identity: PartIdentity,
        calls: FollowCalls
    ) {
        self.holdsWriter = holdsWriter
        self.descriptor = descriptor
        self.identity = identity
        self.calls = calls
        // A larger pipe, so that a writer need not wait; where it is not allowed, nothing changes.
        _ = fcntl(self.descriptor.number, Self.setPipeSize, Int32(BatchLimits.pipeSize))
    }

    deinit { carry.wipe() }

    var waitable: Int32? { holdsWriter ? descriptor.number : nil }

    func read(into block: inout ByteBuffer) -> PartReading {
        block.removeAll()
        while true {
            if mayHoldLines, handOut(into: &block, searched: 0) { return .lines }
            mayHoldLines = false
            let before = carry.count
            var code: Int32 = 0
            let count = unsafe carry.appendUnsafely(room: BatchLimits.blockSize) { target in
                let result = unsafe calls.files.read(descriptor.number, target)
                if result < 0 { code = Int32(-result) }
                return max(result, 0)
            }
            if code == EINTR { continue }
            if code != 0, code != EAGAIN { return .failed(CallFailure(call: "read", code: code)) }
            if count == 0 { return .end(hasIncomplete: !carry.isEmpty) }
            if isOverlong {
                guard let end = carry.span.firstOffset(of: newline) else {
                    carry.wipeAll()
                    continue
                }
                carry.wipeFirst(end + 1)
                isOverlong = false
                mayHoldLines = true
                return .overlong
            }
            if handOut(into: &block, searched: before) { return .lines }
            if carry.count >= BatchLimits.longestLine {
                carry.wipe()
                isOverlong = true
            }
        }
    }

    private func handOut(into block: inout ByteBuffer, searched: Int) -> Bool {
        guard let last = carry.span.lastOffset(of: newline, from: searched) else { return false }
        block.append(carry.span.extracting(0..<(last + 1)))
        carry.wipeFirst(last + 1)
        return true
    }

    func takeIncomplete(into block: inout ByteBuffer) -> PartReading {
        block.removeAll()
        if isOverlong {
            isOverlong = false
            return .overlong
        }
        guard !carry.isEmpty else { return .end(hasIncomplete: false) }
        block.append(carry.span)
        block.append("\n")
        carry.wipe()
        return .lines
    }

    /// F_SETPIPE_SZ of fcntl(2), which the Glibc module does not show.
    private static let setPipeSize: Int32 = 1031
}

private let newline = UInt8(ascii: "\n")
