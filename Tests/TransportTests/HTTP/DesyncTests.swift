import Bytes
import Testing

@testable import Transport

/// Requests after the public collections of such cases (http-desync-guardian, llhttp, Http11Probe):
/// what one program repairs, skips or reads differently from the next.
enum DesyncCorpus {
    /// Each character is one byte, up to U+00FF.
    static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    /// Header lines of a POST whose body is `hello`, or chunks of it.
    static let fields: [String] = [
        // Names that are nearly those of framing.
        "\u{1}Transfer-Encoding: chunked", "\u{1}\u{1}Content-Length: 1",
        "Transfer- Encoding: chunked", "Transfer-Encoding x: chunked",
        "Transfer-Encoding\u{88}: chunked", "\u{A0}Content-Length: 5", "Content-Length\u{A0}: 5",
        "Transfer\u{E2}\u{80}\u{95}Encoding: chunked", "Tran\u{C5}\u{BF}fer-Encoding: chunked",
        "Transfer-Encod\u{C4}\u{B1}ng: chunked", "\u{E2}\u{80}\u{83}Transfer-Encoding: chunked",
        "Transfer---Encoding: chunked", "Transfer___Encoding: chunked",
        "transfer.encoding: chunked", "content__length: 5", "Content~Length: 5",
        ":Transfer-Encoding: chunked", ":x:Transfer-Encoding: chunked", " \t : chunked",
        "Transfer-Encoding\r\n : chunked", "Content-Length\r\n: 5",
        "Transfer-Encoding: chunked\r\n\r : x", "Content-Length\u{7F}: 5",
        "{Content-Length}: 5", "Content-Length/: 5", "Content-Length=: 5", "@Content-Length: 5",
        // Values of Content-Length.
        "Content-Length: 0o5", "Content-Length: 0b101", "Content-Length: 5\u{B2}",
        "Content-Length: 5\r\n\t", "Content-Length: 5 ; x", "Content-Length: 5,",
        "Content-Length: ,5", "Content-Length: 5\tx", "Content-Length: 5\u{85}",
        "Content-Length: \u{C}5", "Content-Length: NaN", "Content-Length: null",
        "Content-Length: 1e1", "Content-Length: 0005", "Content-Length: ++5",
        "Content-Length: 5-", "Content-Length: 9223372036854775808",
        "Content-Length: 99999999999999999999999999", "Content-Length: (5)",
        "Content-Length: 5\r\nContent-Length: 05", "Content-Length: 5\r\nContent-Length: 5, 5",
        "Content-Length: 5\r\nX: y\r\nCONTENT-LENGTH: 0", "Content-Length: 0\r\nContent-Length: 5",
        // Values of Transfer-Encoding.
        "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: , chunked",
        "Transfer-Encoding: chunked ,", "Transfer-Encoding: chunked;",
        "Transfer-Encoding: Chunked;x=y",
        "Transfer-Encoding: identity, chunked, identity", "Transfer-Encoding: deflate",
        "Transfer-Encoding: chunked\u{A0}", "Transfer-Encoding: chunked\u{1F}",
        "Transfer-Encoding: \u{85}chunked", "Transfer-Encoding: c\u{0}hunked",
        "Transfer-Encoding: chunk", "Transfer-Encoding: [chunked]",
        "Transfer-Encoding: chun\r\n ked",
        "Transfer-Encoding: cow", "Transfer-Encoding: 'chunked", "Transfer-Encoding: x-chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
        "Transfer-Encoding: chunked\r\ntransfer_encoding: x",
        // Both.
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: Chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nConnection: Content-Length\r\nTransfer-Encoding: chunked",
        // Lines.
        "X: 1\rContent-Length: 5", "X: x\nTransfer-Encoding: chunked", "X:\rContent-Length: 5",
        "X:\nContent-Length: 5", "X: y\r\n Content-Length: 5", "X: y\r\n\r\rGET / HTTP/1.1",
        "\u{B}Content-Length: 5", "X: y\u{0}\r\nContent-Length: 5", "\rContent-Length: 5",
        "Connection\r\u{1B}\u{35}\u{D5}eep-Alive: x", "Fo@: x", "Foo\u{1}\test: x", "no-colon",
        // Host.
        "Host: b", "Host: a", "hOST: a", "Host : a", "Host\t: a", " Host: a",
        // Other meanings for the connection.
        "Expect: 100-continue, 100-continue\r\nContent-Length: 5",
        "Expect: 101\r\nContent-Length: 5",
        "Expect: \u{0}100-continue\r\nContent-Length: 5", "Connection: keep-alive\u{B}",
    ]

