import Bytes
import Testing

@testable import Intake

/// What is finished before its turn comes out in its turn.
@Suite struct BacklogTests {
    private func outcome(_ offset: Int) -> Backlog.Outcome {
        Backlog.Outcome(
            failure: nil, unparsed: nil, lines: 1, offset: offset, advance: 1, isLong: false)
    }

    /// What comes out when pieces are finished in the order of `tickets`, `|` after each writer.
    private func written(_ tickets: [Int], workers: Int) -> String {
        let backlog = Backlog(workers: workers)
        var text = ""
        for ticket in tickets {
            backlog.takeRoom()
            var output = ByteBuffer()
            output.append(decimal: ticket)
            if backlog.leave(ticket, outcome(ticket), &output) { continue }
            text += output.span.string
            while let following = backlog.advance(&output) {
                let piece = output.span.string
                #expect(piece == String(following.offset))
                text += piece
            }
            text += "|"
        }
        return text
    }

    @Test(arguments: [
        ([0, 1, 2, 3], "0|1|2|3|"), ([1, 0, 2, 3], "01|2|3|"), ([3, 2, 1, 0], "0123|"),
        ([1, 2, 0, 4, 3, 5], "012|34|5|"), ([1, 3, 0, 2, 4], "01|23|4|"),
        ([1, 2, 3, 0, 5, 6, 7, 4, 9, 8], "0123|4567|89|"),
    ])
    func `pieces leave in the order of their tickets`(tickets: [Int], expected: String) {
        #expect(written(tickets, workers: 2) == expected)
    }

    @Test func `a buffer that a long line made large does not stay`() {
        let backlog = Backlog(workers: 1)
        var output = ByteBuffer(capacity: 8 * BatchLimits.blockSize)
        output.append("long")
        let isLeft = backlog.leave(0, outcome(0), &output)
        #expect(!isLeft)
        let isLast = backlog.advance(&output) == nil
        let capacity = output.capacity
        #expect(isLast)
        #expect(capacity <= 2 * BatchLimits.blockSize)
    }

    @Test func `room that is not used is there again`() {
        let backlog = Backlog(workers: 1)
        for _ in 0..<10 {
            backlog.takeRoom()
            backlog.giveRoom()
        }
        #expect(written([0, 1, 2], workers: 1) == "0|1|2|")
    }
}
