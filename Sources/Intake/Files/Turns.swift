import Dispatch

/// Lets workers that took tickets in order come back in the same order.
///
/// Invariants:
/// 1. Tickets are taken in order and each worker holds one at a time, so the tickets out at any
///    moment lie within one window of `workers` numbers.
/// 2. Hence a ring of that many semaphores is enough: the slot of the next ticket is raised, and
///    only its holder waits there.
struct Turns: Sendable {
    private let slots: [DispatchSemaphore]

    init(workers: Int) {
        slots = (0..<max(workers, 1)).map { _ in DispatchSemaphore(value: 0) }
        slots[0].signal()
    }

    /// Waits until every ticket before this one was passed.
    func wait(for ticket: Int) { slots[ticket % slots.count].wait() }

    /// Gives the turn to the next ticket.
    func pass(_ ticket: Int) { slots[(ticket + 1) % slots.count].signal() }
}
