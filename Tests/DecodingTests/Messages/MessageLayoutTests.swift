import Testing

@testable import Decoding

@Suite struct MessageLayoutTests {
    /// `field=text` for each part, or `nil` if the line is not laid out so.
    private func split(_ line: String, _ layout: MessageLayout) -> [String]? {
        let bytes = Array(line.utf8)
        var parts = MessageParts()
        guard layout.split(bytes.span, into: &parts) else { return nil }
        return (0..<parts.count).map {
            "\(parts[$0].field.rawValue)="
                + String(decoding: bytes[parts[$0].range], as: UTF8.self)
        }
    }

    @Test func `the tail of an nginx error is looked for from the right`() {
        let head = "2024/10/10 13:55:36 [error] 1#2: *3 "
        let forged = #"user "x": was not found, client: 1.2.3.4, server: y, host: "z": no"#
        let parts = split(
            head + forged + #", client: 198.51.100.23, server: s, request: "GET / HTTP/1.1""#,
            .nginxError)
        #expect(
            parts == [
                "time=2024/10/10 13:55:36", "level=error", "process=1", "thread=2",
                "connection=3", "message=\(forged)", "client=198.51.100.23", "server=s",
                "request=GET / HTTP/1.1",
            ])
    }

    @Test(arguments: [
        (", client: 198.51.100.23", ["message=x", "client=198.51.100.23"]),
        (", client: unix:", ["message=x", "client=unix:"]),
        (#", client: ::1, host: "a"#, ["message=x", "client=::1", "host=a"]),
        (#", client: ::1, host: "a", b"c""#, ["message=x", "client=::1", #"host=a", b"c"#]),
        (", client: jan, server: s", ["message=x", "client=jan", "server=s"]),
        (
            #", client: ::1, request: "GET /, client: ::2, host: "y", host: "z""#,
            ["message=x", "client=::1", #"request=GET /, client: ::2, host: "y"#, "host=z"]
        ),
        (", client: ::1 b", ["message=x, client: ::1 b"]),
        (", client: ::1, other: b", ["message=x, client: ::1, other: b"]),
        (
            ", client: ::1, server: s, bytes from/to client:0/0",
            ["message=x", "client=::1", "server=s"]
        ),
    ])
    func `all that follows the client has to be in its grammar`(tail: String, expected: [String]) {
        let parts = split("2024/10/10 13:55:36 [info] 1#2: x" + tail, .nginxError)
        #expect(parts.map { Array($0.dropFirst(4)) } == expected)
    }

    @Test(arguments: [
        (
            "[Thu Oct 10 13:55:36.123456 2024] [core:error] [pid 1:tid 2] [client ::1:5] m, referer: r, referer: q",
            [
                "time=Thu Oct 10 13:55:36.123456 2024", "module=core", "level=error", "process=1",
                "thread=2", "client=::1:5", "message=m", "referrer=r, referer: q",
            ]
        ),
        (
            "[Thu Oct 10 13:55:36 2024] [error] (13)Permission denied: [client ::1] m",
            [
                "time=Thu Oct 10 13:55:36 2024", "level=error", "source=(13)Permission denied",
                "client=::1", "message=m",
            ]
        ),
        (
            "[Thu Oct 10 13:55:36 2024] [notice] m",
            [
                "time=Thu Oct 10 13:55:36 2024", "level=notice", "message=m",
            ]
        ),
    ])
    func `Apache's brackets are told apart`(line: String, expected: [String]) {
        #expect(split(line, .apacheError) == expected)
    }

    @Test(arguments: [
        ("{} []", ["message=a ", "context={}", "extra=[]"]),
        (#"{"x":"} {"} {"y":[1]}"#, ["message=a ", #"context={"x":"} {"}"#, #"extra={"y":[1]}"#]),
        ("{b} [c] {} []", ["message=a {b} [c] ", "context={}", "extra=[]"]),
        (#"{b {"x":"y"#, [#"message=a {b "#, #"context={"x":"y"#]), ("", ["message=a "]),
    ])
    func `objects of Monolog stand at the end of the line`(end: String, expected: [String]) {
        let parts = split("[2024-10-10T11:55:36.1+00:00] main.ERROR: a " + end, .monolog)
        #expect(parts.map { Array($0.dropFirst(3)) } == expected)
    }

    @Test(
        arguments: [
            ("[Thu Oct 10 13:55:36 2024] [jan] m", .apacheError), ("[x] [error] m", .apacheError),
            ("2024/10/10 13:55:36 [jan] 1#1: m", .nginxError),
            ("2024/10/10 13:55:36 [error] 1: m", .nginxError),
            ("2024-10-10 13:55:36 m", .lighttpdError),
            ("2024-10-10 13:55:36: (jan) m", .lighttpdError),
            ("2024-10-10 13:55:36 INFO m", .liteSpeedError), ("[10-Oct-2024] m", .phpError),
            ("[10-Oct-2024 13:55:36 jan@x] m", .phpError),
            ("[2024-10-10 13:55:36] ERROR: m", .monolog),
            ("[2024-10-10 13:55:36] a.JAN: m", .monolog),
            ("2024-10-10T11:55:36+00:00 JAN m", .wooCommerce), ("# Jan", .mySQL),
            ("2024-10-10 13:55:36 jan <= m", .exim),
            ("198.51.100.23 - - [10/Oct/2024:13:55:36 +0200] \"GET / HTTP/1.1\" 200 1", .exim),
        ] as [(String, MessageLayout)])
    func `other lines are none of the layout`(line: String, layout: MessageLayout) {
        #expect(split(line, layout) == nil)
    }

    @Test(arguments: MessageLayout.allCases)
    func `every beginning of a line is read without a trap`(layout: MessageLayout) {
        let lines = [
            #"2024/10/10 13:55:36 [error] 1#2: *3 a, client: 198.51.100.23, server: s, request: "x", host: "y""#,
            "[Thu Oct 10 13:55:36.1 2024] [core:error] [pid 1:tid 2] (1)a: [client ::1:5] m, referer: r",
            "2024-10-10 13:55:36: (mod_auth.c.525) x", "[10-Oct-2024 13:55:36 UTC] PHP x",
            "2024-10-10 13:55:36.123456 [INFO] [1] [T0] [198.51.100.23:1-H] x",
            #"[2024-10-10T11:55:36.1+00:00] main.ERROR: a {"x":"\""} [1]"#,
            #"2024-10-10T11:55:36+00:00 INFO a CONTEXT: {"x":1}"#,
            "# User@Host: a[b] @ c [::1]  Id: 1", "2024-10-10T11:55:36Z\t  1 Connect\ta@b on c",
            "2024-10-10 13:55:30 1sycAb-000123-XY <= jan@example.com H=x [::1] P=y",
        ]
        for line in lines {
            let bytes = Array(line.utf8)
            for end in 0...bytes.count {
                var parts = MessageParts()
                _ = layout.split(bytes.span.extracting(0..<end), into: &parts)
                for index in 0..<parts.count {
                    #expect(parts[index].range.upperBound <= end)
                    #expect(
                        index == 0
                            || parts[index - 1].range.upperBound <= parts[index].range.lowerBound)
                }
            }
        }
    }
}
