import Testing

@testable import Decoding

@Suite("Access-log formats")
struct AccessLogFormatTests {
    @Test("Every built-in format compiles", arguments: AccessLogFormat.BuiltIn.allCases)
    func builtIns(format: AccessLogFormat.BuiltIn) throws {
        let compiled = try AccessLogFormat(format)
        #expect(compiled.fields.count >= 7)
        #expect(compiled.fields.allSatisfy { $0.nearestKnown == nil })
    }

    @Test("Fields are described as they are written")
    func describesFields() throws {
        let format = try AccessLogFormat(apache: "combined")
        let texts = format.fields.map(\.text)
        #expect(
            texts == ["%h", "%l", "%u", "%t", "%r", "%>s", "%b", "%{Referer}i", "%{User-Agent}i"])
        #expect(
            format.fields.map(\.key) == [
                .directive("h"), .directive("l"), .directive("u"), .directive("t"), .directive("r"),
                .directive("s"), .directive("b"), .header("Referer"), .header("User-Agent"),
            ])
        #expect(
            format.fields.map(\.quoting) == [
                .bare, .bare, .bare, .bracketed, .quoted, .bare, .bare, .quoted, .quoted,
            ])
        #expect(format.escapes == .apache)
    }

    @Test(
        "Directives become keys",
        arguments: [
            ("%{remote}p", .parameterized("p", argument: "remote")),
            ("%400,501{X-Id}i", .header("X-Id")), ("%!200{X-Id}i", .header("X-Id")),
            ("%{Set-Cookie}o", .responseHeader("Set-Cookie")), ("%{basket}C", .cookie("basket")),
            ("%<s", .directive("s")), ("%^FB", .directive("^FB")),
            ("%{X}^ti", .parameterized("^ti", argument: "X")),
            ("%{SSL_CIPHER}x", .parameterized("x", argument: "SSL_CIPHER")),
            ("%{%d/%b}t", .parameterized("t", argument: "%d/%b")),
            ("%{UNIQUE_ID}e", .parameterized("e", argument: "UNIQUE_ID")),
            ("%{c}a", .parameterized("a", argument: "c")), ("%U%q", .directive("U")),
        ] as [(String, LogFieldKey)])
    func keys(directive: String, key: LogFieldKey) throws {
        let format = try AccessLogFormat(apache: "x " + directive + " y")
        #expect(format.fields.map(\.key) == [key])
        #expect(format.fields.map(\.text) == [directive])
    }

    @Test(
        "A wrong Apache format says where and what was meant",
        arguments: [
            ("", LogFormatFault(.noFields, at: 0)), ("text %%", LogFormatFault(.noFields, at: 0)),
            ("%h %", LogFormatFault(.incompleteDirective, at: 3, directive: "%")),
            ("%h %{Referer", LogFormatFault(.incompleteDirective, at: 3, directive: "%{Referer")),
            ("%h %>", LogFormatFault(.incompleteDirective, at: 3, directive: "%>")),
            ("%h %^F", LogFormatFault(.incompleteDirective, at: 3, directive: "%^F")),
            ("%h %z", LogFormatFault(.unknownDirective, at: 3, directive: "%z")),
            ("%h %>Z", LogFormatFault(.unknownDirective, at: 3, directive: "%>Z")),
            ("%h %d", LogFormatFault(.unknownDirective, at: 3, directive: "%d", nearest: "%D")),
            (
                "%{A}N",
                LogFormatFault(.unknownDirective, at: 0, directive: "%{A}N", nearest: "%{A}n")
            ),
            ("%{A}I", LogFormatFault(.wrongArgument, at: 0, directive: "%{A}I", nearest: "%{A}i")),
            ("%{A}b", LogFormatFault(.wrongArgument, at: 0, directive: "%{A}b", nearest: "%b")),
            ("%i", LogFormatFault(.wrongArgument, at: 0, directive: "%i")),
            ("%h%l", LogFormatFault(.noSeparator, at: 2, directive: "%l")),
            ("%h \n%l", LogFormatFault(.lineBreak, at: 3)),
            (#"%h \n%l"#, LogFormatFault(.lineBreak, at: 3)),
            (
                String(repeating: "%h ", count: 65),
                LogFormatFault(.tooManyFields, at: 192, directive: "%h")
            ),
        ])
    func apacheFaults(format: String, expected: LogFormatFault) {
        #expect(throws: expected) { try AccessLogFormat(apache: format) }
    }

    @Test(
        "A wrong nginx format says where and what was meant",
        arguments: [
            ("", LogFormatFault(.noFields, at: 0)),
            ("a $", LogFormatFault(.incompleteDirective, at: 2, directive: "$")),
            ("a ${b", LogFormatFault(.incompleteDirective, at: 2, directive: "${b")),
            ("$host$uri", LogFormatFault(.noSeparator, at: 5, directive: "$uri")),
            (
                "escape=jsno $host",
                LogFormatFault(
                    .unknownEscape, at: 0, directive: "escape=jsno", nearest: "escape=json")
            ),
            ("$host\r\n", LogFormatFault(.lineBreak, at: 5)),
        ])
    func nginxFaults(format: String, expected: LogFormatFault) {
        #expect(throws: expected) { try AccessLogFormat(nginx: format) }
    }

    @Test("Variables of the administrator are accepted, near misses are named")
    func nginxVariables() throws {
        let format = try AccessLogFormat(
            nginx: "escape=json ${remote_adr} $shop_zone $http_x_anything $cookie_a")
        #expect(format.escapes == .json)
        #expect(format.fields.map(\.nearestKnown) == ["remote_addr", nil, nil, nil])
        #expect(format.fields.first?.key == .variable("remote_adr"))
        #expect(format.fields.first?.text == "$remote_adr")
    }

    @Test("Random formats never trap")
    func random() {
        var random = SeededGenerator(seed: 24)
        for _ in 0..<5000 {
            let bytes = random.bytes(upTo: 40, from: "%$ht{}i>^!\" \\[]escape=")
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? AccessLogFormat(apache: text)
            _ = try? AccessLogFormat(nginx: text)
        }
    }
}
