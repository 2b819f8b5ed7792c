import Bytes
import Intake
import Privacy

/// Reads one line of a log as `matglas logs` would and says what becomes of each column.
struct LineExplainer {
    private let catalog: Catalog
    private let profile: Profile
    private let formats: [Known]
    private let isFreeText: Bool
    private let showsInput: Bool

    /// A format, and the file that gives its columns their kinds.
    private struct Known {
        let format: CompiledLogFormat
        let file: String
    }

    init(
        _ choice: LogLineFactory.Choice, catalog: Catalog, profile name: String, showsInput: Bool
    ) throws(ConfigurationFault) {
        self.catalog = catalog
        self.showsInput = showsInput
        let profile = try catalog.profile(named: name)
        self.profile = profile
        isFreeText = if case .text = choice { true } else { false }
        switch choice {
        case .text:
            formats = []
        case .named(let name):
            formats = [try Self.known(catalog.logFormat(named: name), profile)]
        case .string(let string, let syntax):
            let definition = try catalog.logFormat(string, syntax: syntax, source: "--log-format")
            formats = [
                try Self.known(definition, profile, file: catalog.tableFile(of: syntax))
            ]
        case .auto:
            var formats: [Known] = []
            for name in catalog.logFormatNames {
                let definition = try catalog.logFormat(named: name)
                if definition.isNamedOnly { continue }
                formats.append(try Self.known(definition, profile))
            }
            self.formats = formats
        }
    }

    private static func known(
        _ definition: LogFormatDefinition, _ profile: Profile, file: String? = nil
    ) throws(ConfigurationFault) -> Known {
        Known(
            format: try LogLineFactory.compile(definition, profile), file: file ?? definition.file)
    }

    /// Explains one line, given without terminator.
    func explain(_ text: String) -> LineExplanation {
        let line = Array(text.utf8)
        var engine = LogAnonymizer(options: EngineOptions())
        for known in formats {
            var output = ByteBuffer()
            guard let traces = engine.explain(line.span, as: known.format, into: &output) else {
                continue
            }
            return LineExplanation(
                lineFormat: known.format.name, profile: profile.name,
                notes: ["a cut address is a pseudonym, not anonymous"]
                    + (traces.isEmpty ? ["the columns cannot be told apart again"] : []),
                columns: traces.map { column($0, file: known.file) }, found: [],
                result: output.span.string)
        }
        return scrubbed(line)
    }

    /// What `logs` makes of a line that fits no format.
    private func scrubbed(_ line: [UInt8]) -> LineExplanation {
        var ignored = ByteBuffer()
        let counts = Scrubber.scrub(line.span, prefixes: AddressPrefixes(), into: &ignored)
        ignored.wipeAll()
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        let lines = LogLines(
            formats: formats.map(\.format), policy: .scrub, options: EngineOptions())
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
