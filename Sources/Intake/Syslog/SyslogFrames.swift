import Bytes

/// Finds the messages in one sender's stream (RFC 6587, RFC 5425 4.3).
///
/// The framing is decided for each message by its first byte, as senders mix them. What is longer
/// than `longest` is skipped as a whole, and never given in parts. Where the stream is cut into
/// reads makes no difference.
///
/// Invariants:
/// 1. A step that gives a message leaves the state as it was: a message that could not be taken is
///    found again in the same bytes.
/// 2. Bytes before `scanned` hold no end of a line; it is 0 unless the last step was `needMore`.
package struct SyslogFrames {
    /// What stands at the beginning of the bytes.
    package enum Step: Equatable, Sendable {
        /// A message, which is not empty, and how many bytes it takes with its framing.
        case message(Range<Int>, consumed: Int)
        /// Trailers, or a part of something overlong that was told before.
        case skipped(Int)
        /// A message without a byte.
        case empty(Int)
        /// The beginning of a message that is too long, or all of it.
        case overlong(Int)
        /// Nothing that could be judged.
        case needMore
        /// A count that is none, or less than was announced: where the next message begins is not
        /// known.
        case broken
    }

    private enum State {
        case between
        case skippingOctets(Int)
        case skippingLine
    }

    /// Digits of a count at most.
    ///
    /// Nobody means a message of ten megabytes; and where a client's line feed gets into a stream of
    /// lines, a count behind it must not hide all that follows.
    private static let digits = 7

    private let framing: SyslogFraming
    private let longest: Int
    private var state = State.between
    private var scanned = 0

    package init(framing: SyslogFraming, longest: Int) {
        precondition(longest > 0)
        self.framing = framing
        self.longest = longest
    }

    /// Judges what stands at the beginning of `bytes`, which are those that no step has consumed.
    ///
    /// `isEnd` says that nothing follows: a last line may lack its line feed.
    package mutating func next(in bytes: Span<UInt8>, isEnd: Bool) -> Step {
        let from = scanned
        scanned = 0
        guard !bytes.isEmpty else { return .needMore }
        switch state {
        case .skippingOctets(let left):
            let count = min(left, bytes.count)
            state = count == left ? .between : .skippingOctets(left - count)
            return .skipped(count)
        case .skippingLine:
            guard let end = SyslogTrailer.firstEnd(in: bytes, from: 0) else {
                return .skipped(bytes.count)
            }
            state = .between
            return .skipped(end + 1)
        case .between:
            break
        }
        var trailers = 0
        while trailers < bytes.count, SyslogTrailer.isPart(bytes[trailers]) { trailers += 1 }
        if trailers > 0 { return .skipped(trailers) }
        let isCounted =
            switch framing {
            case .automatic: ASCII.isDigit(bytes[0])
            case .octetCounted: true
            case .newline: false
            }
        return isCounted ? counted(bytes, isEnd) : line(bytes, from, isEnd)
    }

    private mutating func counted(_ bytes: Span<UInt8>, _ isEnd: Bool) -> Step {
        // NONZERO-DIGIT *DIGIT SP
        guard bytes[0] != UInt8(ascii: "0") else { return .broken }
        var count = 0
        var first = 0
        while first < bytes.count, ASCII.isDigit(bytes[first]) {
            guard first < Self.digits else { return .broken }
            count = count * 10 + Int(bytes[first] &- UInt8(ascii: "0"))
            first += 1
        }
        guard first < bytes.count else { return isEnd ? .broken : .needMore }
        guard first > 0, bytes[first] == UInt8(ascii: " ") else { return .broken }
        first += 1
        guard count <= longest else {
            state = .skippingOctets(count)
            return .overlong(first)
        }
        let end = first + count
        guard bytes.count >= end else { return isEnd ? .broken : .needMore }
        let message = SyslogTrailer.trim(bytes, first..<end)
        return message.isEmpty ? .empty(end) : .message(message, consumed: end)
    }

    private mutating func line(_ bytes: Span<UInt8>, _ from: Int, _ isEnd: Bool) -> Step {
        let end = SyslogTrailer.firstEnd(in: bytes, from: min(from, bytes.count))
        let length = end ?? bytes.count
        // One byte more than the longest, which may be a carriage return.
        guard length <= longest + 1 else {
            if end == nil { state = .skippingLine }
            return .overlong(end.map { $0 + 1 } ?? bytes.count)
        }
        guard end != nil || isEnd else {
            scanned = bytes.count
            return .needMore
        }
        let consumed = end.map { $0 + 1 } ?? bytes.count
        let message = SyslogTrailer.trim(bytes, 0..<length)
        return message.count <= longest
            ? .message(message, consumed: consumed) : .overlong(consumed)
    }
}
