package import Dispatch
import Synchronization
package import Transport

/// Asks every lane for a sign of life.
///
/// Invariants:
/// 1. A lane that has not answered yet is not asked again: a lane that hangs collects no questions.
/// 2. Every question is answered once, when all lanes have answered or the patience is over.
package final class LanePulse: Sendable {
    /// How long a lane may be busy with other things before it counts as hanging.
    package static let patience = DispatchTimeInterval.milliseconds(1_500)

    private struct State {
        /// For each lane how often it was asked and how often it answered.
        var asked: [Int]
        var answered: [Int]
        var waiting: [(number: Int, body: @Sendable (Bool) -> Void)] = []
        var lastNumber = 0

        var isAlive: Bool { asked == answered }
    }

    private let lanes: [Lane]
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "lane-pulse")
    private let patience: DispatchTimeInterval

    package init(_ group: LaneGroup, patience: DispatchTimeInterval = LanePulse.patience) {
        lanes = group.lanes
        self.patience = patience
        let none = [Int](repeating: 0, count: group.lanes.count)
        state = Mutex(State(asked: none, answered: none))
    }

    /// Calls `body` once, on some queue, with whether every lane has answered in time.
    package func check(_ body: @escaping @Sendable (_ isAlive: Bool) -> Void) {
        let (number, idle) = state.withLock { state in
            let idle = lanes.indices.filter { state.asked[$0] == state.answered[$0] }
            for lane in idle { state.asked[lane] += 1 }
            state.lastNumber += 1
            state.waiting.append((state.lastNumber, body))
            return (state.lastNumber, idle)
        }
        for lane in idle {
            lanes[lane].post { [self] _ in answer(lane) }
        }
        queue.asyncAfter(deadline: .now() + patience) { [self] in giveUp(number) }
    }

    private func answer(_ lane: Int) {
        let done = state.withLock { state in
            state.answered[lane] += 1
            guard state.isAlive else { return [] as [@Sendable (Bool) -> Void] }
            defer { state.waiting = [] }
            return state.waiting.map(\.body)
        }
        for body in done { body(true) }
    }

    private func giveUp(_ number: Int) {
        let body = state.withLock { state in
            let index = state.waiting.firstIndex { $0.number == number }
            return index.map { state.waiting.remove(at: $0).body }
        }
        body?(false)
    }
}
