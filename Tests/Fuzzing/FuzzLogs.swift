import Bytes
import Decoding
import Privacy

/// Log formats with every codec and every way of treating a column, under both profiles for logs.
enum FuzzLogs {
    /// One format as a fuzzer reads lines with it.
    final class Setting: Sendable {
        let format: CompiledLogFormat
        /// The formats of lines inside its lines.
        let inner: [CompiledLogFormat]
        /// Whether its lines are JSON objects.
        let isJSON: Bool
        /// Whether the profile changes nothing but addresses.
        let isMasking: Bool
        /// Whether `fits` says of every line what the engine says of it.
        let isCertain: Bool
        /// Whether a line without addresses stays as it is.
        let isStill: Bool

        init(
            _ format: CompiledLogFormat, inner: [CompiledLogFormat] = [], isJSON: Bool = false,
            isMasking: Bool, isCertain: Bool = true, isStill: Bool = false
        ) {
            self.isStill = isStill
            self.format = format
            self.inner = inner
            self.isJSON = isJSON
            self.isMasking = isMasking
            self.isCertain = isCertain
        }
    }

    /// The formats of one codec; the first byte of an input picks one, its lowest bit the profile.
    enum Group: Sendable {
        case columns, w3c, json, messages, wrapped
    }

    /// The setting that `selector` picks.
    static func setting(_ group: Group, _ selector: UInt8) -> Setting? {
        let settings = all[group] ?? []
        return settings.isEmpty ? nil : settings[Int(selector) % settings.count]
    }

    static let profiles = [addresses, anonymous]

    private static let all: [Group: [Setting]] = [
        .columns: both(columns), .w3c: both([w3c]), .json: both(jsonLines),
        .messages: both(messages), .wrapped: both(wrapped),
    ]

    private static func both(_ definitions: [LogFormatDefinition]) -> [Setting] {
        definitions.flatMap { definition in
            profiles.compactMap { setting(definition, $0) }
        }
    }

    private static func setting(_ definition: LogFormatDefinition, _ profile: Profile) -> Setting? {
        let insides = [columns[0], messages[1], messages[4], jsonLines[0], wrapped[0]]
        guard let format = try? CompiledLogFormat(definition, profile: profile) else {
            preconditionFailure("a format of the fuzzer's own is wrong: \(definition.name)")
        }
        return Setting(
            format,
            inner: format.isWrapper
                ? insides.compactMap { try? CompiledLogFormat($0, profile: profile) } : [],
            isJSON: definition.codec == .json, isMasking: profile.name == "addresses",
            isCertain: definition.codec == .accessLog || definition.codec == .json)
    }

    /// Formats that a chooser may choose among, of every codec.
    static let chosen: [LogFormatDefinition] = [
        columns[0], columns[1], columns[4], w3c, jsonLines[0], messages[0], messages[5],
        wrapped[0], wrapped[1],
    ]

    // MARK: Profiles

    private static let anonymous: Profile = {
        var kinds = Dictionary(
            uniqueKeysWithValues: Kind.allCases.map { ($0, Treatment.remove) })
        kinds.merge([
            .ip: .truncateAddress, .timestamp: .keep, .technical: .keep, .url: .stripURL,
            .referrer: .referrerInternal, .title: .scrub, .freeText: .scrub, .money: .scrub,
            .userAgent: .generaliseUserAgent, .language: .primaryLanguage, .geo: .country,
            .siteID: .token, .consent: .token, .screen: .bucketScreen, .eventName: .eventName,
        ]) { $1 }
        return Profile(name: "anonymous", events: [:], logs: kinds)
    }()

    private static let addresses: Profile = {
        var kinds = Dictionary(
            uniqueKeysWithValues: Kind.allCases.map { ($0, Treatment.maskAddresses) })
        kinds[.ip] = .truncateAddress
        kinds[.timestamp] = .keep
        return Profile(name: "addresses", events: [:], logs: kinds)
    }()

    // MARK: Definitions

    private static func field(
        _ pattern: String, _ kind: Kind?, _ grammar: LogFieldShape? = nil,
        decode: [NestedCodec] = [],
        fields: [FieldDefinition] = []
    ) -> FieldDefinition {
        // Fields of a file have a line, by which they are told from those that no map names.
        var field = FieldDefinition(
            pattern: pattern, kind: kind, decode: decode, fields: fields, line: 1)
        field.grammar = grammar
        return field
    }

    private static let requestLine = [
        field("method", .technical), field("target", .url), field("protocol", .technical),
    ]

