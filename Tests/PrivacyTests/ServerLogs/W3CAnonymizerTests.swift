import Bytes
import Decoding
import Testing

@testable import Privacy

/// Lines below a `#Fields` directive; the shipped tables have golden sets of their own.
@Suite struct W3CAnonymizerTests {
    private static let fields: [FieldDefinition] = [
        FieldDefinition(pattern: "date", kind: .timestamp),
        FieldDefinition(pattern: "C-IP", kind: .ip),
        FieldDefinition(pattern: "cs-uri-stem", kind: .url, fact: .page),
        FieldDefinition(pattern: "cs(User-Agent)", kind: .userAgent, fact: .userAgent),
        FieldDefinition(pattern: "cs-host", kind: .technical),
        FieldDefinition(pattern: "s-sitename", kind: .technical),
        FieldDefinition(pattern: "cs-username", kind: .userID),
        FieldDefinition(pattern: "sc-status", kind: .technical, fact: .status),
        FieldDefinition(pattern: "x-edge-location", kind: .geo),
    ]

    private static func definition(
        isTabbed: Bool? = nil, marks: [String] = []
    ) -> LogFormatDefinition {
        var definition = LogFormatDefinition(
            name: "w3c", file: "w3c.yaml", codec: .w3c, syntax: .apache, format: "",
            columns: fields)
        definition.forms = [
            "date": LogColumnForm(shape: .time), "sc-status": LogColumnForm(shape: .status),
            "cs-host": LogColumnForm(shape: .hostName, isRelayed: true),
        ]
        definition.isTabbed = isTabbed
        definition.marks = marks
        return definition
    }

    /// What leaves of each line; `nil` for one that does not fit.
    private func anonymized(
        _ lines: [String], _ definitions: [LogFormatDefinition] = [definition()],
        _ profile: Profile = LayoutTests.anonymous
    ) throws -> [String?] {
        let formats = try definitions.map { try CompiledLogFormat($0, profile: profile) }
        var engine = LogAnonymizer(options: EngineOptions())
        return lines.map { line in
            let bytes = Array(line.utf8)
            for format in formats {
                var output = ByteBuffer()
                if engine.anonymize(bytes.span, as: format, into: &output) {
                    return output.span.string
                }
                let count = output.count
                #expect(count == 0)
            }
            return nil
        }
    }

