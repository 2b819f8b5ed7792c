import Bytes
import Delivery
import Dispatch
import Synchronization
import Transport

/// Carries anonymous lines of followed files to the forwarders of one intake, which live on a lane.
///
/// Every call blocks for a short time: never from a lane.
final class LogRelay: Sendable {
    private let lane: Lane
    private let intake: Int
    /// How many servers there are.
    let servers: Int

    /// How long an answer of the lane may take; a lane that ended gives none.
    private static let patience = DispatchTimeInterval.seconds(1)

    init(lane: Lane, intake: Int, servers: Int) {
        self.lane = lane
        self.intake = intake
        self.servers = servers
    }

    /// How far each forwarder has come.
    struct Progress: Sendable {
        /// Bytes of the lines that were taken.
        var taken: [Int]
        /// The mark that its confirmed lines reach when the last line taken is confirmed.
        var marks: [Int]
        /// How far its confirmed lines are.
        var confirmed: [Int]
    }

    private final class Answer: Sendable {
        let progress: Mutex<Progress>
        let semaphore = DispatchSemaphore(value: 0)

        init(_ progress: Progress) { self.progress = Mutex(progress) }
    }

    /// Offers what of `lines` is not taken yet, and says how far each forwarder is; `nil` if the lane
    /// does not answer.
    ///
    /// Whoever has stopped reading until lines are confirmed says that it `isWaiting`.
    func offer(_ lines: [UInt8], after taken: [Int], isWaiting: Bool = false) -> Progress? {
        let none = [Int](repeating: 0, count: servers)
        let answer = Answer(Progress(taken: taken, marks: none, confirmed: none))
        lane.post { [intake] lane in
            if let forwarders = lane.resident(LaneLogs.self)?.forwarders[intake] {
                answer.progress.withLock { progress in
                    for (index, forwarder) in forwarders.enumerated() {
                        progress.taken[index] = Self.offer(
                            lines, after: progress.taken[index], to: forwarder)
                        if isWaiting { forwarder.noteHeld() }
                        let confirmed = forwarder.counters[.sent] + forwarder.counters[.tooLong]
                        progress.confirmed[index] = confirmed
                        progress.marks[index] = confirmed + forwarder.counters.queued
                    }
                }
            }
            answer.semaphore.signal()
        }
        guard answer.semaphore.wait(timeout: .now() + Self.patience) == .success else {
            return nil
        }
        return answer.progress.withLock { $0 }
    }

    /// Gives lines to a forwarder while it has room; how many bytes are taken now.
    private static func offer(
        _ lines: [UInt8], after taken: Int, to forwarder: SyslogForwarder
    ) -> Int {
        var start = taken
        let bytes = lines.span
        while start < bytes.count, forwarder.hasRoom {
            let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: start) ?? bytes.count
            guard forwarder.enqueue(bytes.extracting(start..<end), from: .file) else { break }
            start = min(end + 1, bytes.count)
        }
        forwarder.flush()
        return start
    }
}
