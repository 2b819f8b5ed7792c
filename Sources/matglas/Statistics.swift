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

    @Option(help: "The smallest group that is shown by itself.")
    var smallestGroup = SmallGroups.defaultSmallest

    func validate() throws {
        guard (1...ReportQuery.longestRange).contains(days) else {
            throw ValidationError("--days is \(days); expected 1 to \(ReportQuery.longestRange)")
        }
        guard smallestGroup >= 1 else {
            throw ValidationError("--smallest-group is \(smallestGroup); expected 1 or more")
        }
    }

    func run() throws {
        let today = Day.today
        let query = ReportQuery(
            site: site, destination: destination,
            days: today.advanced(by: 1 - days)...today,
            smallGroups: SmallGroups(smallest: smallestGroup))
        let sections = by.isEmpty ? ReportSection.allCases : by
        let text: String
        do {
            let report = try StatisticsReader(directory: state).report(query)
            text =
                switch format {
                case .text: report.text(sections)
                case .csv: report.csv(sections)
                case .json: try report.json() + "\n"
                }
        } catch {
            Loading.report("matglas: \(error.description)")
            throw ExitCode(error.exitCode)
        }
        try Loading.print(text)
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
