import Testing

@testable import Decoding

@Suite("Grammars of log fields")
struct LogFieldShapeTests {
    @Test(
        "Values of servers are in their grammar",
        arguments: [
            (.status, "200 404 000 009 -"), (.count, "0 5120 18446744073709551615 -"),
            (.number, "0 0.003 1700000000.123 -5 - 0.1,0.2 2.35"), (.port, "1 80 65535 -"),
            (.time, "2024-10-10T13:55:36+02:00 10.10.2024 13:55:36.123456 [10/Oct/2024] 1:05PM"),
            (.method, "GET M-SEARCH RPC_IN_DATA UPDATEREDIRECTREF -"),
            (.protocolVersion, "HTTP/1.1 HTTP/2 HTTP/2.0 HTTP/3.0 INCLUDED -"),
            (.scheme, "http https wss -"),
            (.siteName, "shop.example localhost *.shop.example _ 127.0.1.1 3d-print.example -"),
            (.hostName, "shop.example shop.example:8443 localhost:80 xn--80ak6aa92e.com. -"),
            (.mediaType, "text/html application/vnd.api+json text/css;charset=UTF-8 -"),
            (.anything, "203.0.113.9 jan@shop.example -"),
        ] as [(LogFieldShape, String)])
    func accepts(shape: LogFieldShape, values: String) {
        for value in values.split(separator: " ") {
            let bytes = String(value).bytes
            let fits = shape.fits(bytes.span)
            #expect(fits, "\(value)")
        }
        let fitsNothing = shape.fits([UInt8]().span)
        #expect(fitsNothing)
    }

    @Test(
        "Values with spaces are in their grammar",
        arguments: [
            (.number, "502, 200 : 200"), (.number, "0.001, - : 0.2"),
            (.time, "Wednesday, 10-Oct-2024 13:55:36 CEST"), (.time, "10/Oct/2024:13:55:36 +0200"),
            (.time, "Oct 10 01:55:36 PM"), (.mediaType, "text/html; charset=utf-8"),
        ] as [(LogFieldShape, String)])
    func acceptsSpaced(shape: LogFieldShape, value: String) {
        let bytes = value.bytes
        let fits = shape.fits(bytes.span)
        #expect(fits)
    }

    @Test(
        "Addresses, people and their numbers are in none",
        arguments: [
            "203.0.113.9", "203.0.113.9:443", "2001:db8::9e8f", "2001:1:2:3:4:5:6:7", "::1",
            "jan@shop.example", "Jan Jansen", "jan jansen", "06 12 34 56 78", "+31 6 12345678",
            "jan.jansen%40shop.nl", "http://u.nl/?name=jan", "[::1]:80", "10.0.0.1, 203.0.113.9",
            "é", "\u{0}", "a b", "203.0.113.9 200", "-203.0.113.9",
        ])
    func refusesPersonal(value: String) {
        let bytes = value.bytes
        for shape in Self.strict {
            let fits = shape.fits(bytes.span)
            #expect(!fits, "\(shape)")
        }
    }

    private static let strict: [LogFieldShape] = [
        .status, .count, .number, .port, .time, .method, .protocolVersion, .scheme, .siteName,
        .hostName, .mediaType,
    ]

    @Test(
        "What looks alike is refused",
        arguments: [
            (.status, "20 2000 20x 2.0"), (.count, "1.5 123456789012345678901 5k -1 --"),
            (.number, "1.2.3 1. .5. 1:2 1,,2 5s 1;2 123456789012345678901234"),
            (.port, "123456 80x :80"),
            (.time, "Oct Jansen,10 1::2 1.2.3.4 1:2:3:4:5:6 2024x 10/Foo/2024"),
            (.method, "get GET2 UPDATEREDIRECTREFSANDMORE A.B J%41N"),
            (.protocolVersion, "HTTP/ja.ns HTTP/1. HTTP/11 HTTP/1.10 HTTPS/1.1 HTTP/"),
            (.scheme, "Https httpsx jan"), (.siteName, "198.51.100.7 shop:80 10.1 127.0.0 *.9"),
            (.hostName, "1.2.3.4 shop:port jan@x 010 host.9 a/b a..9"),
            (.mediaType, "jan/jansen text text/ multipart/form-data;boundary=x text/a@b /html"),
        ] as [(LogFieldShape, String)])
    func refuses(shape: LogFieldShape, values: String) {
        for value in values.split(separator: " ") {
            let bytes = String(value).bytes
            let fits = shape.fits(bytes.span)
            #expect(!fits, "\(value)")
        }
    }

    @Test(
        "Directives and variables have the grammar of what they hold",
        arguments: [
            ("%>s", .status, false), ("%b", .count, false), ("%D", .duration, false),
            ("%{ms}T", .number, false), ("%p", .port, false), ("%{remote}p", .port, false),
            ("%v", .siteName, false), ("%V", .hostName, true), ("%m", .method, true),
            ("%H", .protocolVersion, true), ("%{Host}i", .hostName, true),
            ("%{X-Forwarded-Proto}i", .scheme, true), ("%{Content-Type}i", .mediaType, true),
            ("%{content-length}o", .count, true), ("%{%s}t", .count, false),
            ("%{msec}t", .count, false), ("%{begin:%H:%M}t", .time, false),
            ("%{%Y-%m-%dT%H:%M:%S%z}t", .time, false), ("%{at %H}t", .anything, false),
            ("%h", .anything, false), ("%u", .anything, false), ("%R", .anything, false),
            ("%{X-Own}i", .anything, true), ("%{OWN}e", .anything, false),
        ] as [(String, LogFieldShape, Bool)])
    func apacheShapes(directive: String, shape: LogFieldShape, isRelayed: Bool) throws {
        let field = try #require(try AccessLogFormat(apache: "\"\(directive)\"").fields.first)
        #expect(field.shape == shape)
        #expect(field.isRelayed == isRelayed)
    }

    @Test(
        "The same for nginx",
        arguments: [
            ("status", .status, false), ("body_bytes_sent", .count, false),
            ("msec", .number, false), ("upstream_response_time", .number, false),
            ("remote_port", .port, false), ("time_iso8601", .time, false),
            ("request_method", .method, true), ("server_protocol", .protocolVersion, true),
            ("host", .hostName, true), ("http_host", .hostName, true),
            ("http_x_forwarded_proto", .scheme, true), ("sent_http_content_type", .mediaType, true),
            ("http_x_own", .anything, true), ("own", .anything, false),
            ("upstream_addr", .anything, false), ("args", .anything, false),
        ] as [(String, LogFieldShape, Bool)])
    func nginxShapes(variable: String, shape: LogFieldShape, isRelayed: Bool) throws {
        let field = try #require(try AccessLogFormat(nginx: "\"$\(variable)\"").fields.first)
        #expect(field.shape == shape)
        #expect(field.isRelayed == isRelayed)
    }
}
