import Bytes
import Testing

@testable import Decoding

@Suite("Splitting log lines")
struct SplittingTests {
    private func split(_ format: AccessLogFormat, _ bytes: [UInt8]) -> [String]? {
        var fields = LogFields()
        guard format.split(bytes.span, into: &fields) else { return nil }
        return (0..<fields.count).map { bytes.text(fields[$0]) }
    }

    private static let time = "[10/Oct/2024:13:55:36 +0200]"

    /// Writes a time for `§`, and one without brackets for `¶`.
    private func withTime(_ text: String) -> String {
        text.replacing("§", with: Self.time).replacing("¶", with: Self.time.dropFirst().dropLast())
    }

    private static let combinedLine =
        #"198.51.100.23 - jan [10/Oct/2024:13:55:36 +0200] "POST /login HTTP/1.1" 302 410 "#
        + #""https://shop.example/a?b=c" "Mozilla/5.0 (X11; \"quoted\" \\)""#

    @Test("A combined line is split into its nine fields")
    func combined() throws {
        let fields = split(try AccessLogFormat(.combined), Self.combinedLine.bytes)
        #expect(
            fields == [
                "198.51.100.23", "-", "jan", Self.time, "POST /login HTTP/1.1", "302", "410",
                "https://shop.example/a?b=c", #"Mozilla/5.0 (X11; \"quoted\" \\)"#,
            ])
    }

    @Test("Fields with escapes are marked, others are not")
    func marksEscapes() throws {
        let format = try AccessLogFormat(.combined)
        let bytes = Self.combinedLine.bytes
        var fields = LogFields()
        let fits = format.split(bytes.span, into: &fields)
        #expect(fits)
        var escapes: [Bool] = []
        for index in 0..<9 { escapes.append(fields.hasEscapes(index)) }
        #expect(
            escapes == [Bool](repeating: false, count: 8) + [true])
        let plain = #"h - - [10/Oct/2024:13:55:36 +0200] "GET" 200 2 "" """#.bytes
        let plainFits = format.split(plain.span, into: &fields)
        let hasEscapes = fields.hasEscapes(8)
        #expect(plainFits)
        #expect(!hasEscapes)
    }

    @Test(
        "Built-in formats fit the lines of their servers",
        arguments: [
            (
                .common, #"h - - § "GET / HTTP/1.0" 200 5"#,
                ["h", "-", "-", "§", "GET / HTTP/1.0", "200", "5"]
            ),
            (
                .vhostCombined, #"v:443 2001:db8::1 - - § "-" 200 5 "-" "-""#,
                ["v", "443", "2001:db8::1", "-", "-", "§", "-", "200", "5", "-", "-"]
            ),
            (
                .vhostCombinedPortless, #"v.nl h - - § "" 200 - "" """#,
                ["v.nl", "h", "-", "-", "§", "", "200", "-", "", ""]
            ),
            (
                .combinedio, #"h - - § "x" 200 5 "-" "-" 10 20"#,
                ["h", "-", "-", "§", "x", "200", "5", "-", "-", "10", "20"]
            ),
            (
                .vhostCommon, #"v.nl h - - § "\x16\x03" 400 226"#,
                ["v.nl", "h", "-", "-", "§", #"\x16\x03"#, "400", "226"]
            ),
            (
                .nginxCombined, #"h - - § "GET /\x22 HTTP/2.0" 200 612 "-" "ua""#,
                ["h", "-", "¶", #"GET /\x22 HTTP/2.0"#, "200", "612", "-", "ua"]
            ),
            (
                .nginxMain, #"h - - § "x" 200 612 "-" "ua" "203.0.113.9, 10.0.0.4""#,
                ["h", "-", "¶", "x", "200", "612", "-", "ua", "203.0.113.9, 10.0.0.4"]
            ),
        ] as [(AccessLogFormat.BuiltIn, String, [String])])
    func builtIns(name: AccessLogFormat.BuiltIn, line: String, expected: [String]) throws {
        let fields = split(try AccessLogFormat(name), withTime(line).bytes)
        #expect(fields == expected.map(withTime))
    }

    @Test(
        "User names may hold spaces and brackets, up to the time",
        arguments: [
            "jan janssens", "jan [admin]", "jan [admin", "a [10/Oct", "[", " ", "", "a  b",
            "x [jan@shop.example",
        ])
    func userNames(name: String) throws {
        let line = "h - \(name) \(Self.time) \"GET /\" 200 1 \"-\" \"-\""
        for format in [try AccessLogFormat(.combined), try AccessLogFormat(.nginxCombined)] {
            let fields = try #require(split(format, line.bytes))
            #expect(fields.contains(name))
            #expect(fields.contains("200"))
        }
    }

    @Test(
        "A line that does not fit as a whole is refused",
        arguments: [
            "", "-", "h", " ", "h - - § \"GET /\" 200 1 \"-\"",
            "h - - § \"GET /\" 200 1 \"-\" \"ua\" ",
            "h - - § \"GET /\" 200 1 \"-\" \"ua\" \"203.0.113.9\"",
            "h - - § \"GET /\" 200 1 \"-\" \"ua",
            "h - - § \"GET /\" 200 1 \"-\" \"ua\\\"", "h - - § \"GET /\" 200 1 2 \"-\" \"ua\"",
            "h x - - § \"GET /\" 200 1 \"-\" \"ua\"x", "h - - § GET / 200 1 \"-\" \"ua\"",
            "h - - [10/Oct/2024:13:55:36] \"GET /\" 200 1 \"-\" \"ua\"",
            "h - - [jan@example.com 24:13:55:36] \"GET /\" 200 1 \"-\" \"ua\"",
            "h - - § \"GET /a\"b\" 200 1 \"-\" \"ua\"", " h - - § \"GET /\" 200 1 \"-\" \"ua\"",
            "v:80 h - - § \"GET /\" 200 1 \"-\" \"ua\" extra",
            "h - - §  \"GET /\" 200 1 \"-\" \"ua\"",
            "h - - § \"GET /\" 203.0.113.9 1 \"-\" \"ua\"",
            "h - - § \"GET /\" 200 203.0.113.9 \"-\" \"ua\"",
            "h - - § \"GET /\" 200 jan@shop.example \"-\" \"ua\"",
            "h - - § \"GET /\" 20 1 \"-\" \"ua\"",
        ])
    func refuses(line: String) throws {
        #expect(split(try AccessLogFormat(.combined), withTime(line).bytes) == nil)
    }

    @Test("A line cut anywhere is refused", arguments: 0..<combinedLine.utf8.count)
    func truncated(length: Int) throws {
        #expect(
            split(try AccessLogFormat(.combined), Array(Self.combinedLine.bytes.prefix(length)))
                == nil)
    }

    @Test("A combined line does not pass for a common one, nor the reverse")
    func formatsExclude() throws {
        #expect(split(try AccessLogFormat(.common), Self.combinedLine.bytes) == nil)
        let common = #"h - - [10/Oct/2024:13:55:36 +0200] "GET /" 200 5"#
        #expect(split(try AccessLogFormat(.combined), common.bytes) == nil)
        #expect(split(try AccessLogFormat(.vhostCommon), common.bytes) == nil)
        let vhost = "v.nl " + common
        #expect(split(try AccessLogFormat(.common), vhost.bytes) == nil)
        let named = vhost.replacing("- [", with: "jan janssens [")
        #expect(split(try AccessLogFormat(.common), named.bytes) == nil)
        #expect(split(try AccessLogFormat(.vhostCommon), named.bytes) != nil)
    }

    @Test("Formats written with configuration escapes fit too")
    func configurationEscapes() throws {
        let format = try AccessLogFormat(apache: #"%h\t\"%r\" 100%% %>s"#)
        #expect(split(format, "h\t\"GET /\" 100% 200".bytes) == ["h", "GET /", "200"])
        #expect(split(format, "h \"GET /\" 100% 200".bytes) == nil)
    }

    @Test("Bare lists go on after comma and colon")
    func lists() throws {
        let apache = try AccessLogFormat(apache: "%{X-Forwarded-For}i %l %>s")
        #expect(split(apache, "1.2.3.4, 5.6.7.8 - 200".bytes) == ["1.2.3.4, 5.6.7.8", "-", "200"])
        #expect(split(apache, "- - 200".bytes) == ["-", "-", "200"])
        #expect(split(apache, "1.2.3.4 5.6.7.8 - 200".bytes) == nil)
        let nginx = try AccessLogFormat(nginx: "$upstream_addr $upstream_status $request_id")
        #expect(
            split(nginx, "10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80 502, 200 : 200 ab".bytes)
                == ["10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80", "502, 200 : 200", "ab"])
    }

    @Test("Several directives inside one pair of quotes are split at their separators")
    func insideQuotes() throws {
        let format = try AccessLogFormat(apache: #"%h "%m %U%q %H" %>s"#)
        #expect(
            split(format, #"h "GET /a?b=\"c HTTP/1.1" 200"#.bytes)
                == ["h", "GET", #"/a?b=\"c"#, "HTTP/1.1", "200"])
        let referer = try AccessLogFormat(apache: "%{Referer}i -> %U")
        #expect(split(referer, "https://x/ y -> /z".bytes) == ["https://x/ y", "/z"])
        #expect(split(referer, "https://x/ -> /z y".bytes) == nil)
    }

    @Test("A quote escaped inside a bare field does not end it")
    func bareBeforeQuote() throws {
        let format = try AccessLogFormat(apache: #""id=%{X-Id}i" %>s"#)
        #expect(split(format, #""id=a\" 1" 200"#.bytes) == [#"a\" 1"#, "200"])
        #expect(split(format, #""id=a\\" 200"#.bytes) == [#"a\\"#, "200"])
    }

    @Test("JSON lines of nginx are split between their quotes")
    func json() throws {
        let format = try AccessLogFormat(
            nginx: #"escape=json {"ip":"$remote_addr","status":$status,"ua":"$http_user_agent"}"#)
        #expect(
            split(format, #"{"ip":"192.0.2.1","status":200,"ua":"a\"b"}"#.bytes)
                == ["192.0.2.1", "200", #"a\"b"#])
        #expect(split(format, #"{"ip":"192.0.2.1","status":200,"ua":"a"}}"#.bytes) == nil)
    }

    @Test("Without escapes a backslash is a backslash")
    func withoutEscapes() throws {
        let format = try AccessLogFormat(
            nginx: #"escape=none "$request" $status "$http_user_agent""#)
        #expect(split(format, #""GET /\" 200 "a\""#.bytes) == [#"GET /\"#, "200", #"a\"#])
        #expect(split(format, #""GET /" 200 "a" "192.0.2.1""#.bytes) == nil)
    }

    private func append(
        _ bytes: [UInt8], _ style: LogEscapes.Style, to output: inout ByteBuffer
    ) {
        LogEscapes.encode(bytes.span, style: style, into: &output)
    }

    @Test("Fields that a server escapes are found again, whatever they hold")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 25)
        let apache = try AccessLogFormat(.combined)
        let nginx = try AccessLogFormat(.nginxCombined)
        for _ in 0..<2000 {
            for (format, style) in [(apache, LogEscapes.Style.apache), (nginx, .nginx)] {
                let quoted = (0..<3).map { _ in random.bytes(upTo: 50, from: "ab \"\\\" [x-") }
                let line = written { output in
                    output.append("192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] \"")
                    append(quoted[0], style, to: &output)
                    output.append("\" 200 - \"")
                    append(quoted[1], style, to: &output)
                    output.append("\" \"")
                    append(quoted[2], style, to: &output)
                    output.append("\"")
                }
                var fields = LogFields()
                let fits = format.split(line.span, into: &fields)
                #expect(fits)
                let last = fields.count
                for (value, index) in zip(quoted, [last - 5, last - 2, last - 1]) {
                    let raw = line.span.extracting(fields[index])
                    let decoded = written { LogEscapes.decode(raw, style: style, into: &$0) }
                    #expect(decoded == value)
                }
            }
        }
    }

    @Test("Random bytes and mutated lines never trap, and fields stay in the line")
    func random() throws {
        var random = SeededGenerator(seed: 26)
        let formats =
            try AccessLogFormat.BuiltIn.allCases.map { try AccessLogFormat($0) }
            + [try AccessLogFormat(apache: #"%{X-Forwarded-For}i %u %t "%m %U%q" %{Via}i"#)]
        var fields = LogFields()
        for _ in 0..<3000 {
            var mutated = Self.combinedLine.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<mutated.count, using: &random)
                mutated[index] = "\"\\ []-:,".bytes.randomElement(using: &random) ?? 0
            }
            for bytes in [mutated, random.bytes(upTo: 80, from: #"a "\[]:-, +0"#)] {
                for format in formats where format.split(bytes.span, into: &fields) {
                    let count = fields.count
                    #expect(count == format.fields.count)
                    var position = 0
                    for index in 0..<fields.count {
                        let field = fields[index]
                        #expect(field.lowerBound >= position)
                        position = fields[index].upperBound
                    }
                    #expect(position <= bytes.count)
                }
            }
        }
    }
}
