import Bytes
import Testing
import Transport

@Suite struct HeaderTableTests {
    private static let names: [(String, KnownHeader)] = [
        ("Host", .host), ("Content-Length", .contentLength),
        ("Transfer-Encoding", .transferEncoding), ("Connection", .connection),
        ("Expect", .expect), ("User-Agent", .userAgent), ("Referer", .referer),
        ("Cookie", .cookie), ("Origin", .origin), ("Content-Type", .contentType),
        ("Content-Encoding", .contentEncoding), ("Accept-Language", .acceptLanguage),
        ("Accept", .accept), ("Accept-Encoding", .acceptEncoding),
        ("X-Forwarded-For", .xForwardedFor), ("Forwarded", .forwarded), ("X-Real-IP", .xRealIP),
        ("Sec-GPC", .secGPC), ("DNT", .dnt), ("Authorization", .authorization),
        ("Access-Control-Request-Method", .accessControlRequestMethod),
        ("Access-Control-Request-Headers", .accessControlRequestHeaders),
        ("If-None-Match", .ifNoneMatch), ("TE", .te), ("Upgrade", .upgrade),
        ("Retry-After", .retryAfter), ("Date", .date), ("Server", .server),
        ("Set-Cookie", .setCookie), ("Location", .location), ("Keep-Alive", .keepAlive),
        ("Trailer", .trailer),
    ]

    /// The header a name is taken for, in a response, where every field may stand.
    private static func recognised(_ name: String) -> KnownHeader? {
        let bytes = Array("HTTP/1.1 304 x\r\n\(name):\r\n\r\n".utf8)
        var parser = ResponseParser()
        var head = ResponseHead()
        // Empty framing values are refused at the end; the entry is there before.
        _ = parser.parse(bytes.span, answering: .get, into: &head)
        return head.headers.count == 1 ? head.headers[0].known : nil
    }

    @Test func `The table of names is complete`() {
        #expect(Set(Self.names.map(\.1)).union([.other]) == Set(KnownHeader.allCases))
    }

    @Test(arguments: names)
    func `A known name is recognised in any case`(name: String, known: KnownHeader) {
        #expect(Self.recognised(name) == known)
        #expect(Self.recognised(name.lowercased()) == known)
        #expect(Self.recognised(name.uppercased()) == known)
    }

    @Test(arguments: names)
    func `A name that differs in one byte is another name`(name: String, known: KnownHeader) {
        for offset in 0..<name.utf8.count {
            var bytes = Array(name.utf8)
            bytes[offset] =
                bytes[offset] == UInt8(ascii: "q") ? UInt8(ascii: "z") : UInt8(ascii: "q")
            #expect(Self.recognised(String(decoding: bytes, as: UTF8.self)) == .other)
        }
        #expect(Self.recognised(name + "x") == .other)
        #expect(Self.recognised("x" + name) == .other)
    }

    @Test func `Repeated fields are counted and the first is found`() {
        let bytes = Array(
            "GET / HTTP/1.1\r\nCookie: a\r\nHost: h\r\ncookie: b\r\nX: c\r\nCOOKIE: d\r\n\r\n".utf8)
        var parser = RequestParser()
        var head = RequestHead()
        #expect(parser.parse(bytes.span, into: &head) == .complete)
        let counts = [KnownHeader.cookie, .other, .date].map { head.headers.count(of: $0) }
        #expect(counts == [3, 1, 0])
        let first = head.headers.first(.cookie)
        #expect(first.map { bytes[$0] } == [UInt8(ascii: "a")])
    }
}