    @Test func `columns are those of the last directive`() throws {
        #expect(
            try anonymized([
                "198.51.100.23 200", "#Fields: c-ip sc-status", "198.51.100.23 200",
                "200 198.51.100.23", "198.51.100.23", "198.51.100.23 200 x",
                "#Fields: sc-status c-ip", "198.51.100.23 200", "200 198.51.100.23",
                "#Date: 2024-10-10", "200 198.51.100.23", "#Fields:", "200 198.51.100.23",
            ]) == [
                nil, "#Fields: c-ip sc-status", "198.51.100.0 200", nil, nil, nil,
                "#Fields: sc-status c-ip", nil, "200 198.51.100.0", nil, "200 198.51.100.0", nil,
                nil,
            ])
    }

    @Test func `names do not differ by case, and unknown columns go`() throws {
        #expect(
            try anonymized([
                "#FIELDS: DATE c-IP CS(user-AGENT) X-Customer CS-Username",
                "2024-10-10 198.51.100.23 curl/8.5.0 K-1234 jan",
            ]) == [
                "#FIELDS: DATE c-IP CS(user-AGENT) X-Customer CS-Username",
                "2024-10-10 198.51.100.0 curl/8 - -",
            ])
    }

    @Test func `names of unknown columns are read like text`() throws {
        #expect(
            try anonymized(["#Fields: c-ip jan@shop.example 198.51.100.23", "198.51.100.23 a b"])
                == ["#Fields: c-ip {email} 198.51.100.0", "198.51.100.0 - -"])
    }

    @Test func `a name that is reduced to several words does not shift the columns below`() throws {
        #expect(
            try anonymized([
                "#Fields: c-ip Mozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20Gecko sc-status",
                "198.51.100.23 x 200",
            ]) == ["#Fields: c-ip - sc-status", "198.51.100.0 - 200"])
    }

    @Test(arguments: [
        (" ", "Mozilla/5.0+(X11;+198.51.100.23)", "Mozilla/5.0+(compatible;+Other)"),
        (" ", "\"Mozilla/5.0 (X11)\"", "\"Mozilla/5.0 (compatible; Other)\""),
        ("\t", "Mozilla/5.0%20(X11)", "Mozilla/5.0%20(compatible;%20Other)"),
        ("\t", "Mozilla/5.0%2520(X11)", "Mozilla/5.0%2520(compatible;%2520Other)"),
        ("\t", "Mozilla/5.0 (X11)", "Mozilla/5.0 (compatible; Other)"), ("\t", "-", "-"),
    ])
    func `values are written as the server writes them`(
        separator: String, value: String, expected: String
    ) throws {
        let lines = try anonymized(
            ["#Fields: c-ip cs(User-Agent) sc-status"]
                + [value, expected].map {
                    ["198.51.100.23", $0, "200"].joined(separator: separator)
                })
        let result = ["198.51.100.0", expected, "200"].joined(separator: separator)
        #expect(lines.dropFirst() == [result, result])
    }

    @Test(arguments: [
        ("shop.example", "shop.example"), ("198.51.100.23", "-"), ("jan@shop.example", "-"),
        ("Jan+Jansen", "-"),
    ])
    func `what a client writes into a kept column has to look like it`(
        value: String, expected: String
    ) throws {
        #expect(
            try anonymized(["#Fields: cs-host sc-status", "\(value) 200"]).last == "\(expected) 200"
        )
    }

    @Test func `under addresses only addresses change`() throws {
        let line =
            "2024-10-10 198.51.100.23 /p/198.51.100.24?q=jan Mozilla/5.0+(198.51.100.25) jan@shop.example 200"
        let expected =
            "2024-10-10 198.51.100.0 /p/198.51.100.0?q=jan Mozilla/5.0+(198.51.100.0) jan@shop.example 200"
        let fields = "#Fields: date c-ip cs-uri-stem cs(User-Agent) x-own sc-status"
        #expect(
            try anonymized([fields, line], [Self.definition()], LayoutTests.addresses)
                == [fields, expected])
        #expect(
            try anonymized(
                ["#Fields: c-ip sc-status", "laptop-van-jan 200"], [Self.definition()],
                LayoutTests.addresses
            ).last == "- 200")
    }

    @Test func `a format with marks leaves other directives to other formats`() throws {
        let marked = Self.definition(isTabbed: true, marks: ["X-Edge-Location"])
        let lines = [
            "#Fields: c-ip sc-status", "198.51.100.23 200", "#Fields: x-edge-location c-ip",
            "BRU50-P1\t198.51.100.23", "BRU50-P1 198.51.100.23",
        ]
        #expect(
            try anonymized(lines, [marked, Self.definition()]) == [
                lines[0], "198.51.100.0 200", lines[2], "-\t198.51.100.0", nil,
            ])
        #expect(try anonymized(lines, [marked]) == [nil, nil, lines[2], "-\t198.51.100.0", nil])
    }

    @Test func `a directive tells the format, a data line does not`() throws {
        let format = try CompiledLogFormat(Self.definition(), profile: LayoutTests.anonymous)
        let fits = ["#Fields: c-ip", "#fields:\tx", "#Date: x", "198.51.100.23", ""].map { line in
            let bytes = Array(line.utf8)
            return format.fits(bytes.span)
        }
        #expect(fits == [true, true, false, false, false])
        #expect(format.needsOrder)
    }

    @Test func `what can be counted is noted as the client sent it`() throws {
        let format = try CompiledLogFormat(Self.definition(), profile: LayoutTests.anonymous)
        var engine = LogAnonymizer(options: EngineOptions())
        engine.request.isCollected = true
        var output = ByteBuffer()
        for line in ["#Fields: cs-uri-stem cs(User-Agent) sc-status", "/a%20b My+Browser 304"] {
            let bytes = Array(line.utf8)
            _ = engine.anonymize(bytes.span, as: format, into: &output)
        }
        let noted = [
            engine.request.target.span.string, engine.request.userAgent.span.string,
            engine.request.status.span.string,
        ]
        #expect(noted == ["/a%20b", "My Browser", "304"])
    }
}