    private static func definition(
        _ name: String, _ codec: LogCodec = .accessLog, _ syntax: LogFormatSyntax = .apache,
        format: String = "", columns: [FieldDefinition]
    ) -> LogFormatDefinition {
        LogFormatDefinition(
            name: name, file: name, codec: codec, syntax: syntax, format: format,
            columns: columns)
    }

    static let columns: [LogFormatDefinition] = [
        definition(
            "combined", format: #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#,
            columns: apache),
        definition(
            "vhost", format: #"%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i""#,
            columns: apache),
        definition(
            "custom",
            format: #"%{X-Forwarded-For}i [%{%s}t] %D "%U%q" %{basket}C %{Host}i "%{Cookie}i" %a"#,
            columns: apache),
        definition(
            "nginx-json", .accessLog, .nginx,
            format: #"escape=json {"ip":"$remote_addr","t":"$time_iso8601","r":"$request","#
                + #""s":$status,"x":$request_time,"u":"$http_user_agent","f":"$http_x_forwarded_for"}"#,
            columns: nginx),
        template,
        parts,
    ]

    private static let apache = [
        field("%h", .ip), field("%a", .ip), field("%l", .userID), field("%u", .userID),
        field("%t", .timestamp), field("%{%s}t", .timestamp),
        field("%r", .url, decode: [.requestLine], fields: requestLine), field("%>s", .technical),
        field("%b", .technical), field("%O", .technical), field("%v", .technical),
        field("%p", .technical), field("%D", .technical), field("%U", .url), field("%q", .url),
        field("%{Referer}i", .referrer), field("%{User-Agent}i", .userAgent),
        field("%{X-Forwarded-For}i", .ip), field("%{basket}C", .sessionID),
        field("%{Host}i", .technical), field("%{Cookie}i", .secret),
    ]

    private static let nginx = [
        field("$remote_addr", .ip), field("$time_iso8601", .timestamp),
        field("$request", .url, decode: [.requestLine], fields: requestLine),
        field("$status", .technical), field("$request_time", .technical),
        field("$http_user_agent", .userAgent), field("$http_x_forwarded_for", .ip),
    ]

    /// As HAProxy writes: hashes, bars, parts that a line may lack, several layouts.
    private static let template: LogFormatDefinition = {
        let forms: [String: LogColumnForm] = [
            "client": LogColumnForm(extent: .toLast),
            "port": LogColumnForm(shape: .port, leftOut: 0x30),
            "time": LogColumnForm(extent: .text, shape: .time), "front": LogColumnForm(),
            "timers": LogColumnForm(shape: .counters), "end": LogColumnForm(shape: .flags),
            "headers": LogColumnForm(extent: .text, parts: .bars), "request": LogColumnForm(),
            "tls": LogColumnForm(shape: .code, isRelayed: true),
            "message": LogColumnForm(extent: .rest),
        ]
        let fields = [
            field("client", .ip), field("port", .fingerprint), field("time", .timestamp),
            field("front", .technical), field("timers", .technical), field("end", .technical),
            field("headers", .freeText), field("tls", .technical), field("message", .freeText),
            field("request", .url, decode: [.requestLine], fields: requestLine),
        ]
        var first = definition("haproxy", columns: fields)
        first.template = LogTemplate(
            #"{client}:{port} [{time}] {front} {timers} {end} {?{{{headers}}} ?}"{request}"{? {tls}?}"#,
            columns: forms, escapes: .haproxy)
        var second = definition("haproxy", columns: fields)
        second.template = LogTemplate(
            "{client}:{port} [{time}] {front}: {message}", columns: forms, escapes: .haproxy)
        first.alternatives = [second]
        return first
    }()

    /// Lists, words that may be quoted, and several values in one column.
    private static let parts: LogFormatDefinition = {
        var format = definition(
            "parts",
            columns: [
                field("clients", .ip), field("name", .userID), field("parts", .freeText),
                field("site", .technical), field("agent", .userAgent), field("rest", .freeText),
            ])
        format.template = LogTemplate(
            #"{clients} {name} <{parts}> {site} "{agent}" {rest}"#,
            columns: [
                "clients": LogColumnForm(extent: .list), "name": LogColumnForm(extent: .eitherWay),
                "parts": LogColumnForm(extent: .text, parts: .quoted),
                "site": LogColumnForm(shape: .hostName, isRelayed: true), "agent": LogColumnForm(),
                "rest": LogColumnForm(extent: .rest),
            ], escapes: .apache)
        return format
    }()

