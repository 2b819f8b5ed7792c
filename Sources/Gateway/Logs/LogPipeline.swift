import Bytes
import Delivery
import Intake
import Privacy

/// Turns the raw lines of one reader into anonymous ones, and counts their pages.
///
/// Not `Sendable`: it belongs to the lane or thread that reads the lines. What it appends to
/// ``output`` has passed the wall.
final class LogPipeline {
    private let lines: LogLines
    let counter: LogCounter?
    /// Anonymous lines, each with its line feed.
    var output = ByteBuffer()
    private var lineTally = LineTally(kinds: Kind.names.count)
    private var tally = LogTally()

    init(_ lines: LogLines, counter: LogCounter?) {
        self.lines = lines
        self.counter = counter
        lines.observer = counter
    }

    /// Appends the anonymous form of raw lines; a last one without its line feed gets one.
    ///
    /// Gives the range of ``output`` that they take.
    @discardableResult
    func take(_ block: Span<UInt8>) -> Range<Int> {
        let start = output.count
        tally.readBytes += block.count
        // Only the policy `fail` throws, which the configuration refuses.
        try? lines.anonymize(block, into: &output, tally: &lineTally)
        if output.count > start, output[output.count - 1] != UInt8(ascii: "\n") {
            output.append(UInt8(ascii: "\n"))
        }
        tally.writtenBytes += output.count - start
        return start..<output.count
    }

    /// Offers all of ``output`` to files; gives the marks at which they will have it.
    func offer(to files: [LogFile]) -> [Int] {
        var marks: [Int] = []
        for file in files { marks.append(file.offer(output.span)) }
        return marks
    }

    /// Gives one line of ``output``, without its line feed, to servers that have room.
    func enqueue(_ range: Range<Int>, to forwarders: [SyslogForwarder]) {
        let isMessage = !range.isEmpty && output[range.lowerBound] == UInt8(ascii: "<")
        for forwarder in forwarders {
            _ = forwarder.enqueue(
                output.span.extracting(range), from: isMessage ? .syslog : .file)
        }
    }

    func noteOverlong() { tally.overlong += 1 }

    /// Takes the numbers so far.
    func takeTally() -> LogTally {
        tally.written = lineTally.read - lineTally.unparsed
        tally.scrubbed = lineTally.unparsed - lineTally.dropped
        tally.dropped = lineTally.dropped
        if let counter { tally.add(counter.takeTally()) }
        defer {
            tally = LogTally()
            lineTally = LineTally(kinds: Kind.names.count)
        }
        return tally
    }
}
