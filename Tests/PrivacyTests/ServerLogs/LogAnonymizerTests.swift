import Bytes
import Decoding
import Testing

@testable import Privacy

/// What happens to the columns of a line; the shipped formats and profiles have tests of their own.
@Suite struct LogAnonymizerTests {
    private static let anonymous = Profile(
        name: "anonymous", events: [.url: .stripURL, .freeText: .scrub, .referrer: .remove],
        logs: [
            .ip: .truncateAddress, .timestamp: .keep, .technical: .keep,
            .userAgent: .generaliseUserAgent,
        ])

    private static let addresses = Profile(
        name: "addresses", events: [:],
        logs: Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, .maskAddresses) })
            .merging([.ip: .truncateAddress, .timestamp: .keep]) { $1 })

    private static let request = [
        FieldDefinition(pattern: "target", kind: .url)
    ]

    private static let combined: [FieldDefinition] = [
        FieldDefinition(pattern: "%h", kind: .ip), FieldDefinition(pattern: "%l", kind: .userID),
        FieldDefinition(pattern: "%u", kind: .userID),
        FieldDefinition(pattern: "%t", kind: .timestamp),
        FieldDefinition(pattern: "%r", kind: .url, decode: [.requestLine], fields: request),
        FieldDefinition(pattern: "%>s", kind: .technical),
        FieldDefinition(pattern: "%b", kind: .technical),
        FieldDefinition(pattern: "%{Referer}i", kind: .referrer),
        FieldDefinition(pattern: "%{User-Agent}i", kind: .userAgent),
    ]

    /// The line as the format and profile leave it, or `nil` if it does not fit.
    private func anonymized(
        _ line: String, _ format: AccessLogFormat, _ columns: [FieldDefinition],
        _ profile: Profile = anonymous
    ) -> String? {
        let compiled = CompiledLogFormat(
            name: "test", format: format, columns: columns, profile: profile)
        var engine = LogAnonymizer(options: EngineOptions())
        var output = ByteBuffer()
        let bytes = Array(line.utf8)
        guard engine.anonymize(bytes.span, as: compiled, into: &output) else {
            let count = output.count
            #expect(count == 0)
            return nil
        }
        return output.span.string
    }

    /// The request as it comes out of a combined line.
    private func requestLine(_ request: String) throws -> String {
        let start = #" [10/Oct/2024:13:55:36 +0200] ""#
        let end = #"" 200 5 "-" "-""#
        let result = try #require(
            anonymized(
                "203.0.113.9 - jan" + start + request + end, try AccessLogFormat(.combined),
                Self.combined))
        #expect(result.hasPrefix("203.0.113.0 - -" + start) && result.hasSuffix(end))
        return String(result.dropFirst(15 + start.count).dropLast(end.count))
    }

    @Test(arguments: [
        ("GET /a HTTP/1.1", "GET /a HTTP/1.1"),
        ("GET /a", "GET /a"), ("PROPFIND /a HTTP/2.0", "PROPFIND /a HTTP/2.0"),
        ("203.0.113.9 /a HTTP/1.1", "-"), ("jan.jansen%40shop.nl /a HTTP/1.1", "-"),
        ("jan /a HTTP/1.1", "-"), ("GET /a HTTP/ja.ns", "-"), ("GET /a HTTP/1.1jan", "-"),
        ("GETGETGETGETGETGETGETGET /a HTTP/1.1", "-"),
    ])
    func `method and version stay if they are a method and a version`(
        request: String, expected: String
    ) throws {
        #expect(try requestLine(request) == expected)
    }

    @Test(arguments: [
        ("//a8f5f167f44f4964e6c998dee827110c/p", "//{token}/p"),
        ("//jan.jansen@shop.example/p", "//{email}/p"), ("//winkel/zeep", "//winkel/zeep"),
        ("///203.0.113.77/p", "///{ip}/p"), (#"/\\a8f5f167f44f4964e6c998dee827110c"#, "//{token}"),
    ])
    func `what follows two slashes is path and no host`(target: String, expected: String) throws {
        let once = try requestLine("GET \(target) HTTP/1.1")
        #expect(once == "GET \(expected) HTTP/1.1")
        #expect(try requestLine(once) == once)
    }

    @Test(arguments: [
        (#"GET /a\x22b/c;d HTTP/1.1"#, #"GET /a\x22b/c HTTP/1.1"#),
        (#"GET /a\"b/c;d HTTP/1.1"#, #"GET /a\"b/c HTTP/1.1"#),
        (#"GET /a\x22b HTTP/1.1"#, #"GET /a\x22b HTTP/1.1"#),
    ])
    func `escapes are written as the line has them`(request: String, expected: String) throws {
        #expect(try requestLine(request) == expected)
    }

    @Test(arguments: [
        ("shop.example", "shop.example"), ("shop.example:8443", "shop.example:8443"),
        ("203.0.113.9", "-"), ("jan@shop.example", "-"), ("Jan Jansen", "-"), ("-", "-"),
        (#"a\"b"#, "-"),
    ])
    func `a copied column that a client writes has to look like what it is`(
        value: String, expected: String
    ) throws {
        let format = try AccessLogFormat(apache: #"%h "%{Host}i" %>s"#)
        let columns = [
            FieldDefinition(pattern: "%h", kind: .ip),
            FieldDefinition(pattern: "%{Host}i", kind: .technical),
            FieldDefinition(pattern: "%>s", kind: .technical),
        ]
        #expect(
            anonymized("198.51.100.7 \"\(value)\" 200", format, columns)
                == "198.51.100.0 \"\(expected)\" 200")
    }

    @Test func `a kept column without a grammar is read like free text`() throws {
        let format = try AccessLogFormat(apache: #""%R" "%{X-Own}o""#)
        let columns = [
            FieldDefinition(pattern: "%R", kind: .technical),
            FieldDefinition(pattern: "%{X-Own}o", kind: .timestamp),
        ]
        let line = #""jan@shop.example" "at 203.0.113.9""#
        #expect(anonymized(line, format, columns) == #""{email}" "at 203.0.113.0""#)
        #expect(
            anonymized(line, format, columns, Self.addresses)
                == #""jan@shop.example" "at 203.0.113.0""#)
    }

    @Test func `values of the server outside their grammar mean that the line does not fit`() throws
    {
        let format = try AccessLogFormat(nginx: #"$msec $remote_addr "$request""#)
        let columns = [
            FieldDefinition(pattern: "$msec", kind: .timestamp),
            FieldDefinition(pattern: "$remote_addr", kind: .ip),
            FieldDefinition(
                pattern: "$request", kind: .url, decode: [.requestLine], fields: Self.request),
        ]
        let shifted = #"203.0.113.9 1700000000.123 "GET / HTTP/1.1""#
        let right = #"1700000000.123 203.0.113.9 "GET / HTTP/1.1""#
        for profile in [Self.anonymous, Self.addresses] {
            #expect(anonymized(shifted, format, columns, profile) == nil)
            #expect(
                anonymized(right, format, columns, profile)
                    == #"1700000000.123 203.0.113.0 "GET / HTTP/1.1""#)
        }
    }

    @Test func `JSON stays JSON`() throws {
        let format = try AccessLogFormat(
            nginx:
                #"escape=json {"port":$remote_port,"ip":"$remote_addr","user":"$remote_user","s":$status}"#
        )
        let columns = [
            FieldDefinition(pattern: "$remote_port", kind: .fingerprint),
            FieldDefinition(pattern: "$remote_addr", kind: .ip),
            FieldDefinition(pattern: "$remote_user", kind: .userID),
            FieldDefinition(pattern: "$status", kind: .technical),
        ]
        let expected = #"{"port":null,"ip":"203.0.113.0","user":"-","s":200}"#
        #expect(
            anonymized(
                #"{"port":51234,"ip":"203.0.113.9","user":"jan","s":200}"#, format, columns)
                == expected)
        #expect(anonymized(expected, format, columns) == expected)
    }
}
