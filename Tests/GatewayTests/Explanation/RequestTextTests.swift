import Testing

@testable import Gateway

/// Requests as people write and copy them.
@Suite struct RequestTextTests {
    private func read(_ text: String) throws -> RequestText {
        try RequestText(Array(text.utf8), file: "r")
    }

    @Test("Lines end with LF or CRLF, and the body is what is left", arguments: ["\n", "\r\n"])
    func reads(end: String) throws {
        let lines = [
            "POST /g/collect?v=2&en=a HTTP/1.1", "Host: shop.example:8080", "X-A:  b c\t", "",
            "en=b\u{0}\u{1}", "en=c",
        ]
        let request = try read(lines.joined(separator: end))
        #expect("\(request.method)" == "post")
        #expect(request.path == Array("/g/collect".utf8))
        #expect(request.query == Array("v=2&en=a".utf8))
        #expect(request.host == Array("shop.example".utf8))
        #expect(request.header("x-a") == Array("b c".utf8))
        #expect(request.body == Array("en=b\u{0}\u{1}\(end)en=c".utf8))
    }

    @Test(
        "The line break at the end of a file is an editor's, unless Content-Length counts it",
        arguments: [
            ("", "a=1\n", "a=1"), ("", "a=1\r\n", "a=1"), ("", "a=1", "a=1"), ("", "\n", ""),
            ("Content-Length: 4\n", "a=1\n", "a=1\n"), ("Content-Length: 3\n", "a=1\n", "a=1"),
        ])
    func finalLineBreak(header: String, body: String, expected: String) throws {
        #expect(try read("POST / HTTP/1.1\n\(header)\n\(body)").body == Array(expected.utf8))
    }

    @Test(
        "The host comes from the header or from a target that is a URL",
        arguments: [
            ("GET /a HTTP/1.1\nHost: [::1]:80\n\n", "[::1]", "/a"),
            ("GET https://a.example:1/b?c HTTP/1.1\nHost: x\n\n", "a.example", "/b"),
            ("GET http://a.example\n\n", "a.example", "/"),
            ("GET http://a.example?q=1\n\n", "a.example", "/"),
        ])
    func hosts(text: String, host: String, path: String) throws {
        let request = try read(text)
        #expect(request.host == Array(host.utf8))
        #expect(request.path == Array(path.utf8))
    }

    @Test(
        "A wrong line is named with what was expected, and never repeated",
        arguments: [
            ("", 1), ("\nGET /canary HTTP/1.1", 1), ("canary", 1), ("GET canary HTTP/1.1", 1),
            ("BREW /canary HTTP/1.1", 1), ("get /canary HTTP/1.1", 1), ("GET /a canary", 1),
            ("GET  /canary HTTP/1.1", 1), ("GET /a b canary HTTP/1.1", 1),
            ("GET /a HTTP/1.1\ncanary", 2), ("GET /a HTTP/1.1\nA: b\n canary: folded", 3),
            ("GET /a HTTP/1.1\n: canary", 2), ("GET /a HTTP/1.1\ncan ary: b", 2),
            ("POST /a HTTP/1.1\nA: b\nTransfer-Encoding: chunked\n\n6\ncanary", 3),
        ])
    func mistakes(text: String, line: Int) throws {
        let fault = #expect(throws: ExplanationFault.self) { try read(text) }
        #expect(fault?.exitCode == 65)
        let message = try #require(fault?.description)
        #expect(message.hasPrefix("r:\(line): "))
        #expect(message.contains("expected"))
        #expect(!message.contains("canary"))
    }

    @Test("A file that is not there and a folder are told apart")
    func files() {
        #expect(throws: ExplanationFault(exitCode: 66, description: "/no/such: no such file")) {
            try RequestText.read("/no/such")
        }
        let fault = #expect(throws: ExplanationFault.self) { try RequestText.read("/") }
        #expect(fault?.exitCode == 74)
    }
}
