import ArgumentParser
import Gateway
import Intake
import Privacy

/// `matglas explain`: one input, field by field.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says of one request or log line what becomes of every field, and why.",
        discussion: """
            A request is a text: request line, headers, an empty line, the body. Lines may end with
            LF or CRLF; a line break at the end of the file is not part of the body unless
            Content-Length says so. Without --config the vendors of the embedded example are used
            and every action is shown.

            For each field: its kind, the line of the map that names it, the treatment, and what
            leaves; then the request that the destination would get, or what is counted. Raw values
            are printed with --show-input only. Names that no map has are a sender's own text: of
            them only the length is shown.

            --format json gives one object. For a request: configuration, site, method, endpoint,
            recognised (path, renamed or wrapped), notes, destinations; in each of these name,
            vendor, map, consent (signals, purposes, needs, coverage, rule, why) and actions; in
            each of these action, profile, outcome, reason, fields, other_headers, request (method,
            target, headers, body, body_bytes) and events; in each field place, line, path, kind, rule,
            named_by (map, name or nothing), treatment, bytes, result, counted_as, input. For a
            line: line_format, profile, notes, columns (directive, kind, rule, treatment, bytes,
            result, input), found (detector, count) and result. Members without a value are left
            out.

            Examples:
              matglas explain --config matglas.yaml --request purchase.http
              matglas explain --request - --format json < purchase.http
              matglas explain --line "$(head -1 access.log)"
              matglas explain --profile addresses --log-format '%h %u %>s' --line '192.0.2.7 jan 200'
            """)

    @Option(help: ArgumentHelp("The configuration that decides.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A file with one HTTP request; '-' is standard input.", valueName: "file"))
    var request: String?

    @Option(help: ArgumentHelp("One line of a log.", valueName: "text"))
    var line: String?

    @Option(
        help:
            "The line's format: \(LogLineFactory.names(Catalog()).joined(separator: ", ")), or a format file. (default: auto)"
    )
    var lineFormat: String?

    @Option(help: "The line's format as an Apache LogFormat or nginx log_format string.")
    var logFormat: String?

    @Option(help: "What is hidden in the line: anonymous, or addresses. (default: anonymous)")
    var profile: LogProfile?

    @Option(
        help: ArgumentHelp(
            "The intake of logs whose format and profile hold. (default: the only one of the configuration)",
            valueName: "name"))
    var intake: String?

    @Option(help: "text or json.")
    var format = ExplanationFormat.text

    @Flag(help: "Print the values as they arrived, too.")
    var showInput = false

    func validate() throws {
        guard (request == nil) != (line == nil) else {
            throw ValidationError("expected one of --request and --line")
        }
        if line == nil, lineFormat != nil || logFormat != nil || profile != nil || intake != nil {
            throw ValidationError(
                "--line-format, --log-format, --profile and --intake are for --line")
        }
        if lineFormat != nil, logFormat != nil {
            throw ValidationError("--line-format and --log-format exclude each other; expected one")
        }
        if let line, line.contains(where: \.isNewline) {
            throw ValidationError("--line holds several lines; expected one")
        }
        if let lineFormat {
            let names = LogLineFactory.names(Catalog())
            guard names.contains(lineFormat) || LogLineFactory.isPath(lineFormat) else {
                throw ValidationError(Wording.unknown("line format", lineFormat, known: names))
            }
        }
    }

    func run() throws {
        let source = config.map(ConfigurationSource.file) ?? .embeddedExample
        let text: String
        do throws(ExplanationFault) {
            if let line {
                let explanation = try Explainer.line(
                    line, as: choice, source, profile: profile?.rawValue, intake: intake,
                    showsInput: showInput)
                text =
                    format == .json
                    ? Explainer.json(explanation) : explanation.text(width: Explainer.textWidth)
            } else {
                let explanation = try Explainer.event(
                    source, request: request ?? "-", showsInput: showInput)
                text =
                    format == .json
                    ? Explainer.json(explanation) : explanation.text(width: Explainer.textWidth)
            }
        } catch {
            Loading.report(error.description)
            throw ExitCode(error.exitCode)
        }
        try Loading.print(text)
    }

    private var choice: LogLineFactory.Choice? {
        if let logFormat { return .string(logFormat, logFormat.contains("$") ? .nginx : .apache) }
        return lineFormat.map { LogLineFactory.Choice(word: $0) }
    }
}

/// How an explanation is written.
enum ExplanationFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
