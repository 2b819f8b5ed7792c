import Bytes
import Transport

/// The messages of one sender's stream.
final class SyslogStream: StreamReader {
    private unowned let listener: SyslogListener
    private var frames: SyslogFrames

    init(_ listener: SyslogListener) {
        self.listener = listener
        frames = SyslogFrames(
            framing: listener.options.framing, longest: listener.options.longestMessage)
    }

    func read(_ bytes: Span<UInt8>, isEnd: Bool) -> StreamProgress {
        var position = 0
        while true {
            let rest = bytes.extracting(position...)
            switch frames.next(in: rest, isEnd: isEnd) {
            case .message(let message, let consumed):
                guard listener.offer(rest.extracting(message)) else {
                    return StreamProgress(consumed: position, next: .pause)
                }
                position += consumed
            case .skipped(let consumed): position += consumed
            case .empty(let consumed):
                listener.tally.empty += 1
                position += consumed
            case .overlong(let consumed):
                listener.tally.overlong += 1
                position += consumed
            case .needMore:
                return StreamProgress(consumed: position, next: .more)
            case .broken:
                listener.tally.malformed += 1
                return StreamProgress(consumed: position, next: .close)
            }
        }
    }
}
