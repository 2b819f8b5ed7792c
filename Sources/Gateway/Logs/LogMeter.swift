import Synchronization

/// What became of the lines of one intake since the start, added up from whoever reads them.
final class LogMeter: Sendable {
    private let numbers = Mutex(LogTally())

    func add(_ tally: LogTally) { numbers.withLock { $0.add(tally) } }

    var tally: LogTally { numbers.withLock { $0 } }
}

/// What became of lines; a lane or thread keeps its own and gives it to the meter now and then.
struct LogTally: Sendable, Equatable {
    var written = 0
    var scrubbed = 0
    var dropped = 0
    var overlong = 0
    var readBytes = 0
    var writtenBytes = 0
    var pages = 0
    var bots = 0
    var otherPages = 0
    var otherSites = 0

    mutating func add(_ other: LogTally) {
        written += other.written
        scrubbed += other.scrubbed
        dropped += other.dropped
        overlong += other.overlong
        readBytes += other.readBytes
        writtenBytes += other.writtenBytes
        pages += other.pages
        bots += other.bots
        otherPages += other.otherPages
        otherSites += other.otherSites
    }
}
