/// A log format between its string and its compiled form: literals and fields by turns.
struct LogLayout {
    struct Field {
        var key: LogFieldKey
        var text: String
        /// Where the directive stands in the format.
        var offset: Int
    }

    var escapes = LogEscapes.Style.apache
    var fields: [Field] = []
    /// One more than `fields`: the text before each field, and the text after the last.
    var literals: [[UInt8]] = [[]]

    mutating func append(literal byte: UInt8) { literals[literals.count - 1].append(byte) }

    mutating func append(_ field: Field) throws(LogFormatFault) {
        guard fields.count < LogFields.capacity else {
            throw LogFormatFault(.tooManyFields, at: field.offset, directive: field.text)
        }
        if let last = fields.indices.last, literals[literals.count - 1].isEmpty {
            // `%U%q` is the idiom for path and query; the query brings its own question mark.
            guard fields[last].key == .directive("U"), field.key == .directive("q") else {
                throw LogFormatFault(.noSeparator, at: field.offset, directive: field.text)
            }
            fields[last].text += field.text
            return
        }
        fields.append(field)
        literals.append([])
    }

    /// Reads the escapes that configuration files use inside a quoted string.
    ///
    /// Returns the number of bytes taken.
    mutating func appendEscape(
        _ format: [UInt8], at offset: Int
    ) throws(LogFormatFault) -> Int {
        let next = offset + 1 < format.count ? format[offset + 1] : 0
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): append(literal: next)
        case UInt8(ascii: "t"): append(literal: 0x09)
        case UInt8(ascii: "n"), UInt8(ascii: "r"): throw LogFormatFault(.lineBreak, at: offset)
        default:
            append(literal: UInt8(ascii: "\\"))
            return 1
        }
        return 2
    }

    // MARK: Compiling

    func describeFields() -> [LogFieldDescription] {
        var quotes = 0
        return fields.indices.map { index in
            let field = fields[index]
            quotes += literals[index].count { $0 == UInt8(ascii: "\"") }
            var nearest: String?
            if case .variable(let name) = field.key, !LogDirectives.isKnown(variable: name) {
                nearest = LogDirectives.nearest(to: name, among: LogDirectives.variables)
            }
            let (shape, isRelayed) = LogDirectives.shape(of: field.key)
            return LogFieldDescription(
                key: field.key, text: field.text, quoting: quoting(of: index),
                shape: shape, isRelayed: isRelayed,
                isJSONValue: escapes == .json && quotes.isMultiple(of: 2),
                nearestKnown: nearest)
        }
    }

    func compile() throws(LogFormatFault) -> ([UInt8], Range<Int>, [AccessLogFormat.Step]) {
        guard !fields.isEmpty else { throw LogFormatFault(.noFields, at: 0) }
        var bytes = literals[0]
        let prefix = 0..<bytes.count
        var steps: [AccessLogFormat.Step] = []
        for index in fields.indices {
            let literal = literals[index + 1]
            let terminator = bytes.count..<bytes.count + literal.count
            bytes += literal
            let (shape, isRelayed) = LogDirectives.shape(of: fields[index].key)
            steps.append(
                AccessLogFormat.Step(
                    scan: scan(of: index), terminator: terminator,
                    first: literal.first ?? UInt8(ascii: " "),
                    shape: isRelayed ? .anything : stepShape(shape, of: index),
                    honoursBackslash: escapes != .none))
        }
        for index in steps.indices.dropLast() {
            let following = steps[index + 1].scan
            steps[index].precedesTime = following == .time || following == .bracketedTime
        }
        return (bytes, prefix, steps)
    }

    /// The grammar that remains to be checked: a time that was found by its layout is one.
    private func stepShape(_ shape: LogFieldShape, of index: Int) -> LogFieldShape {
        switch scan(of: index) {
        case .time, .bracketedTime: .anything
        case .word, .list, .text, .quoted:
            shape == .siteName && literals[index + 1].first == UInt8(ascii: ":")
                ? .portedSiteName : shape
        }
    }

    /// Where the site's name comes before client and ident, if the format has all three.
    func siteColumns() -> AccessLogFormat.SiteColumns? {
        guard let site = fields.firstIndex(where: { $0.key == .directive("v") }),
            let client = fields.firstIndex(where: { $0.key == .directive("h") }),
            let ident = fields.firstIndex(where: { $0.key == .directive("l") }),
            site < client, client < ident
        else { return nil }
        return AccessLogFormat.SiteColumns(client: client, ident: ident)
    }

    private func quoting(of index: Int) -> LogFieldQuoting {
        let quote = UInt8(ascii: "\"")
        if literals[index].last == quote, literals[index + 1].first == quote { return .quoted }
        return fields[index].key == .directive("t") ? .bracketed : .bare
    }

    private func scan(of index: Int) -> AccessLogFormat.Step.Scan {
        switch quoting(of: index) {
        case .quoted: return escapes == .none ? .text : .quoted
        case .bracketed: return .bracketedTime
        case .bare: break
        }
        switch fields[index].key {
        case .variable("time_local"): return .time
        case .variable(let name) where LogDirectives.isList(variable: name): return .list
        case .variable(let name): return LogDirectives.isWord(variable: name) ? .word : .text
        case .header(let name) where LogDirectives.isList(header: name): return .list
        case .directive(let letters):
            return LogDirectives.withSpaces.contains(letters) ? .text : .word
        case .parameterized("t", _): return .text
        case .parameterized(let letters, _):
            return LogDirectives.withSpaces.contains(letters) ? .text : .word
        case .header, .responseHeader, .cookie, .named: return .text
        }
    }
}