    /// First lines.
    static let lines: [String] = [
        "GET /music ICE/1.0", "GET /music IHTTP/1.0", "PUT /music RTSP/1.0", "GET / HTTP/5.6",
        "GET / HTTP/1.1.1", "GET / HTTP/01.1", "GET / HTTP/1.01", "GET / HTTP/+1.1",
        "GET / HTTP/1. 1", "GET / HTTP/1.1\u{0}", "GET / HTTP/1.1\u{A0}", "GET / HTTP/",
        "GET / HTTP/1.1 HTTP/1.1", "GET / HTTP/1.1\tx", "GET /", "GET", "G ET / HTTP/1.1",
        "GET\u{B}/ HTTP/1.1", "GET\u{A0}/ HTTP/1.1", "GET /\u{C}HTTP/1.1", "GET  / HTTP/1.1",
        "GET /  HTTP/1.1", " GET / HTTP/1.1", "\u{FEFF}GET / HTTP/1.1", "GET / HTTP/2.0",
        "PRI * HTTP/2.0", "GET / HTTP/3", "CONNECT a:443 HTTP/1.1", "CONNECT / HTTP/1.1",
        "GET * HTTP/1.1", "POST * HTTP/1.1", "GET a HTTP/1.1", "GET //a@b HTTP/1.1 x",
        "GET http://b/ HTTP/1.1", "GET http://a@b/ HTTP/1.1", "GET http://a:99999/ HTTP/1.1",
        "GET http://a,b/ HTTP/1.1", "GET ws://a/ HTTP/1.1", "GET javascript:x HTTP/1.1",
        "GET /#x HTTP/1.1", "GET /a#b?c HTTP/1.1", "GET /\u{E9} HTTP/1.1", "GET /a\u{0}b HTTP/1.1",
        "GET /a\u{7F} HTTP/1.1", "GET /a\\..\\b HTTP/1.1", "GET /\u{80} HTTP/1.1",
        "GET /a\rHost: b HTTP/1.1", "GET /a\n HTTP/1.1", "get{} / HTTP/1.1", "GET:/ HTTP/1.1",
    ]

    /// Bodies of chunks.
    static let chunks: [String] = [
        "5;bad[=x\r\nhello\r\n0\r\n\r\n", "5 ; a=b\r\nhello\r\n0\r\n\r\n", "5\u{A0}\r\nhello\r\n",
        "0005 \r\nhello\r\n0\r\n\r\n", "5\r\r\nhello\r\n0\r\n\r\n", "5\n\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n", "7FFFFFFF\r\nhello\r\n", "-1\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n\r\n0\r\n\r\n", "5\r\nhell\r\n0\r\n\r\n", "5\r\nhelloo\r\n0\r\n\r\n",
        "5\r\nhello\r\n0 \r\n\r\n", "5\r\nhello\r\n00000000000\r\n\r\n", "5\r\nhello\r\n0;\r\n\r\n",
        "5\r\nhello\r\n0\r\nHost: b\r\n\r\n", "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: y\n\r\n", "5\r\nhello\r\n0\r\nX: y\r z\r\n\r\n",
        "5\r\nhello\r\n0\r\nAuthorization: x\r\n\r\n", "5\r\nhello\r\n0\r\n: x\r\n\r\n",
        "1_0\r\n0123456789abcdef\r\n0\r\n\r\n", "\u{B}5\r\nhello\r\n0\r\n\r\n", "x5\r\nhello\r\n",
        "5;a=\"\u{7F}\"\r\nhello\r\n0\r\n\r\n", "5;a\u{0}\r\nhello\r\n0\r\n\r\n",
        "5\u{2028}\r\nhello\r\n0\r\n\r\n", "{5}\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\n\r GET",
        "5;a=b;\r\nhello\r\n0\r\n\r\n", "5;a= \"b\"\r\nhello\r\n0\r\n\r\n", "5h\r\nhello\r\n",
    ]

