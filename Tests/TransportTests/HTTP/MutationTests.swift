import Bytes
import Testing
import Transport

/// Random damage with a seed: no input may crash a parser or be judged differently in pieces.
@Suite struct MutationTests {
    private static let rounds = 100_000

    private static let tokens: [String] = [
        "\r\n", "\n", "\r", "\0", " ", "\t", ":", ";", ",", "=", "\"", "\\", "#", "?", "*", "/",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: a\r\n", "HTTP/1.1",
        "http://a", "[::1]", "0\r\n", "FFFFFFFF", "chunked", "\r\n\r\n", "Connection: close\r\n",
    ]

    /// One to four edits: a changed, removed, repeated or inserted piece.
    private static func mutate(_ seed: [UInt8], with generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, index + Int.random(in: 0...8, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where index < bytes.count:
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(index..<end)
            case 2: bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
            case 3:
                let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                bytes.insert(contentsOf: Array(token.utf8), at: index)
            default: bytes.removeSubrange(index...)
            }
        }
        return bytes
    }

    @Test func `No damaged request crashes the parser or depends on its division`() {
        var generator = SeededGenerator(state: 2)
        let seeds = (RequestCorpus.accepted + RequestCorpus.refused.map(\.text)).map {
            Array($0.utf8)
        }
        var answers: [Bool: Int] = [:]
        for _ in 0..<Self.rounds {
            let seed = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            let bytes = Self.mutate(seed, with: &generator)
            var parser = RequestParser()
            var head = RequestHead()
            let progress = parser.parse(bytes.span, into: &head)
            let step = Int.random(in: 1...40, using: &generator)
            let divided = Self.progressInPieces(bytes, step: step)
            guard progress == divided else {
                Issue.record("\(progress) and \(divided) in steps of \(step): \(bytes)")
                return
            }
            answers[progress == .complete, default: 0] += 1
        }
        // Both kinds must have occurred, or the test says nothing.
        #expect(answers[true, default: 0] > 1000)
        #expect(answers[false, default: 0] > 1000)
    }

    private static func progressInPieces(_ bytes: [UInt8], step: Int) -> ParseProgress {
        var parser = RequestParser()
        var head = RequestHead()
        var end = 0
        while true {
            end = min(end + step, bytes.count)
            let progress = parser.parse(bytes.span.extracting(0..<end), into: &head)
            if progress != .needMore || end == bytes.count { return progress }
        }
    }

    @Test func `No damaged chunked body crashes the decoder or depends on its division`() {
        var generator = SeededGenerator(state: 3)
        let whole = "5;a=b;c=\"d\"\r\nhello\r\n0A\r\n0123456789\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n"
        let seeds = [whole] + SmugglingTests.bodies.map(\.body)
        var completed = 0
        for _ in 0..<Self.rounds {
            let text = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            let bytes = Self.mutate(Array(text.utf8), with: &generator)
            let atOnce = ChunkedSnapshot.decode(bytes, step: bytes.count)
            let step = Int.random(in: 1...20, using: &generator)
            let divided = ChunkedSnapshot.decode(bytes, step: step)
            guard atOnce == divided else {
                Issue.record("\(atOnce) and \(divided) in steps of \(step): \(bytes)")
                return
            }
            if atOnce.progress == .complete { completed += 1 }
        }
        #expect(completed > 100)
    }

    @Test func `No damaged response crashes the parser`() {
        var generator = SeededGenerator(state: 4)
        let seed = Array(
            "HTTP/1.1 200 OK\r\nDate: x\r\nConnection: a, close\r\nContent-Length: 12\r\n\r\n".utf8)
        var parser = ResponseParser()
        var head = ResponseHead()
        var completed = 0
        for _ in 0..<Self.rounds {
            let bytes = Self.mutate(seed, with: &generator)
            parser.reset()
            if parser.parse(bytes.span, answering: .post, into: &head) == .complete {
                completed += 1
                #expect(head.headLength <= bytes.count)
            }
        }
        #expect(completed > 1000)
    }
}
