import Bytes
import Intake
import Privacy

/// Reads one line of a log as `matglas logs` would and says what becomes of each column.
struct LineExplainer {
    private let catalog: Catalog
    private let profile: Profile
    private let choice: LogLineFactory.Choice
    /// The formats that were asked for; none where they are found.
    private let named: [CompiledLogFormat]
    private let shelf: LogFormatShelf
    private let showsInput: Bool

    init(
        _ choice: LogLineFactory.Choice, catalog: Catalog, profile name: String, showsInput: Bool
    ) throws(ConfigurationFault) {
        self.catalog = catalog
        self.showsInput = showsInput
        self.choice = choice
        let profile = try catalog.profile(named: name)
        self.profile = profile
        named = try LogLineFactory.formats(of: choice, catalog: catalog, profile: profile)
        shelf = LogFormatShelf(catalog, profile: profile)
    }

    /// Explains one line, given without terminator.
    func explain(_ text: String) -> LineExplanation {
        let line = Array(text.utf8)
        let found = formats(for: line.span)
        var engine = LogAnonymizer(options: EngineOptions(), inner: found.inner)
        for format in found.formats {
            var output = ByteBuffer()
            guard let traces = engine.explain(line.span, as: format, into: &output) else {
                continue
            }
            let file = file(of: format)
            return LineExplanation(
                lineFormat: format.name, profile: profile.name,
                notes: ["a cut address is a pseudonym, not anonymous"]
                    + (traces.isEmpty ? ["the columns cannot be told apart again"] : []),
                columns: traces.map { column($0, file: file) }, found: [],
                result: output.span.string)
        }
        return scrubbed(line, found)
    }

    /// The formats that `logs` would try on the line.
    private func formats(for line: Span<UInt8>) -> LogFormatChooser.Choice {
        if isFreeText {
            return LogFormatChooser.choose(named: [], among: [], for: line)
        }
        return named.isEmpty
            ? LogFormatChooser.choose(among: shelf.candidates, for: line)
            : LogFormatChooser.choose(named: named, among: shelf.candidates, for: line)
    }

    private var isFreeText: Bool { if case .text = choice { true } else { false } }

    /// The file that gives the columns of a format their kinds.
    private func file(of format: CompiledLogFormat) -> String {
        switch choice {
        case .string(_, let syntax): catalog.tableFile(of: syntax)
        case .file(let path) where format === named.first: path
        default: catalog.logFormatFile(named: format.name)
        }
    }

    /// What `logs` makes of a line that fits no format.
    private func scrubbed(
        _ line: [UInt8], _ choice: LogFormatChooser.Choice
    ) -> LineExplanation {
        var ignored = ByteBuffer()
        let counts = Scrubber.scrub(line.span, prefixes: AddressPrefixes(), into: &ignored)
        ignored.wipeAll()
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        let lines = LogLines(
            formats: choice.formats, inner: choice.inner, policy: .scrub,
            options: EngineOptions())
        // Only the policy `fail` refuses a line.
        try? lines.anonymize(line.span, into: &output, tally: &tally)
        return LineExplanation(
            lineFormat: isFreeText ? "text" : nil, profile: profile.name, notes: [], columns: [],
            found: DetectorClass.allCases.filter { counts[$0] > 0 }.map {
                LineExplanation.Find(detector: $0.name, count: counts[$0])
            }, result: output.span.string)
    }

    private func column(_ trace: ColumnTrace, file: String) -> LineExplanation.Column {
        let line = Int(trace.rule.line)
        return LineExplanation.Column(
            directive: trace.directive, kind: trace.rule.kind.rawValue,
            rule: line > 0 ? "\(file):\(line)" : nil, treatment: trace.treatment.rawValue,
            bytes: trace.input.utf8.count, result: trace.result,
            input: showsInput ? trace.input : nil)
    }
}
