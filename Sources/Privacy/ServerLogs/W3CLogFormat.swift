import Bytes
import Decoding

/// Lines whose columns a `#Fields` directive above them names.
final class W3CLogFormat: Sendable {
    private let map: CompiledMap
    private let profile: Profile
    /// By names in lower case, as those of the map.
    private let forms: [String: LogColumnForm]
    private let marks: Set<String>
    private let isTabbed: Bool?

    init(_ definition: LogFormatDefinition, profile: Profile) {
        map = CompiledMap(
            logColumns: definition.columns.map { column in
                var column = column
                column.pattern = column.pattern.lowercased()
                return column
            }, profile: profile)
        forms = Dictionary(
            definition.forms.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        marks = Set(definition.marks.map { $0.lowercased() })
        isTabbed = definition.isTabbed
        self.profile = profile
    }

    /// Whether a line, given without terminator, begins a stretch of this format.
    ///
    /// What a data line is depends on the directive before it, so no data line fits by itself.
    func fits(_ line: Span<UInt8>) -> Bool { header(line) != nil }

    /// Whether the columns of a data line are separated as the format has it.
    func allows(isTabbed found: Bool) -> Bool { isTabbed.map { $0 == found } ?? true }

    /// What a `#Fields` line says of the lines below it; `nil` for any other line, and for columns of
    /// another format.
    func header(_ line: Span<UInt8>) -> W3CHeader? {
        guard let names = W3CDirective.fieldNames(line) else { return nil }
        let texts = names.map { line.extracting($0).string.lowercased() }
        guard marks.isEmpty || texts.contains(where: marks.contains) else { return nil }
        return W3CHeader(
            columns: texts.map { name in
                var rule = map.rule(for: Array(name.utf8).span)
                let isKnown = rule.kind != .unknown
                if !isKnown {
                    rule = FieldRule(
                        kind: .unknown, treatment: profile.logTreatment(of: .unknown))
                }
                return W3CColumn(
                    rule, forms[name] ?? LogColumnForm(), isKnown: isKnown, profile: profile)
            })
    }
}

/// The columns that a `#Fields` line names, each with what happens to it.
final class W3CHeader: Sendable {
    let columns: [W3CColumn]

    init(columns: [W3CColumn]) { self.columns = columns }
}

/// One column of a W3C log.
struct W3CColumn: Sendable {
    /// How a value is handed to its treatment.
    enum Way: Sendable {
        /// Copied: it has its grammar, or the line would not fit.
        case copied
        /// Copied if it has its grammar when it is decoded, else left out.
        case checked
        /// Treated as it stands: URLs have an encoding of their own, and addresses are found in any.
        case asWritten
        /// Decoded, treated, and encoded again.
        case decoded
    }

    let rule: FieldRule
    let shape: LogFieldShape
    let isRelayed: Bool
    let way: Way
    /// Whether a map names the column.
    let isKnown: Bool

    init(_ rule: FieldRule, _ form: LogColumnForm, isKnown: Bool, profile: Profile) {
        shape = form.shape
        isRelayed = form.isRelayed
        self.isKnown = isKnown
        var rule = rule
        switch rule.treatment {
        case .keep where form.shape != .anything:
            way = form.isRelayed ? .checked : .copied
        case .keep:
            // Nothing says what it may hold.
            rule = FieldRule(
                kind: rule.kind, treatment: LogColumns.unread(under: profile), fact: rule.fact)
            way = rule.treatment == .maskAddresses ? .asWritten : .decoded
        case .maskAddresses, .remove, .reduceURL, .stripURL, .referrerInternal, .referrerOrigin:
            way = .asWritten
        default: way = .decoded
        }
        self.rule = rule
    }
}

/// What one worker remembers between the lines of a W3C log.
struct W3CState: ~Copyable {
    var header: W3CHeader?
    /// The format that read the directive.
    var format: W3CLogFormat?
    var columns = W3CColumns()
}
