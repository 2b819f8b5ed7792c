import Allocations
import Glibc

/// What one repetition of a step costs.
struct Measurement {
    /// Nanoseconds of processor time in the best round; noise only ever adds.
    let best: Int
    /// Nanoseconds of processor time in the middle round.
    let median: Int
    /// Heap allocations by the last round's count, per repetition.
    let allocations: String

    /// One round; long enough that reading the clock does not count.
    private static let roundLength = 20_000_000

    /// Runs `step` until its buffers have grown, then in rounds.
    ///
    /// A step that fails ends the program: its time would mean nothing.
    init(rounds: Int, _ step: (Int) throws -> Void) {
        func timed(_ repetitions: Int) -> Int {
            let start = Self.processorTime()
            do { try step(repetitions) } catch { preconditionFailure("a step failed: \(error)") }
            return Self.processorTime() - start
        }
        _ = timed(200)
        let once = max(timed(200) / 200, 1)
        let repetitions = max(Self.roundLength / once, 10)
        var times: [Int] = []
        var taken: UInt64 = 0
        for _ in 0..<max(rounds, 1) {
            let before = allocations_count()
            times.append(timed(repetitions) / repetitions)
            taken = allocations_count() - before
        }
        times.sort()
        best = times[0]
        median = times[times.count / 2]
        let tenths = (Int(taken) * 10 + repetitions / 2) / repetitions
        allocations = "\(tenths / 10).\(tenths % 10)"
    }

    private static func processorTime() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
