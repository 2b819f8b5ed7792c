import Bytes
import Consent
import Decoding
import Records
import Testing

@testable import Privacy

/// Lines that are JSON objects.
@Suite struct JSONLogTests {
    private static let anonymous = Profile(
        name: "test", events: [:],
        logs: [
            .ip: .truncateAddress, .technical: .keep, .timestamp: .keep, .freeText: .scrub,
            .url: .stripURL, .userID: .remove,
        ])
    private static let addresses = Profile(
        name: "test", events: [:],
        logs: Dictionary(
            uniqueKeysWithValues: Kind.allCases.map { kind in
                (
                    kind,
                    kind == .ip
                        ? Treatment.truncateAddress : kind == .timestamp ? .keep : .maskAddresses
                )
            }))

    private static func definition() -> LogFormatDefinition {
        var status = FieldDefinition(pattern: "status", kind: .technical)
        status.grammar = .status
        let inside = [
            FieldDefinition(pattern: "ip", kind: .ip), FieldDefinition(pattern: "uri", kind: .url),
        ]
        return LogFormatDefinition(
            name: "test", file: "test", codec: .json, syntax: .apache, format: "",
            columns: [
                FieldDefinition(pattern: "IP", kind: .ip), status,
                FieldDefinition(pattern: "time", kind: .timestamp),
                FieldDefinition(pattern: "user", kind: .userID),
                FieldDefinition(pattern: "msg", kind: .freeText),
                FieldDefinition(pattern: "log", kind: .freeText, decode: [.logLine]),
                FieldDefinition(pattern: "request", kind: nil, fields: inside, line: 1),
                FieldDefinition(
                    pattern: "tags", kind: nil, decode: [.namedValues], fields: inside,
                    line: 1),
            ])
    }

    private func output(
        _ line: String, _ profile: Profile = anonymous, members: [String] = []
    ) throws -> String? {
        var definition = Self.definition()
        definition.members = members
        let format = try CompiledLogFormat(definition, profile: profile)
        var engine = LogAnonymizer(options: EngineOptions(), inner: [format])
        var output = ByteBuffer()
        let bytes = Array(line.utf8)
        let fits = engine.anonymize(bytes.span, as: format, into: &output)
        let isEmpty = output.isEmpty
        #expect(fits || isEmpty)
        #expect(format.fits(bytes.span) == fits)
        return fits ? output.span.string : nil
    }

