import ArgumentParser
import Delivery
import Intake

/// `matglas stats`: the counted statistics as table, CSV or JSON.
struct Statistics: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Prints the statistics; also while serve runs.",
        discussion: """
            Days are UTC days. Groups smaller than ten are shown together unless --smallest-group
            says otherwise.

            Examples:
              matglas stats --state ./matglas-state
              matglas stats --state /var/lib/matglas --format csv --by pages > pages.csv
              matglas stats --state /var/lib/matglas --site zeepwinkel --days 7

            With --evidence it prints instead what was decided on consent: how far it covered the \
            destination, what was done, by which rule, on which signals, how often, and about how \
            many different consent values were seen.

            Examples:
              matglas stats --state ./matglas-state --evidence --days 7
              matglas stats --state ./matglas-state --evidence --per hour --format csv

            With --dead-letters it prints what waits for each destination, and what could not be \
            delivered, by reason; as JSON also the newest of it, anonymous as it would have been \
            sent.

            Example:
              matglas stats --state ./matglas-state --dead-letters --format json
            """)

    @Option(help: ArgumentHelp("The state directory of serve.", valueName: "directory"))
    var state: String

    @Option(help: "text, csv or json.")
    var format = StatisticsFormat.text

    @Option(
        help:
            "What is shown: \(ReportSection.allCases.map(\.rawValue).joined(separator: ", ")). (default: all)"
    )
    var by: [ReportSection] = []

    @Option(help: "One site of the configuration. (default: all)")
    var site: String?

    @Option(help: "One destination of the configuration. (default: all)")
    var destination: String?

    @Option(help: "How many days back, today included.")
    var days = 30

    @Flag(help: "Prints the evidence of decisions on consent.")
    var evidence = false

    @Flag(help: "Prints what waits to be sent, and what could not be delivered.")
    var deadLetters = false

    @Option(help: "The span of one row of evidence: hour, day or range.")
    var per = EvidenceSpan.range

    @Option(help: "The smallest group that is shown by itself.")
    var smallestGroup = SmallGroups.defaultSmallest

    func validate() throws {
        let longest = evidence ? EvidenceQuery.longestRange : ReportQuery.longestRange
        guard (1...longest).contains(days) else {
            throw ValidationError("--days is \(days); expected 1 to \(longest)")
        }
        guard !evidence || by.isEmpty else {
            throw ValidationError("--by chooses parts of the counts; leave it out with --evidence")
        }
        guard !deadLetters || !evidence && by.isEmpty else {
            throw ValidationError("--dead-letters stands alone; leave out --evidence and --by")
        }
        guard evidence || per == .range else {
            throw ValidationError("--per is \(per.rawValue); expected --evidence with it")
        }
        guard smallestGroup >= 1 else {
            throw ValidationError("--smallest-group is \(smallestGroup); expected 1 or more")
        }
    }

    func run() throws {
        let today = Day.today
        let range = today.advanced(by: 1 - days)...today
        let text: String
        do {
            let reader = try StatisticsReader(directory: state)
            text =
                try deadLetters
                ? letters(reader) : evidence ? evidence(range, reader) : counts(range, reader)
        } catch {
            Loading.report("matglas: \(error.description)")
            throw ExitCode(error.exitCode)
        }
        try Loading.print(text)
    }

    private func counts(
        _ range: ClosedRange<Day>, _ reader: StatisticsReader
    ) throws(StoreError) -> String {
        let query = ReportQuery(
            site: site, destination: destination, days: range,
            smallGroups: SmallGroups(smallest: smallestGroup))
        let sections = by.isEmpty ? ReportSection.allCases : by
        let report = try reader.report(query)
        return switch format {
        case .text: report.text(sections)
        case .csv: report.csv(sections)
        case .json: try report.json() + "\n"
        }
    }

    /// The newest dead letters of each destination that JSON shows.
    private static let newestLetters = 20

    private func letters(_ reader: StatisticsReader) throws(StoreError) -> String {
        let report = try reader.deadLetters(
            DeadLetterQuery(
                site: site, destination: destination,
                newest: format == .json ? Self.newestLetters : 0))
        return switch format {
        case .text: report.text()
        case .csv: report.csv()
        case .json: try report.json()
        }
    }

    private func evidence(
        _ range: ClosedRange<Day>, _ reader: StatisticsReader
    ) throws(StoreError) -> String {
        let report = try reader.evidence(
            EvidenceQuery(site: site, destination: destination, days: range, span: per))
        return switch format {
        case .text: report.text()
        case .csv: report.csv()
        case .json: try report.json()
        }
    }
}

extension StoreError {
    /// The exit code of `sysexits.h`.
    var exitCode: Int32 {
        switch self {
        case .missing: ExitStatus.noInput
        case .permission: ExitStatus.noPermission
        case .corrupt, .newerSchema: ExitStatus.badInput
        case .notADirectory, .full, .busy, .failed: ExitStatus.inputOutput
        }
    }
}

/// How statistics are written.
enum StatisticsFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case csv
    case json
}

extension ReportSection: ExpressibleByArgument {}

extension EvidenceSpan: ExpressibleByArgument {}
