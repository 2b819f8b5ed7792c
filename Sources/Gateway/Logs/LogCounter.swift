import Delivery
import Intake
import Privacy

/// Counts the pages of one reader's lines for the statistics.
///
/// Not `Sendable`: it belongs to the lane or thread that reads.
final class LogCounter: LogLineObserver {
    private var reader: LogRequestReader
    private let rollup: DatedRollup
    /// The UTC day on which lines without a time are counted.
    var today: Day
    private(set) var tally = LogTally()

    init(source: Source, options: EngineOptions, bots: BotScan, today: Day) {
        reader = LogRequestReader(options: options, bots: bots)
        rollup = DatedRollup(source: source)
        self.today = today
    }

    func note(_ request: borrowing LogRequestDraft) {
        switch reader.read(request) {
        case .page(let facts, let day):
            tally.pages += 1
            rollup.count(facts, on: day.map(Day.init(number:)), today: today)
        case .bot(let facts, let day):
            tally.bots += 1
            rollup.count(facts, on: day.map(Day.init(number:)), today: today)
        case .notAPage: tally.otherPages += 1
        case .otherSite: tally.otherSites += 1
        }
    }

    var isEmpty: Bool { rollup.isEmpty }

    /// Takes the counts so far.
    func take() -> RollupSnapshot { rollup.take() }

    /// Takes the numbers so far.
    func takeTally() -> LogTally {
        defer { tally = LogTally() }
        return tally
    }
}
