import Bytes
import Decoding
import Testing

@testable import Privacy

/// Heads of log daemons and the lines behind them.
@Suite struct WrappedLinesTests {
    private static let anonymous = Profile(
        name: "anonymous", events: [.freeText: .scrub, .url: .stripURL],
        logs: [.technical: .keep, .timestamp: .keep, .ip: .truncateAddress])

    private static let addresses = Profile(
        name: "addresses", events: [:],
        logs: Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, .maskAddresses) })
            .merging([.ip: .truncateAddress, .timestamp: .keep]) { $1 })

    private static func format(
        _ name: String, linesOf owners: [String] = [], texts: [LogFormatDefinition] = []
    ) -> LogFormatDefinition {
        var definition = LogFormatDefinition(
            name: name, file: "", codec: .wrapped, syntax: .apache, format: "",
            columns: [
                FieldDefinition(pattern: "host", kind: .technical),
                FieldDefinition(pattern: "program", kind: .technical),
                FieldDefinition(pattern: "process", kind: .technical),
                FieldDefinition(pattern: "message-id", kind: .technical),
                FieldDefinition(pattern: "queue", kind: .sessionID),
                FieldDefinition(pattern: "message", kind: .freeText),
            ])
        var wrapping = WrappingDefinition()
        wrapping.linesOf = owners
        wrapping.structuredData = [FieldDefinition(pattern: "ip", kind: .ip)]
        wrapping.texts = texts
        wrapping.values = [FieldDefinition(pattern: "to", kind: .email)]
        definition.wrapping = wrapping
        return definition
    }

    private func anonymized(
        _ line: String, _ profile: Profile = anonymous, as name: String = "syslog"
    ) throws -> String? {
        let mail = Self.format("postfix", linesOf: ["postfix"])
        let postfix = try CompiledLogFormat(mail, profile: profile)
        let syslog = try CompiledLogFormat(Self.format("syslog", texts: [mail]), profile: profile)
        let common = CompiledLogFormat(
            name: "short", format: try AccessLogFormat(apache: "%h %u %>s"),
            columns: [
                FieldDefinition(pattern: "%h", kind: .ip),
                FieldDefinition(pattern: "%u", kind: .userID),
                FieldDefinition(pattern: "%>s", kind: .technical),
            ], profile: profile)
        var engine = LogAnonymizer(options: EngineOptions(), inner: [common, syslog])
        var output = ByteBuffer()
        let bytes = Array(line.utf8)
        guard
            engine.anonymize(bytes.span, as: name == "syslog" ? syslog : postfix, into: &output)
        else {
            let isEmpty = output.isEmpty
            #expect(isEmpty)
            return nil
        }
        return output.span.string
    }

    @Test(arguments: [
        (
            "Oct 10 13:55:36 web1 a[1]: 198.51.100.23 jan 200",
            "Oct 10 13:55:36 web1 a[1]: 198.51.100.0 - 200"
        ),
        ("Oct 10 13:55:36 198.51.100.23 a: x", "Oct 10 13:55:36 198.51.100.0 a: x"),
        ("Oct 10 13:55:36 2001:db8:1:2::3 a: x", "Oct 10 13:55:36 2001:db8:1:: a: x"),
        ("Oct 10 13:55:36 laptop-van-jan a: x", "Oct 10 13:55:36 - a: x"),
        ("Oct 10 13:55:36 dyn-198-51-100-23.isp.example a: x", "Oct 10 13:55:36 - a: x"),
        ("Oct 10 13:55:36 jan@x.example a: x", "Oct 10 13:55:36 - a: x"),
        (
            "<1>1 - h a - - [o ip=\"2001:db8::\" u=\"jan\"] x",
            "<1>1 - h a - - [o ip=\"2001:db8::\" u=\"-\"] x"
        ),
        (
            "40 <1>Oct 10 13:55:36 web1 a: 198.51.100.23 jan 200",
            "37 <1>Oct 10 13:55:36 web1 a: 198.51.100.0 - 200"
        ),
        ("2024-10-10T13:55:36Z 198.51.100.23 jan 200", "2024-10-10T13:55:36Z 198.51.100.0 - 200"),
        ("Oct 10 13:55:36 web1 a: x#011198.51.100.23", "Oct 10 13:55:36 web1 a: x#011198.51.100.0"),
        (
            "Oct 10 13:55:36 web1 postfix/x[1]: 4AB012: to=<jan>",
            "Oct 10 13:55:36 web1 postfix/x[1]: 000000: to=<->"
        ),
        (
            "Oct 10 13:55:36 web1 postfixer[1]: 4AB012: y",
            "Oct 10 13:55:36 web1 postfixer[1]: 4AB012: y"
        ),
    ])
    func `heads stay readable and lines are treated in their format`(
        line: String, expected: String
    ) throws {
        #expect(try anonymized(line) == expected)
        #expect(try anonymized(expected) == expected)
    }

    @Test(arguments: [
        (
            "Oct 10 13:55:36 laptop-van-jan a: jan@x.example 198.51.100.23",
            "Oct 10 13:55:36 laptop-van-jan a: jan@x.example 198.51.100.0"
        ),
        ("<1>1 - h a - - [o u=\"jan\"] x", "<1>1 - h a - - [o u=\"jan\"] x"),
        (
            "Oct 10 13:55:36 w a: x#303#251#0112001:db8:1:2::3",
            "Oct 10 13:55:36 w a: x#303#251#0112001:db8:1::"
        ),
        (
            "Oct 10 13:55:36 w postfix[1]: 4AB012: to=<jan>",
            "Oct 10 13:55:36 w postfix[1]: 4AB012: to=<jan>"
        ),
    ])
    func `under addresses nothing but addresses changes`(line: String, expected: String) throws {
        #expect(try anonymized(line, Self.addresses) == expected)
    }

    @Test func `a time alone is no head unless a known line follows`() throws {
        #expect(try anonymized("2024-10-10T13:55:36Z jan logged in") == nil)
    }

    @Test func `a format of one program takes its lines only`() throws {
        #expect(try anonymized("Oct 10 13:55:36 w sshd[1]: x", as: "postfix") == nil)
        #expect(
            try anonymized("Oct 10 13:55:36 w postfix/smtpd[1]: NOQUEUE: to=<jan>", as: "postfix")
                == "Oct 10 13:55:36 w postfix/smtpd[1]: NOQUEUE: to=<->")
    }

    @Test func `wrappers in wrappers end`() throws {
        let head = "Oct 10 13:55:36 w a: "
        let line = String(repeating: head, count: 2000)
        #expect(try anonymized(line + "198.51.100.23") == line + "198.51.100.0")
    }
}
