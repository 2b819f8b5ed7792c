import Dispatch
import Synchronization
import Testing
import Transport

@testable import Gateway

@Suite("Signs of life")
struct WatchdogTests {
    private final class Workers: Sendable {
        let owed = Mutex<[@Sendable () -> Void]>([])
        let signs = Mutex(0)

        func rounds(_ count: Int) -> WatchdogRounds {
            let worker: Watchdog.Worker = { answer in self.owed.withLock { $0.append(answer) } }
            return WatchdogRounds(workers: (0..<count).map { _ in worker }) {
                self.signs.withLock { $0 += 1 }
            }
        }

        func answer(_ count: Int) {
            let answers = owed.withLock { owed in
                let answers = owed.prefix(count)
                owed.removeFirst(answers.count)
                return Array(answers)
            }
            for answer in answers { answer() }
        }
    }

    @Test("A sign is given when all have answered, and not before")
    func allAnswer() {
        let workers = Workers()
        let rounds = workers.rounds(3)
        rounds.begin()
        workers.answer(2)
        #expect(workers.signs.withLock { $0 } == 0)
        workers.answer(1)
        #expect(workers.signs.withLock { $0 } == 1)
        rounds.begin()
        workers.answer(3)
        #expect(workers.signs.withLock { $0 } == 2)
    }

    @Test("One that hangs stops the signs, and they come back when it answers")
    func hangs() {
        let workers = Workers()
        let rounds = workers.rounds(2)
        rounds.begin()
        workers.answer(1)
        for _ in 0..<10 { rounds.begin() }
        // Nobody was asked again meanwhile.
        #expect(workers.owed.withLock { $0.count } == 1)
        #expect(workers.signs.withLock { $0 } == 0)
        workers.answer(1)
        #expect(workers.signs.withLock { $0 } == 1)
    }

    @Test("A blocked lane gives no sign; free again it does", .timeLimit(.minutes(1)))
    func lane() async throws {
        let lane = try Lane()
        let (signs, continuation) = AsyncStream.makeStream(of: Void.self)
        let count = Atomic(0)
        let gate = DispatchSemaphore(value: 0)
        lane.post { _ in gate.wait() }
        let rounds = WatchdogRounds(workers: [{ answer in lane.post { _ in answer() } }]) {
            count.add(1, ordering: .relaxed)
            continuation.yield()
        }
        rounds.begin()
        rounds.begin()
        #expect(count.load(ordering: .relaxed) == 0)
        gate.signal()
        for await _ in signs { break }
        #expect(count.load(ordering: .relaxed) == 1)
        await lane.stop()
    }
}
