import Bytes
import Intake
import Privacy

/// The formats of one intake, compiled once and shared by all who read its lines.
struct LogFormats: Sendable {
    /// The format that was asked for; none for `auto`.
    private let named: [CompiledLogFormat]
    /// What a line's format is chosen from where none was asked for, or inside a wrapper.
    private let candidates: [LogFormatCandidate]
    private let policy: UnparsedPolicy
    private let options: EngineOptions
    /// What log daemons write around a line of the format that was asked for.
    private let wrappers: [CompiledLogFormat]
    /// Whether every line is free text.
    private let isText: Bool

    /// Throws for a name that the catalogue lacks and for mistakes in a format string.
    init(
        _ intake: LogIntakeConfiguration, catalog: Catalog, ownHosts: [String]
    ) throws(ConfigurationFault) {
        let profile = try catalog.profile(named: intake.profile)
        options = EngineOptions(prefixes: intake.prefixes, ownHosts: ownHosts)
        policy = intake.unparsed
        isText = if case .text = intake.choice { true } else { false }
        named = try LogLineFactory.formats(of: intake.choice, catalog: catalog, profile: profile)
        let needsCandidates = !isText && named.allSatisfy(\.isWrapper)
        candidates = needsCandidates ? LogFormatShelf(catalog, profile: profile).candidates : []
        let isWrapped = needsCandidates || isText || intake.listeners.isEmpty
        wrappers =
            isWrapped
            ? []
            : [try LogLineFactory.compile(catalog.logFormat(named: Self.syslog), profile)]
    }

    /// The format of what stands around lines that come as syslog.
    private static let syslog = "syslog"

    var engineOptions: EngineOptions { options }

    /// What reads the lines of one file, of which `sample` are the first.
    func lines(after sample: Span<UInt8>) -> LogLines {
        if isText { return LogLines(formats: [], policy: policy, options: options) }
        let choice =
            named.isEmpty
            ? LogFormatChooser.choose(among: candidates, for: sample)
            : LogFormatChooser.choose(named: named, among: candidates, for: sample)
        return LogLines(
            formats: choice.formats, inner: choice.inner, policy: policy, options: options)
    }

    /// What reads messages of many senders, each in a format of its own: nobody has seen a sample.
    func lines() -> LogLines {
        if isText { return LogLines(formats: [], policy: policy, options: options) }
        guard named.isEmpty || named[0].isWrapper else {
            return LogLines(
                formats: wrappers + named, inner: named, policy: policy, options: options)
        }
        let known = candidates.compactMap { $0.compiled() }
        let inner = known.filter { !$0.isWrapper }
        return LogLines(
            formats: named.isEmpty ? known.filter(\.isWrapper) + inner : named, inner: inner,
            policy: policy, options: options)
    }
}
