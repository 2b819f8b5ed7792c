import Bytes
import Testing
import Transport

@Suite struct RequestParserTests {
    @Test(arguments: RequestCorpus.accepted)
    func `A correct request is understood`(text: String) {
        #expect(RequestSnapshot.atOnce(Array(text.utf8)).progress == .complete)
    }

    @Test(arguments: RequestCorpus.refused)
    func `An ambiguous request is refused for the rule it breaks`(
        text: String, code: HTTPFault.Code
    ) {
        #expect(fault(text)?.code == code)
    }

    @Test(
        arguments: RequestCorpus.accepted + RequestCorpus.refused.map(\.text), [1, 2, 3, 7, 16, 33])
    func `The answer does not depend on how the bytes were divided`(text: String, step: Int) {
        let bytes = Array(text.utf8)
        #expect(RequestSnapshot.piecewise(bytes, step: step) == .atOnce(bytes))
    }

    @Test func `Every part of a request is found where it stands`() throws {
        let text =
            "\r\nPOST /g/collect?v=2&dl=a?b HTTP/1.1\r\nHost: Shop.example:8443\r\n"
            + "USER-AGENT:  Mozilla/5.0 (X11) \t\r\ncontent-length: 17\r\nSec-GPC: 1\r\n"
            + "X-Other: \r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        #expect(
            RequestSnapshot.atOnce(Array(text.utf8)).lines == [
                "post POST", "origin /g/collect?v=2&dl=a?b",
                "path /g/collect query v=2&dl=a?b", "host Shop.example port 8443",
                "1.1 length(17) keepAlive false", "continue true length \(text.utf8.count)",
                "host Host: Shop.example:8443", "userAgent USER-AGENT: Mozilla/5.0 (X11)",
                "contentLength content-length: 17", "secGPC Sec-GPC: 1", "other X-Other: ",
                "expect Expect: 100-continue", "connection Connection: close",
            ])
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a", true), ("GET / HTTP/1.0\r\nHost: a", false),
        ("GET / HTTP/1.0\r\nConnection: Keep-Alive", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive, close", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: closed", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x-close,foo", true),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: cLOSE", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection:", true),
    ])
    func `The connection stays open as version and options say`(text: String, expected: Bool) {
        let bytes = Array("\(text)\r\n\r\n".utf8)
        var parser = RequestParser()
        var head = RequestHead()
        #expect(parser.parse(bytes.span, into: &head) == .complete)
        #expect(head.keepAlive == expected)
    }

    @Test func `Pipelined requests are read one after another with the same storage`() {
        let first = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        let second = "GET /2 HTTP/1.1\r\nHost: b\r\nCookie: x\r\n\r\n"
        let bytes = Array((first + second).utf8)
        var parser = RequestParser()
        var head = RequestHead()
        #expect(parser.parse(bytes.span, into: &head) == .complete)
        #expect(head.framing == .length(3))
        #expect(head.headLength + 3 == first.utf8.count)

        let rest = bytes.span.extracting(first.utf8.count..<bytes.count)
        #expect(parser.parse(rest, into: &head) == .complete)
        #expect(rest.extracting(head.path).string == "/2")
        #expect(head.framing == .none)
        #expect(head.headers.count == 2)
        let length = head.headers.first(.contentLength)
        #expect(length == nil)
        #expect(head.headLength == second.utf8.count)
    }

    @Test(arguments: ["chunked", "Chunked", "CHUNKED", "cHuNkEd"])
    func `The coding may be written in any case`(coding: String) {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \(coding)\r\n\r\n"
        var parser = RequestParser()
        var head = RequestHead()
        #expect(parser.parse(Array(text.utf8).span, into: &head) == .complete)
        #expect(head.framing == .chunked)
    }

    @Test func `A refusal is final until the parser is reset`() {
        var parser = RequestParser()
        var head = RequestHead()
        let bad = Array("GET / HTTP/3.0\r\n".utf8)
        let good = Array(RequestCorpus.accepted[0].utf8)
        let refusal = ParseProgress.refused(HTTPFault(.unsupportedVersion, at: 6))
        #expect(parser.parse(bad.span, into: &head) == refusal)
        #expect(parser.parse(good.span, into: &head) == refusal)
        parser.reset()
        #expect(parser.parse(good.span, into: &head) == .complete)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 26),
        ("GET /a b HTTP/1.1\r\n", 6), ("GET / HTTP/1.1\r\nA: \0", 19),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 25),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 05\r\n\r\n", 42),
    ])
    func `A fault tells where the offending byte stands`(text: String, offset: Int) {
        #expect(fault(text)?.offset == offset)
    }

    @Test func `A fault that is certain does not wait for the rest of the head`() {
        #expect(fault("\u{80}")?.code == .method)
        #expect(fault("(")?.code == .method)
        #expect(fault("GET / HTTP/2.0\r\n")?.status == 505)
        #expect(fault("GET / HTTP/1.1\r\nX\0")?.code == .controlByte)
        #expect(fault("GET / HTTP/1.1\r\nA : b\r\n")?.code == .whitespaceInName)
    }

    @Test func `Every byte has its place in name, value and target`() {
        for byte in UInt8.min...UInt8.max {
            func isAccepted(_ before: String, _ after: String) -> Bool {
                let bytes = Array(before.utf8) + [byte] + Array(after.utf8)
                return RequestSnapshot.atOnce(bytes).progress == .complete
            }
            let isControl = byte < 0x20 && byte != 0x09 || byte == 0x7F
            let isVisible = 0x21...0x7E ~= byte
            // The colon ends the name, and the rest of it is the value.
            let isName = isVisible && !"\"(),/;<=>?@[\\]{}".utf8.contains(byte)
            let head = "GET / HTTP/1.1\r\nHost: a\r\n"
            #expect(isAccepted(head + "X", "y: z\r\n\r\n") == isName)
            #expect(isAccepted(head + "X: y", "z\r\n\r\n") == !isControl)
            let isTarget = isVisible && byte != UInt8(ascii: "#")
            #expect(isAccepted("GET /?a", "b HTTP/1.1\r\nHost: a\r\n\r\n") == isTarget)
        }
    }

    @Test func `Every fault has one of the answers that are meant for refusals`() {
        for code in HTTPFault.Code.allCases {
            #expect([400, 413, 414, 417, 431, 501, 505].contains(code.status))
            #expect(HTTPFault(code, at: 0).closes)
        }
    }
}
