import Intake
import Bytes
import Privacy

/// The formats of one intake, compiled once and shared by all who read its lines.
struct LogFormats: Sendable {
    private let formats: [CompiledLogFormat]
    private let policy: UnparsedPolicy
    private let options: EngineOptions
    /// Whether the first lines of a file decide which format is tried first.
    private let isAutomatic: Bool
    /// Whether a line can depend on earlier ones.
    let needsOrder: Bool

    /// Throws for a name that the catalogue lacks and for mistakes in a format string.
    init(
        _ intake: LogIntakeConfiguration, catalog: Catalog, ownHosts: [String]
    ) throws(ConfigurationFault) {
        let profile = try catalog.profile(named: intake.profile)
        options = EngineOptions(prefixes: intake.prefixes, ownHosts: ownHosts)
        policy = intake.unparsed
        var formats: [CompiledLogFormat] = []
        switch intake.choice {
        case .text: break
        case .string(let string, let syntax):
            let definition = try catalog.logFormat(string, syntax: syntax, source: "log-format")
            formats = [try LogLineFactory.compile(definition, profile)]
        case .named(let name):
            formats = [try LogLineFactory.compile(catalog.logFormat(named: name), profile)]
        case .auto:
            for name in catalog.logFormatNames {
                let definition = try catalog.logFormat(named: name)
                if definition.isNamedOnly { continue }
                formats.append(try LogLineFactory.compile(definition, profile))
            }
        }
        isAutomatic = if case .auto = intake.choice { true } else { false }
        needsOrder = formats.contains(where: \.needsOrder)
        self.formats = formats
    }

    var engineOptions: EngineOptions { options }

    /// What reads the lines of one file, of which `sample` are the first.
    func lines(after sample: Span<UInt8>) -> LogLines {
        guard isAutomatic else { return lines() }
        let choice = LogFormatChooser.order(formats, for: sample)
        return LogLines(formats: choice.formats, policy: policy, options: options)
    }

    /// What reads messages of many senders, each in a format of its own.
    func lines() -> LogLines { LogLines(formats: formats, policy: policy, options: options) }
}
