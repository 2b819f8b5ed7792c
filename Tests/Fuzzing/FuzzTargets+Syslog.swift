import Bytes
import Intake

extension FuzzTargets {
    /// The messages of a stream do not depend on where reads cut it, and none is empty or too long.
    static func syslogStream(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let stream = bytes.extracting(1...).array
        let cut = Int(bytes[0]) % (stream.count + 1)
        for framing in SyslogFraming.allCases {
            let whole = messages([stream], framing)
            let pieces = messages([Array(stream[..<cut]), Array(stream[cut...])], framing)
            precondition(whole == pieces, "pieces are framed otherwise")
            precondition(
                whole == messages(stream.map { [$0] }, framing), "bytes are framed otherwise")
            for message in whole.messages {
                precondition((1...longest).contains(message.count), "a message of a wrong length")
            }
        }
    }

    /// Short, so that inputs reach it.
    private static let longest = 40

    private struct Framed: Equatable {
        var messages: [[UInt8]] = []
        var overlong = 0
        var isBroken = false
    }

    private static func messages(_ pieces: [[UInt8]], _ framing: SyslogFraming) -> Framed {
        var frames = SyslogFrames(framing: framing, longest: longest)
        var framed = Framed()
        var rest: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            rest += piece
            var first = 0
            reading: while true {
                let step = frames.next(
                    in: rest.span.extracting(first...), isEnd: index == pieces.count - 1)
                switch step {
                case .message(let range, let consumed):
                    precondition(range.upperBound <= consumed, "a message beyond its frame")
                    framed.messages.append(
                        Array(rest[first + range.lowerBound..<first + range.upperBound]))
                    first += consumed
                case .skipped(let consumed), .empty(let consumed):
                    precondition(consumed > 0, "a step without progress")
                    first += consumed
                case .overlong(let consumed):
                    precondition(consumed > 0, "a step without progress")
                    framed.overlong += 1
                    first += consumed
                case .needMore: break reading
                case .broken:
                    framed.isBroken = true
                    return framed
                }
            }
            rest.removeFirst(first)
        }
        return framed
    }
}