    /// Whole requests.
    static let others: [String] = [
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        " \r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{0}GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\n",
        "GET / HTTP/1.1\rHost: a\r\r",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{0}\u{0}\u{0}\u{4}\u{0}\u{0}\u{0}\u{0}\u{0}",
        "\u{16}\u{3}\u{1}\u{0}\u{5}\u{1}\u{0}\u{0}\u{1}\u{0}",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n",
    ]

    /// Everything, as it would be sent.
    static let requests: [[UInt8]] =
        fields.map {
            bytes("POST /first HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        }
        + lines.map { bytes("\($0)\r\nHost: a\r\n\r\n") }
        + chunks.map {
            bytes("POST /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\($0)")
        } + others.map { bytes($0) }
        + RequestCorpus.refused.map { Array($0.text.utf8) }
        + SmugglingTests.heads.map { Array(RequestCorpus.post($0.fields).utf8) }
        + DesyncFamilies.all.flatMap { family in
            stride(from: 0, to: family.requests.count, by: 16).map { bytes(family.requests[$0]) }
        }
}

@Suite struct `An ambiguous request on a connection` {
    /// What an attacker hopes that somebody else will take for a request of its own.
    private static let hidden = Array("GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

    /// Keeps what it was asked, and answers everything.
    private final class Witness: HTTPHandler {
        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            exchange.respond(Answer(status: 200, body: Array("HANDLED".utf8)))
        }
    }

    @Test func `gets one refusal and the end, and nobody sees it or what hides behind it`()
        async throws
    {
        let group = try LaneGroup(count: 1)
        let address = try await group.serve(on: .ipv4(0x7F00_0001, port: 0)) { _ in Witness() }
        for request in DesyncCorpus.requests {
            let client = try TestSocket(to: address)
            try await client.send(request + Self.hidden + Self.hidden)
            let answer = try await client.receiveToEnd()
            let words = String(decoding: request, as: UTF8.self).debugDescription
            #expect(client.occurrences(of: "HTTP/1.1 ") == 1, "\(words): \(answer)")
            let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            #expect([400, 413, 414, 417, 431, 501, 505].contains(status), "\(words): \(answer)")
            #expect(answer.contains("Connection: close") || answer.contains("connection: close"))
            #expect(!answer.contains("HANDLED"), "\(words)")
        }
        let counters = await group.lanes[0].counters
        #expect(counters.requests == 0)
        #expect(counters.refused.reduce(0, +) == DesyncCorpus.requests.count)
        _ = await group.shutdown(grace: .zero)
    }

    @Test func `comes after good ones, which are answered, and ends the connection`() async throws {
        try await ServerFixture.run { server in
            for request in DesyncCorpus.requests.prefix(60) {
                let client = try server.connect()
                let good = Array("GET /good HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
                try await client.send(good + request + Self.hidden)
                let answer = try await client.receiveToEnd()
                #expect(client.occurrences(of: "HTTP/1.1 ") == 2)
                #expect(answer.contains("<GET /good >") && !answer.contains("/hidden"))
            }
        }
    }

    @Test func `that grew together with the end of a body is the last one`() async throws {
        try await ServerFixture.run { server in
            let client = try server.connect()
            let good = Array("POST /good HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx".utf8)
            try await client.send(good + Array("yz".utf8) + Self.hidden + Self.hidden)
            let answer = try await client.receiveToEnd()
            #expect(client.occurrences(of: "HTTP/1.1 ") == 2)
            #expect(answer.contains("<POST /good x>") && answer.contains("<yzGET /hidden >"))
            #expect(answer.contains("Connection: close") && !answer.contains("<GET /hidden"))
        }
    }

    @Test(arguments: [
        "xchunked", "chunked, gzip", "gzip, chunked", "identity", "chunked, identity", "",
    ])
    func `is a bad one when it has a coding of its own`(coding: String) {
        let text = RequestCorpus.post("Transfer-Encoding: \(coding)")
        #expect(fault(text)?.status == 400)
    }

    @Test func `is in a table that is as large as promised`() {
        #expect(DesyncCorpus.requests.count >= 800)
    }
}
