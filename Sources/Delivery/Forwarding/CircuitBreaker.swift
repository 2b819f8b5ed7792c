/// Whether a destination may be sent to now, judged by what came of what was sent before.
///
/// | State | Sends | Leaves by |
/// |---|---|---|
/// | `closed` | freely | `threshold` failures in a row, or one that shows the server away: `open` |
/// | `open` | nothing | the end of the pause: `halfOpen` |
/// | `halfOpen` | one probe | its success: `closed`; its failure: `open`, for longer |
///
/// Invariants:
/// 1. `failuresInARow < threshold` while closed.
/// 2. At most one probe is under way, and none while closed or open.
/// 3. What was begun under an earlier state changes nothing (``Ticket``), so that the failures of one
///    moment open it once.
/// 4. `openings` counts the pauses in a row; a success of a probe, or of anything while closed, ends
///    the row. Each pause is drawn from a ceiling that doubles with it, up to the cap.
struct CircuitBreaker {
    enum Admission: Equatable {
        case yes(Ticket)
        /// Not before that moment.
        case notBefore(UInt64)
        /// Not before the probe under way has come back.
        case notDuringProbe
    }

    /// What a request is begun under.
    struct Ticket: Equatable {
        fileprivate let turn: Int
        let isProbe: Bool
    }

    private let threshold: Int
    private let backoff: Backoff
    private let draw: Backoff.Draw

    private(set) var state = BreakerState.closed
    private(set) var openedUntil: UInt64 = 0
    private var failuresInARow = 0
    private var openings = 0
    private var isProbing = false
    /// Grows with each change of state.
    private var turn = 0

    /// `threshold` failures in a row open it, for a pause of `backoff`.
    init(threshold: Int, backoff: Backoff, draw: @escaping Backoff.Draw) {
        self.threshold = max(1, threshold)
        self.backoff = backoff
        self.draw = draw
    }

    /// Asks for one request; `yes` must be answered by one of the calls below.
    mutating func admit(at now: UInt64) -> Admission {
        switch state {
        case .closed: return .yes(Ticket(turn: turn, isProbe: false))
        case .open:
            guard now >= openedUntil else { return .notBefore(openedUntil) }
            change(to: .halfOpen)
        case .halfOpen: break
        }
        guard !isProbing else { return .notDuringProbe }
        isProbing = true
        return .yes(Ticket(turn: turn, isProbe: true))
    }

    /// The server has taken a request, or refused it for good.
    mutating func succeeded(_ ticket: Ticket) {
        guard ticket.turn == turn else { return }
        failuresInARow = 0
        openings = 0
        if state == .halfOpen { change(to: .closed) }
    }

    /// The server has not taken a request.
    ///
    /// `isAway` says that no further one would do better: it cannot be reached, or asks for a pause of
    /// `atLeast` nanoseconds. Gives whether this opened it.
    mutating func failed(
        _ ticket: Ticket, at now: UInt64, isAway: Bool, atLeast pause: UInt64 = 0
    ) -> Bool {
        guard ticket.turn == turn else {
            // A pause that the server asks for is kept, whoever brings the news.
            if state == .open { openedUntil = max(openedUntil, now &+ pause) }
            return false
        }
        failuresInARow += 1
        guard ticket.isProbe || isAway || failuresInARow >= threshold else { return false }
        openings += 1
        let drawn = UInt64(backoff.delay(failures: openings, draw)) * Nanoseconds.perMillisecond
        openedUntil = now &+ max(drawn, pause)
        change(to: .open)
        return true
    }

    /// The request says nothing about the server: it was never sent, or ended with the program.
    mutating func withdrew(_ ticket: Ticket) {
        guard ticket.turn == turn, ticket.isProbe else { return }
        isProbing = false
    }

    private mutating func change(to new: BreakerState) {
        state = new
        turn += 1
        failuresInARow = 0
        isProbing = false
    }
}

/// The state of a circuit breaker; the raw value is its label in metrics.
package enum BreakerState: String, Sendable, CaseIterable {
    /// Requests go freely.
    case closed
    /// One request goes as a probe.
    case halfOpen = "half-open"
    /// Nothing goes until the pause is over.
    case open

    /// The number in metrics: 0, 1 and 2.
    package var gauge: Int {
        switch self {
        case .closed: 0
        case .halfOpen: 1
        case .open: 2
        }
    }
}
