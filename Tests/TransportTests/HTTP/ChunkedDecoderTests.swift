import Bytes
import Testing
import Transport

@Suite struct ChunkedDecoderTests {
    private static let complete: [(body: String, content: String)] = [
        ("0\r\n\r\n", ""), ("00000000\r\n\r\n", ""),
        ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        ("00000005\r\nhello\r\n0\r\n\r\n", "hello"),
        ("2\r\n\r\n\r\n1\r\n\n\r\n0\r\n\r\n", "\r\n\n"),
        ("5;a\r\nhello\r\n0;b=c\r\n\r\n", "hello"),
        ("5;a=b;c=\"d;\\\"\té\";e\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n0\r\nX-Checksum: 1\r\nServer-Timing: x;dur=1\r\n\r\n", "hello"),
    ]

    @Test(arguments: complete, [1, 2, 3, 5, 8, 1000])
    func `The content of a correct body is the same however it arrives`(
        example: (body: String, content: String), step: Int
    ) {
        let bytes = Array(example.body.utf8)
        let next = Array("GET / HTTP/1.1\r\n".utf8)
        let snapshot = ChunkedSnapshot.decode(bytes + next, step: step)
        #expect(snapshot.progress == .complete)
        #expect(snapshot.body == Array(example.content.utf8))
        // What follows the body is left for the next request.
        #expect(snapshot.consumed == bytes.count)
    }

    @Test func `A body that is cut anywhere is not complete`() {
        let bytes = Array("5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n".utf8)
        for end in 0..<bytes.count {
            let snapshot = ChunkedSnapshot.decode(Array(bytes[..<end]), step: 4)
            #expect(snapshot.progress == .needMore)
        }
    }

    @Test func `A chunk over the limit is refused before its content arrives`() {
        let bytes = Array("5\r\nhello\r\n6\r\n".utf8)
        let refused = ChunkedSnapshot.decode(bytes, step: 1, limit: 10)
        #expect(refused.progress == .refused(HTTPFault(.bodyTooLarge, at: 10)))
        #expect(refused.body == Array("hello".utf8))
        #expect(ChunkedSnapshot.decode(bytes, step: 1, limit: 11).progress == .needMore)
    }

    @Test func `Extensions are bounded for one chunk and for the whole body`() {
        var limits = HTTPLimits()
        limits.maximumChunkLineBytes = 20
        limits.maximumChunkExtensionBytes = 10
        let line = Array("1;abcdefghijklmnopqrstuvwxyz".utf8)
        let single = ChunkedSnapshot.decode(line, step: 1, limits: limits)
        #expect(single.progress == .refused(HTTPFault(.chunkLineTooLong, at: 20)))
        let chunk = "1;abc\r\nx\r\n"
        let whole = Array(String(repeating: chunk, count: 3).utf8)
        let several = ChunkedSnapshot.decode(whole, step: 1, limits: limits)
        #expect(several.progress == .refused(HTTPFault(.chunkExtensionsTooLong, at: 20)))
    }

    @Test func `Trailers are bounded in bytes and in number`() {
        var limits = HTTPLimits()
        limits.maximumTrailerBytes = 32
        limits.maximumTrailerCount = 3
        func decode(_ trailers: String) -> ParseProgress {
            ChunkedSnapshot.decode(Array("0\r\n\(trailers)".utf8), step: 1, limits: limits).progress
        }
        #expect(decode("A:1\r\nB:2\r\nC:3\r\n\r\n") == .complete)
        #expect(
            decode("A:1\r\nB:2\r\nC:3\r\nD:4\r\n\r\n")
                == .refused(HTTPFault(.tooManyTrailers, at: 18)))
        let long = "A: " + String(repeating: "x", count: 25)
        #expect(decode("\(long)\r\n\r\n") == .complete)
        #expect(decode("\(long)x\r\n\r\n") == .refused(HTTPFault(.trailerTooLarge, at: 35)))
    }

    @Test func `A decoder can be used for the next body after a reset`() {
        var decoder = ChunkedDecoder()
        var body = ByteBuffer()
        let bad = Array("x".utf8) + Array("\r\n".utf8)
        let good = Array("1\r\na\r\n0\r\n\r\n".utf8)
        let refusal = ParseProgress.refused(HTTPFault(.chunkSize, at: 0))
        #expect(decoder.decode(bad.span, into: &body, limit: 10) == (0, refusal))
        #expect(decoder.decode(good.span, into: &body, limit: 10) == (0, refusal))
        for _ in 0..<3 {
            decoder.reset()
            #expect(decoder.decode(good.span, into: &body, limit: 1) == (good.count, .complete))
            #expect(decoder.decode(good.span, into: &body, limit: 1) == (0, .complete))
        }
        #expect(body.span.string == "aaa")
    }
}