    @Test(arguments: [
        (#"{"ip":"203.0.113.9","status":200}"#, #"{"ip":"203.0.113.0","status":200}"#),
        (
            #" { "ip" : "203.0.113.9" , "x" : 1 , "status" : "200" } "#,
            #" { "ip" : "203.0.113.0" , "status" : "200" } "#
        ),
        (#"{"x":1,"ip":"203.0.113.9"}"#, #"{"ip":"203.0.113.0"}"#),
        (#"{"x":{"ip":"203.0.113.9"}}"#, #"{}"#),
        (#"{"ip":"jan","user":"jan"}"#, #"{"ip":"-","user":"-"}"#),
        (#"{"ip":7,"user":7,"user":null}"#, #"{"ip":null,"user":null,"user":null}"#),
        (#"{"ip":["203.0.113.9","jan",{"a":1}]}"#, #"{"ip":["203.0.113.0","-",null]}"#),
        (
            #"{"status":2e2,"status":"jan","status":true}"#,
            #"{"status":null,"status":"-","status":null}"#
        ),
        (
            #"{"time":1728561336.123,"time":"2024-10-10T13:55:36Z","time":32475123456}"#,
            #"{"time":1728561336.123,"time":"2024-10-10T13:55:36Z","time":null}"#
        ),
        (#"{"msg":4111111111111111}"#, #"{"msg":"{card}"}"#),
        (
            #"{"request.ip":"203.0.113.9","request":{"URI":"/a?b=c"}}"#,
            #"{"request.ip":"203.0.113.0","request":{"URI":"/a"}}"#
        ),
        (#"{"request":"203.0.113.9"}"#, #"{"request":"-"}"#),
        (
            #"{"tags":[{"key":"ip","value":{"stringValue":"203.0.113.9"}},{"key":"jan","value":1}]}"#,
            #"{"tags":[{"key":"ip","value":{"stringValue":"203.0.113.0"}}]}"#
        ),
        (
            #"{"tags":[{"key":"ip","name":"jan","value":"203.0.113.9"}]}"#,
            #"{"tags":[{"key":"ip","name":"-","value":"203.0.113.0"}]}"#
        ),
        (
            #"{"log":"{\"ip\":\"203.0.113.9\",\"x\":1}\n"}"#,
            #"{"log":"{\"ip\":\"203.0.113.0\"}\n"}"#
        ),
        (
            #"{"log":[123,34,105,112,34,58,34,106,34,125]}"#,
            #"{"log":[123,34,105,112,34,58,34,45,34,125]}"#
        ),
        (#"{"log":[50,300]}"#, #"{"log":[null,null]}"#),
        (#"{"msg":"a \x22b\x22 \xC3\xA9"}"#, #"{"msg":"a \u0022b\u0022 é"}"#),
    ])
    func `only what a map names stays, spelled as it was`(line: String, expected: String) throws {
        #expect(try output(line) == expected)
        #expect(try output(expected) == expected)
    }

    @Test(arguments: [
        (
            #"{ "ip" : "203.0.113.9" , "x" : [ 1, "203.0.113.7" ], "user":"jan" }"#,
            #"{ "ip" : "203.0.113.0" , "x" : [ 1, "203.0.113.0" ], "user":"jan" }"#
        ),
        (
            #"{"203.0.113.9":{"a":"203.0.113.9"},"ip":"jan","time":"jan"}"#,
            #"{"203.0.113.0":{"a":"203.0.113.0"},"ip":"-","time":"jan"}"#
        ),
        (
            #"{"msg":"\u0032\u00303.0.113.9\tx"}"#, #"{"msg":"\u0032\u00303.0.113.0\tx"}"#
        ),
        (#"{"log":"caf\u00e9 203.0.113.9\n"}"#, #"{"log":"caf\u00e9 203.0.113.0\n"}"#),
        (#"{"msg":"caf\u00e9 \/ 203.0.113.9"}"#, #"{"msg":"caf\u00e9 \/ 203.0.113.0"}"#),
    ])
    func `the addresses profile changes addresses and nothing else`(
        line: String, expected: String
    ) throws {
        #expect(try output(line, Self.addresses) == expected)
        #expect(try output(expected, Self.addresses) == expected)
    }

    @Test(arguments: [
        "", "x", "[]", "1", #"{"ip":"203.0.113.9""#, #"{"ip":"203.0.113.9"} x"#, #"{"ip":}"#,
        #"{"ip":"203.0.113.9",}"#, #"{'ip':1}"#, #"{"ip":"\q"}"#,
    ])
    func `what is no object is left to others`(line: String) throws {
        #expect(try output(line) == nil)
        #expect(try output(line, Self.addresses) == nil)
    }

    @Test func `nesting beyond the limit is left to others`() throws {
        let deep = String(repeating: #"{"request":"#, count: 100)
        #expect(try output(deep + "1" + String(repeating: "}", count: 100)) == nil)
    }

    @Test func `a format is told by the names that its lines have`() throws {
        #expect(try output(#"{"ip":"x"}"#, members: ["ip", "Status"]) == nil)
        #expect(
            try output(#"{"STATUS":200,"ip":"x"}"#, members: ["ip", "Status"])
                == #"{"STATUS":200,"ip":"-"}"#)
        #expect(try output(#"{"request":{"ip":"x"},"status":200}"#, members: ["ip"]) == nil)
    }

    @Test func `lines inside lines are read to a depth`() throws {
        var line = #"{"ip":"203.0.113.9","user":"jan"}"#
        for _ in 0..<12 {
            var outer = ByteBuffer()
            let bytes = Array(line.utf8)
            JSONString.encode(bytes.span, into: &outer)
            line = "{\"log\":" + outer.span.string + "}"
            guard line.utf8.count < 4096 else { break }
            let found = try #require(try output(line))
            #expect(!found.contains("203.0.113.9"))
        }
    }

    @Test func `what becomes of each member is told, and no name that a map does not have`() throws
    {
        let format = try CompiledLogFormat(Self.definition(), profile: Self.anonymous)
        var engine = LogAnonymizer(options: EngineOptions())
        var output = ByteBuffer()
        let line = Array(#"{"ip":"203.0.113.9","request":{"uri":"/a"},"jan@example.com":1}"#.utf8)
        let traces = try #require(engine.explain(line.span, as: format, into: &output))
        #expect(traces.map(\.directive) == ["ip", "request.uri", "(another name)"])
        #expect(traces.map(\.result) == [#""203.0.113.0""#, #""/a""#, nil])
    }
}
