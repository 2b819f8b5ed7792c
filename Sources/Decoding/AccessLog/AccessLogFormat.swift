/// The layout of an access log, compiled from the server's own format string.
///
/// Invariants:
/// 1. Without a template `steps` and `fields` have the same count, at most ``LogFields/capacity``, at
///    least one.
/// 2. Only the last step may have an empty terminator.
/// 3. Terminators are ranges of `literals`.
package struct AccessLogFormat: Sendable {
    /// The fields in the order of the line, for a field map to give each its kind.
    package let fields: [LogFieldDescription]
    /// How quoted fields are escaped.
    package let escapes: LogEscapes.Style

    /// One field and the literal text behind it.
    struct Step: Sendable {
        enum Scan: Sendable {
            /// A bare field that cannot hold a space.
            case word
            /// A bare field of words where a comma, or a colon between spaces, goes on after a
            /// space.
            case list
            /// A bare field up to its terminator, spaces included.
            case text
            /// A field up to the first quote that no backslash escapes.
            case quoted
            /// `[10/Oct/2024:13:55:36 +0200]`.
            case bracketedTime
            /// The same without brackets.
            case time
        }

        var scan: Scan
        var terminator: Range<Int>
        /// The terminator's first byte; a space if it is empty, because no last word holds one.
        var first: UInt8
        /// What the field must look like for the line to fit.
        var shape = LogFieldShape.anything
        /// Whether a time follows: a user name ends where the time begins, not at its first
        /// bracket.
        var precedesTime = false
        /// Whether a backslash escapes a quote.
        var honoursBackslash = true
    }

    /// The columns that tell a line with a site's name from one that begins with its client.
    struct SiteColumns: Sendable {
        let client: Int
        let ident: Int
    }

    let literals: [UInt8]
    /// The text before the first field.
    let prefix: Range<Int>
    let steps: [Step]
    /// `nil` if the format does not begin with a site's name.
    let siteColumns: SiteColumns?
    /// Splits lines of the usual kind faster; `nil` if the format has none.
    let splitter: LineSplitter?
    /// What splits the lines of a template; `steps` then is empty.
    let template: LineTemplate?

    init(_ layout: LogLayout) throws(LogFormatFault) {
        escapes = layout.escapes
        fields = layout.describeFields()
        siteColumns = layout.siteColumns()
        (literals, prefix, steps) = try layout.compile()
        splitter = prefix.isEmpty ? LineSplitter(steps, literals: literals) : nil
        template = nil
    }

    /// Compiles a layout of our own format files.
    ///
    /// Refused: columns that the template does not describe, braces that are not closed, line breaks,
    /// columns with nothing between them, and optional parts that begin with a column.
    package init(_ template: LogTemplate) throws(LogFormatFault) {
        let parser = try LogTemplateParser(template.format)
        self.template = try LineTemplate(template, parser)
        escapes = template.escapes
        literals = []
        prefix = 0..<0
        steps = []
        siteColumns = nil
        splitter = nil
        fields = parser.columns.indices.map { index in
            let name = parser.columns[index].name
            let form = template.columns[name] ?? LogColumnForm()
            return LogFieldDescription(
                key: .named(name), text: name,
                quoting: LineTemplate.isQuoted(index, in: parser.columns) ? .quoted : .bare,
                shape: form.shape, isRelayed: form.isRelayed, isJSONValue: false,
                nearestKnown: nil, leftOut: form.leftOut, parts: form.parts)
        }
    }

    /// Compiles an Apache `LogFormat` string, or the name of one of Apache's own.
    ///
    /// `\"`, `\\` and `\t` are read as in a configuration file, `%%` is a percent sign, `%U%q` is
    /// one
    /// field. Refused: unknown directives, line breaks, and two fields with nothing between them.
    package init(apache format: String) throws(LogFormatFault) {
        let text = BuiltIn(rawValue: format)?.format ?? format
        try self.init(LogLayout(apache: text))
    }

    /// Compiles an nginx `log_format` string, with an `escape=` prefix if there is one.
    ///
    /// Any variable name is accepted, because administrators define their own.
    package init(nginx format: String) throws(LogFormatFault) {
        try self.init(LogLayout(nginx: format))
    }

    /// Compiles a format that servers come with.
    package init(_ builtIn: BuiltIn) throws(LogFormatFault) {
        if builtIn.isNginx {
            try self.init(nginx: builtIn.format)
        } else {
            try self.init(apache: builtIn.format)
        }
    }

    /// The formats that servers come with, by their name in configurations.
    package enum BuiltIn: String, Sendable, CaseIterable {
        case common
        case combined
        case combinedio
        case vhostCommon = "vhost_common"
        /// With the port, as Debian writes it.
        case vhostCombined = "vhost_combined"
        /// Without the port, as openSUSE writes it.
        case vhostCombinedPortless = "vhost_combined_portless"
        case nginxCombined = "nginx_combined"
        case nginxMain = "nginx_main"

        var isNginx: Bool { self == .nginxCombined || self == .nginxMain }

        /// The format string.
        package var format: String {
            let combined = #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#
            let nginx =
                #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "#
                + #""$http_referer" "$http_user_agent""#
            return switch self {
            case .common: #"%h %l %u %t "%r" %>s %b"#
            case .combined: combined
            case .combinedio: combined + " %I %O"
            case .vhostCommon: #"%v %h %l %u %t "%r" %>s %b"#
            case .vhostCombined: #"%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i""#
            case .vhostCombinedPortless: "%v " + combined
            case .nginxCombined: nginx
            case .nginxMain: nginx + #" "$http_x_forwarded_for""#
            }
        }
    }
}
