import Bytes
import Decoding
import Testing

@testable import Privacy

/// What happens to the columns of templates: missing values, values without names, several layouts.
@Suite struct LayoutTests {
    static let anonymous = Profile(
        name: "anonymous",
        events: [
            .url: .stripURL, .freeText: .scrub, .referrer: .referrerInternal,
            .userAgent: .generaliseUserAgent,
        ],
        logs: [.ip: .truncateAddress, .timestamp: .keep, .technical: .keep])

    static let addresses = Profile(
        name: "addresses", events: [:],
        logs: Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, .maskAddresses) })
            .merging([.ip: .truncateAddress, .timestamp: .keep]) { $1 })

    private static let forms: [String: LogColumnForm] = [
        "client": LogColumnForm(extent: .toLast),
        "port": LogColumnForm(shape: .port, leftOut: UInt8(ascii: "0")),
        "status": LogColumnForm(shape: .status),
        "captures": LogColumnForm(extent: .text, parts: .bars),
        "user": LogColumnForm(leftOut: nil),
        "list": LogColumnForm(extent: .rest, parts: .quoted),
    ]

    private static let kinds: [String: Kind] = [
        "client": .ip, "port": .fingerprint, "status": .technical, "captures": .freeText,
        "user": .userID, "list": .freeText,
    ]

    private static func definition(
        _ formats: [String], escapes: LogEscapes.Style = .haproxy
    ) throws -> LogFormatDefinition {
        var definitions: [LogFormatDefinition] = []
        for format in formats {
            let template = LogTemplate(format, columns: forms, escapes: escapes)
            let fields = try AccessLogFormat(template).fields
            var definition = LogFormatDefinition(
                name: "test", file: "test.yaml", syntax: .apache, format: format,
                columns: fields.map { FieldDefinition(pattern: $0.text, kind: kinds[$0.text]) })
            definition.template = template
            definitions.append(definition)
        }
        var first = try #require(definitions.first)
        first.alternatives = Array(definitions.dropFirst())
        return first
    }

    /// What leaves of a line, or `nil` if it does not fit; a second run changes nothing.
    private func anonymized(
        _ line: String, _ definition: LogFormatDefinition, _ profile: Profile = anonymous
    ) throws -> String? {
        let format = try CompiledLogFormat(definition, profile: profile)
        var engine = LogAnonymizer(options: EngineOptions())
        func run(_ line: String) -> String? {
            var output = ByteBuffer()
            let bytes = Array(line.utf8)
            let fits = format.fits(bytes.span)
            guard engine.anonymize(bytes.span, as: format, into: &output) else {
                let count = output.count
                #expect(count == 0 && !fits)
                return nil
            }
            #expect(fits)
            return output.span.string
        }
        guard let result = run(line) else { return nil }
        #expect(run(result) == result)
        return result
    }

    @Test(
        arguments: [
            ("198.51.100.23:51234 200", "198.51.100.0:0 200"),
            ("2001:db8:85a3:8d3::7348:51234 200", "2001:db8:85a3:::0 200"),
            ("[2001:db8:85a3:8d3::7348]:51234 200", "[2001:db8:85a3::]:0 200"),
            ("::ffff:198.51.100.23:51234 200", "::ffff:198.51.100.0:0 200"),
            ("unix:1 200", "-:0 200"), ("-:- 200", "-:- 200"),
            ("198.51.100.23:51234 jan", nil), ("198.51.100.23 200", nil),
        ] as [(String, String?)])
    func `the address is cut and its port goes`(line: String, expected: String?) throws {
        let definition = try Self.definition(["{client}:{port} {status}"])
        #expect(try anonymized(line, definition) == expected)
    }

    @Test func `under addresses the port stays`() throws {
        let definition = try Self.definition(["{client}:{port} {status}"])
        #expect(
            try anonymized("198.51.100.23:51234 200", definition, Self.addresses)
                == "198.51.100.0:51234 200")
        #expect(
            try anonymized("laptop-van-jan:51234 200", definition, Self.addresses) == "-:51234 200")
    }

    @Test func `a value that is left out leaves what the format has for a missing one`() throws {
        let definition = try Self.definition(["({user}) {status}"])
        #expect(try anonymized("(jan) 200", definition) == "() 200")
    }

    @Test(arguments: [
        ("{shop.example}", "{shop.example}"), ("{}", "{}"), ("{|||}", "{|||}"),
        ("{198.51.100.23|10.0.0.1, 198.51.100.24}", "{198.51.100.0|10.0.0.0, 198.51.100.0}"),
        ("{https://www.example.net/jan|text/html}", "{|text/html}"),
        ("{Mozilla/5.0 (X11; jan)|curl/8.5.0}", "{Mozilla/5.0 (compatible; Other)|curl/8}"),
        ("{jan|klant 12345678|sid=9f86d081884c7d65|Jan Jansen}", "{|||}"),
        ("{203-0-113-9.dyn.isp.example|jan@shop.example}", "{|}"),
        ("{/mijn/jan@shop.example}", "{/mijn/#7Bemail#7D}"),
        ("{198.51.100.23#7Cjan}", "{}"),
    ])
    func `captured headers are known by what they look like`(
        captures: String, expected: String
    ) throws {
        let definition = try Self.definition(["{{{captures}}} {status}"])
        #expect(try anonymized(captures + " 200", definition) == expected + " 200")
        let masked = try #require(try anonymized(captures + " 200", definition, Self.addresses))
        #expect(!masked.contains("198.51.100.2"))
        #expect(masked.split(separator: "|").count == captures.split(separator: "|").count)
    }

    @Test(arguments: [
        (#""shop.example" "Jan Jansen" "198.51.100.23""#, #""shop.example" "-" "198.51.100.0""#),
        (#"- "" jan"#, #"- "" -"#), (#""open"#, #""-""#), ("", ""),
    ])
    func `so are quoted values in a row`(list: String, expected: String) throws {
        let definition = try Self.definition(["{status} {list}"])
        #expect(try anonymized("200 " + list, definition) == "200 " + expected)
    }

    @Test func `several layouts under one name are tried in order`() throws {
        let definition = try Self.definition([
            "{client}:{port} {status}", "{status} {client}:{port}", "{user}",
        ])
        #expect(try anonymized("198.51.100.23:1 200", definition) == "198.51.100.0:0 200")
        #expect(try anonymized("200 198.51.100.23:1", definition) == "200 198.51.100.0:0")
        #expect(try anonymized("jan", definition) == "")
        #expect(try anonymized("jan 198.51.100.23:1", definition) == nil)
        let format = try CompiledLogFormat(definition, profile: Self.anonymous)
        #expect(!format.needsOrder && !format.isWrapper)
    }

    @Test func `a block is read like its lines`() throws {
        let definition = try Self.definition([
            "{client}:{port} {status}", "{status} {client}:{port}",
        ])
        let format = try CompiledLogFormat(definition, profile: Self.anonymous)
        let lines = [
            "198.51.100.23:1 200\r\n", "200 198.51.100.23:1\n", "198.51.100.24:1 404\n",
            "404 198.51.100.24:1\n",
        ]
        let block = Array((lines.joined() + "jan\n").utf8)
        var engine = LogAnonymizer(options: EngineOptions())
        var output = ByteBuffer()
        var position = 0
        let count = engine.anonymizeLines(block.span, from: &position, as: format, into: &output)
        let text = output.span.string
        #expect(count == 4 && position == lines.joined().utf8.count)
        #expect(
            text
                == "198.51.100.0:0 200\r\n200 198.51.100.0:0\n198.51.100.0:0 404\n404 198.51.100.0:0\n"
        )
    }
}
