import Bytes
import Testing
import Transport

@Suite struct RequestLimitTests {
    private static func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    @Test func `A request line may be as long as the limit and not longer`() {
        let limits = Self.limits { $0.maximumRequestLineBytes = 64 }
        let tail = " HTTP/1.1\r\nHost: a\r\n\r\n"
        // "GET " and " HTTP/1.1" and CRLF take 15.
        let fitting = "GET /" + String(repeating: "a", count: 48) + tail
        let longer = "GET /" + String(repeating: "a", count: 49) + tail
        for step in [1, 5, 1000] {
            let good = RequestSnapshot.piecewise(Array(fitting.utf8), step: step, limits: limits)
            let bad = RequestSnapshot.piecewise(Array(longer.utf8), step: step, limits: limits)
            #expect(good.progress == .complete)
            #expect(bad.progress == .refused(HTTPFault(.requestLineTooLong, at: 64)))
        }
        #expect(fault(longer, limits: limits)?.status == 414)
    }

    @Test func `A head may be as long as the limit and not longer`() {
        let limits = Self.limits { $0.maximumHeadBytes = 100 }
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let room = 100 - start.utf8.count - 4
        let fitting = start + String(repeating: "x", count: room) + "\r\n\r\n"
        let longer = start + String(repeating: "x", count: room + 1) + "\r\n\r\n"
        for step in [1, 5, 1000] {
            let good = RequestSnapshot.piecewise(Array(fitting.utf8), step: step, limits: limits)
            let bad = RequestSnapshot.piecewise(Array(longer.utf8), step: step, limits: limits)
            #expect(good.progress == .complete)
            #expect(bad.progress == .refused(HTTPFault(.headTooLarge, at: 100)))
        }
    }

    @Test func `A line without an end is refused as soon as it is too long`() {
        let endless = Array(repeating: UInt8(ascii: "A"), count: 20_000)
        #expect(
            RequestSnapshot.piecewise(endless, step: 100).progress
                == .refused(HTTPFault(.requestLineTooLong, at: 8192)))
        let field = Array("GET / HTTP/1.1\r\n".utf8) + endless
        #expect(
            RequestSnapshot.piecewise(field, step: 100).progress
                == .refused(HTTPFault(.headTooLarge, at: 16384)))
    }

    @Test func `One field more than the limit is refused`() {
        func request(fields: Int) -> String {
            let lines = (1..<fields).map { "X\($0): y\r\n" }.joined()
            return "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n"
        }
        #expect(fault(request(fields: 100)) == nil)
        #expect(fault(request(fields: 101))?.code == .tooManyFields)
        #expect(fault(request(fields: 101))?.status == 431)
    }

    @Test func `A body of the largest size is announced and one byte more is refused`() {
        let limits = Self.limits { $0.maximumBodyBytes = 10 }
        #expect(fault(RequestCorpus.post("Content-Length: 10"), limits: limits) == nil)
        #expect(fault(RequestCorpus.post("Content-Length: 11"), limits: limits)?.status == 413)
    }
}
