import Delivery
import Intake
import Privacy

/// One intake of logs while the gateway runs: what its readers on all lanes and threads share.
final class LogIntake: Sendable {
    let configuration: LogIntakeConfiguration
    let formats: LogFormats
    let files: [LogFile]
    let meter = LogMeter()
    let writer: StateWriter
    /// Whose counts its pages are; `nil` if none are counted.
    let source: Source?
    private let bots: BotScan

    init(
        _ configuration: LogIntakeConfiguration, formats: LogFormats, files: [LogFile],
        writer: StateWriter, bots: BotScan
    ) {
        self.configuration = configuration
        self.formats = formats
        self.files = files
        self.writer = writer
        self.bots = bots
        source =
            configuration.countsPages
            ? configuration.site.map { Source(site: $0, destination: configuration.name) } : nil
    }

    var name: String { configuration.name }

    /// Whether outputs that all readers share take more.
    var hasRoom: Bool {
        files.allSatisfy(\.hasRoom) && (source == nil || !writer.isFailing)
    }

    /// A counter of one reader; `nil` if nothing is counted.
    func makeCounter(today: Day) -> LogCounter? {
        source.map {
            LogCounter(source: $0, options: formats.engineOptions, bots: bots, today: today)
        }
    }
}
