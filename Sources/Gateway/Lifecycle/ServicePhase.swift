import Synchronization

/// How far the program is; read by `/readyz`.
final class ServicePhase: Sendable {
    enum Phase: Int, Sendable {
        case starting
        case ready
        case draining
    }

    private let number = Atomic(Phase.starting.rawValue)

    var current: Phase { Phase(rawValue: number.load(ordering: .acquiring)) ?? .starting }

    func enter(_ phase: Phase) { number.store(phase.rawValue, ordering: .releasing) }
}
