import Bytes
import Testing
import Transport

@Suite struct ResponseParserTests {
    private struct Outcome: Equatable {
        var progress: ParseProgress
        var status = 0
        var framing = ResponseFraming.none
        var keepAlive = false
        var headLength = 0
    }

    private static func parse(_ text: String, _ method: HTTPMethod = .post, step: Int) -> Outcome {
        let bytes = Array(text.utf8)
        var parser = ResponseParser()
        var head = ResponseHead()
        var end = 0
        while true {
            end = min(end + step, bytes.count)
            let progress = parser.parse(
                bytes.span.extracting(0..<end), answering: method, into: &head)
            guard progress == .complete else {
                if progress == .needMore, end < bytes.count { continue }
                return Outcome(progress: progress)
            }
            return Outcome(
                progress: progress, status: head.status, framing: head.framing,
                keepAlive: head.keepAlive, headLength: head.headLength)
        }
    }

    private static let accepted: [(String, HTTPMethod, Int, ResponseFraming, Bool)] = [
        ("HTTP/1.1 204 No Content\r\n\r\n", .post, 204, .none, true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", .post, 204, .none, true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", .get, 200, .length(12), true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .get, 200, .none, true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", .head, 200, .none, true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .head, 200, .none, true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n", .get, 304, .none, true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .get, 200, .chunked, true),
        ("HTTP/1.1 200 OK\r\n\r\n", .get, 200, .untilClose, false),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", .get, 200, .length(1), false),
        (
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n", .get, 200,
            .length(1), true
        ),
        ("HTTP/1.1 500 \r\nContent-Length: 1\r\n\r\n", .post, 500, .length(1), true),
        ("HTTP/1.1 503\r\nContent-Length: 1\r\n\r\n", .post, 503, .length(1), true),
        (
            "HTTP/1.1 200 Été\r\nConnection: close\r\nContent-Length: 1\r\n\r\n", .post, 200,
            .length(1), false
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", .post, 100, .none, true),
        ("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", .post, 103, .none, true),
    ]

    @Test(arguments: accepted, [1, 7, 1000])
    private func `The end of a response follows from status, method and fields`(
        example: (String, HTTPMethod, Int, ResponseFraming, Bool), step: Int
    ) {
        let (text, method, status, framing, keepAlive) = example
        #expect(
            Self.parse(text + "body", method, step: step)
                == Outcome(
                    progress: .complete, status: status, framing: framing, keepAlive: keepAlive,
                    headLength: text.utf8.count))
    }

    private static let refused: [(String, HTTPFault.Code)] = [
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", .statusLine), ("HTTP/1.1\r\n\r\n", .statusLine),
        ("HTTP/1.1  200 OK\r\n\r\n", .status), ("HTTP/1.1 20 OK\r\n\r\n", .status),
        ("HTTP/1.1 2000 OK\r\n\r\n", .statusLine), ("HTTP/1.1 200OK\r\n\r\n", .statusLine),
        ("HTTP/1.1 099 x\r\n\r\n", .status), ("HTTP/1.1 600 x\r\n\r\n", .status),
        ("HTTP/1.1 -20 x\r\n\r\n", .status), ("HTTP/1.1 101 Switching\r\n\r\n", .status),
        ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion), ("http/1.1 200 OK\r\n\r\n", .version),
        ("ICY 200 OK ok\r\n\r\n", .statusLine), ("<html><body>no\r\n", .statusLine),
        ("HTTP/1.1 200 OK\nX: y\n\n", .bareLF),
        ("HTTP/1.1 200 OK\r\nX : y\r\n\r\n", .whitespaceInName),
        ("HTTP/1.1 200 O\0K\r\n\r\n", .controlByte),
        ("HTTP/1.1 200 OK\r\n X: y\r\n\r\n", .leadingWhitespace),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            .lengthAndTransferEncoding
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", .lengthDuplicate),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n", .lengthInvalid),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .transferCoding),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingVersion),
        ("HTTP/1.1 204 x\r\nContent-Length: 1\r\n\r\n", .unexpectedContent),
        ("HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n", .unexpectedContent),
        ("HTTP/1.1 100 x\r\nContent-Length: 1\r\n\r\n", .unexpectedContent),
        ("HTTP/1.1 304 x\r\nContent-Length: x\r\n\r\n", .lengthInvalid),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", .bodyTooLarge),
    ]

    @Test(arguments: refused, [1, 7, 1000])
    func `A doubtful response is refused for the rule it breaks`(
        example: (String, HTTPFault.Code), step: Int
    ) {
        guard case .refused(let fault) = Self.parse(example.0, step: step).progress else {
            Issue.record("accepted")
            return
        }
        #expect(fault.code == example.1)
    }

    @Test func `An interim response is followed by the final one`() {
        let interim = "HTTP/1.1 100 Continue\r\n\r\n"
        let bytes = Array((interim + "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\nok").utf8)
        var parser = ResponseParser()
        var head = ResponseHead()
        #expect(parser.parse(bytes.span, answering: .post, into: &head) == .complete)
        #expect(head.status == 100)
        let isInterim = head.isInterim
        #expect(isInterim)
        let rest = bytes.span.extracting(head.headLength..<bytes.count)
        #expect(parser.parse(rest, answering: .post, into: &head) == .complete)
        #expect(head.status == 200)
        #expect(rest.extracting(head.reason).string == "Fine")
        #expect(head.framing == .length(2))
    }
}