    static let w3c: LogFormatDefinition = {
        var format = definition(
            "w3c", .w3c,
            columns: [
                field("date", .timestamp), field("time", .timestamp), field("c-ip", .ip),
                field("cs-username", .userID), field("cs-method", .technical),
                field("cs-uri-stem", .url), field("cs-uri-query", .secret),
                field("sc-status", .technical), field("sc-bytes", .technical),
                field("cs(User-Agent)", .userAgent), field("cs(Referer)", .referrer),
                field("cs-host", .technical), field("s-ip", .technical),
                field("sc-comment", .freeText), field("cs(Cookie)", .secret),
                field("x-edge-location", .technical), field("x-forwarded-for", .ip),
            ])
        format.forms = [
            "date": LogColumnForm(shape: .time), "time": LogColumnForm(shape: .time),
            "sc-status": LogColumnForm(shape: .status), "sc-bytes": LogColumnForm(shape: .count),
            "cs-method": LogColumnForm(shape: .method, isRelayed: true),
            "cs-host": LogColumnForm(shape: .hostName, isRelayed: true),
        ]
        return format
    }()

    static let jsonLines: [LogFormatDefinition] = {
        let headers = [
            field("x-forwarded-for", .ip), field("user-agent", .userAgent),
            field("referer", .referrer), field("cookie", .secret),
            field("content-length", .technical, .count),
        ]
        let named = [
            field("client", .ip), field("status", .technical, .status), field("*", .freeText),
        ]
        var caddy = definition(
            "caddy", .json,
            columns: [
                field("ts", .timestamp), field("msg", .freeText),
                field("status", .technical, .status),
                field("size", .technical, .count), field("user_id", .userID),
                field("request_line", .url, decode: [.requestLine], fields: requestLine),
                field(
                    "request", nil,
                    fields: [
                        field("remote_ip", .ip), field("uri", .url),
                        field("host", .technical, .hostName), field("method", .technical, .method),
                        field("headers", nil, fields: headers),
                    ]),
            ])
        caddy.members = ["ts", "msg"]
        let any = definition(
            "json", .json,
            columns: [
                field("ip", .ip), field("log", .freeText, decode: [.logLine]),
                field("text", nil, decode: [.json], fields: named), field("agent", .userAgent),
                field("attributes", nil, decode: [.namedValues], fields: named),
                field("body", .freeText, decode: [.logLine]), field("time", .timestamp),
                field("level", .technical), field("url", .url),
                field("query", nil, decode: [.form], fields: named),
            ])
        return [caddy, any]
    }()

    static let messages: [LogFormatDefinition] = MessageLayout.allCases.map { layout in
        var message = MessageDefinition()
        message.layout = layout
        message.values = [
            field("uri", .url), field("client", .ip), field("hostname", .technical),
            field("data", .secret), field("id", .technical),
        ]
        message.members = [
            field("ip", .ip), field("url", .url), field("exception", .freeText),
            field("*", .freeText),
        ]
        var format = definition(
            layout.rawValue, .message,
            columns: layout.fields.map { name in
                switch name {
                case .time: field(name.rawValue, .timestamp)
                case .client: field(name.rawValue, .ip)
                case .connection, .queue: field(name.rawValue, .sessionID)
                case .message, .statement: field(name.rawValue, .freeText)
                case .login, .user, .recipient: field(name.rawValue, .userID)
                case .request:
                    field(name.rawValue, .url, decode: [.requestLine], fields: requestLine)
                case .subrequest, .upstream: field(name.rawValue, .url)
                case .referrer: field(name.rawValue, .referrer)
                default: field(name.rawValue, .technical)
                }
            })
        format.message = message
        return format
    }

    static let wrapped: [LogFormatDefinition] = {
        let fields = [
            field("host", .technical), field("program", .technical), field("process", .technical),
            field("message-id", .technical), field("queue", .sessionID),
            field("message", .freeText),
        ]
        var postfix = definition("postfix", .wrapped, columns: fields)
        var wrapping = WrappingDefinition()
        wrapping.linesOf = ["postfix"]
        wrapping.values = [
            field("to", .email), field("from", .email), field("relay", .technical),
            field("status", .technical), field("sasl_username", .userID),
        ]
        postfix.wrapping = wrapping
        var syslog = definition("syslog", .wrapped, columns: fields)
        wrapping = WrappingDefinition()
        wrapping.structuredData = [field("ip", .ip), field("software", .technical)]
        wrapping.values = [field("rhost", .ip), field("USER", .userID), field("SRC", .ip)]
        wrapping.programs = [ProgramLines(name: "nginx", formats: ["combined", "nginx-error"])]
        wrapping.textNames = ["postfix"]
        wrapping.texts = [postfix]
        syslog.wrapping = wrapping
        var container = definition("container", .wrapped, columns: fields)
        wrapping = WrappingDefinition()
        wrapping.head = .container
        container.wrapping = wrapping
        return [syslog, container, postfix]
    }()
}
