import Testing

@testable import Decoding

@Suite("Request line")
struct RequestLineTests {
    private func parts(_ bytes: [UInt8]) -> [String?]? {
        RequestLine.split(bytes.span).map {
            [bytes.text($0.method), bytes.text($0.target), bytes.text($0.version)]
        }
    }

    @Test(
        "Method, target and version are found",
        arguments: [
            ("GET / HTTP/1.1", ["GET", "/", "HTTP/1.1"]),
            ("POST /a?b=c HTTP/2.0", ["POST", "/a?b=c", "HTTP/2.0"]),
            ("GET /a b c HTTP/1.1", ["GET", "/a b c", "HTTP/1.1"]),
            ("GET /a b", ["GET", "/a b", nil]),
            ("GET /", ["GET", "/", nil]),
            ("GET ", ["GET", "", nil]),
            ("GET  HTTP/1.1", ["GET", "", "HTTP/1.1"]),
            ("GET HTTP/1.1", ["GET", "HTTP/1.1", nil]),
            ("GET / HTTP/", ["GET", "/", "HTTP/"]),
            ("GET / http/1.1", ["GET", "/ http/1.1", nil]),
            ("GET /a HTTP/1.0 HTTP/1.1", ["GET", "/a HTTP/1.0", "HTTP/1.1"]),
            ("GET /\tx HTTP/1.1", ["GET", "/\tx", "HTTP/1.1"]),
            ("GET /é HTTP/1.1", ["GET", "/Ã©", "HTTP/1.1"]),
            ("M-SEARCH * HTTP/1.1", ["M-SEARCH", "*", "HTTP/1.1"]),
            ("OPTIONS * HTTP/1.1", ["OPTIONS", "*", "HTTP/1.1"]),
            ("GET / HTTP/1.1 ", ["GET", "/ HTTP/1.1 ", nil]),
        ] as [(String, [String?])])
    func splits(line: String, expected: [String?]) {
        #expect(parts(line.bytes) == expected)
    }

    @Test(
        "What is not a request is refused",
        arguments: [
            "", " ", "-", "GET", "/ HTTP/1.1", " GET / HTTP/1.1", "\u{16}\u{3}\u{1}",
            "GET\t/ HTTP/1.1",
            "\\x16\\x03\\x01 x", "G\"T / HTTP/1.1", "GET /\u{0} HTTP/1.1", "GET /\u{7F} HTTP/1.1",
            "GET /a\r\n HTTP/1.1", "é / HTTP/1.1",
        ])
    func refuses(line: String) {
        #expect(parts(line.bytes) == nil)
    }

    @Test("Random bytes never trap, and the parts stay in order")
    func random() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<5000 {
            let bytes = random.bytes(upTo: 40, from: "GET /HTP1. ")
            guard let split = RequestLine.split(bytes.span) else { continue }
            #expect(split.method.upperBound < split.target.lowerBound)
            #expect(split.target.upperBound < split.version?.lowerBound ?? .max)
        }
    }
}
