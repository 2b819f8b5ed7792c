/// The requests that all destinations of one lane may have under way, shared fairly between them.
///
/// Each destination has a few places of its own, which no other can take; the rest goes to who asks,
/// and to those who wait in turn, one at a time. So a destination that hangs, or has a million events
/// waiting, costs the others nothing but the speed of the rest.
///
/// Invariants:
/// 1. `taken` is the sum over all seats of what they hold beyond their own places, and at most `places`.
/// 2. A seat waits only while `taken == places`, or while ``deal()`` goes through those that wait.
package final class SendingShare {
    /// Places that all destinations of a lane share: each costs a connection at most.
    static let places = 192
    /// Places of each destination alone.
    static let own = 4

    private let places: Int
    private let own: Int
    private var taken = 0
    private var waiting = EntryQueue<Seat>()
    private var isDealing = false

    package convenience init() { self.init(places: Self.places, own: Self.own) }

    init(places: Int, own: Int) {
        self.places = places
        self.own = own
    }

    /// One destination's part.
    final class Seat {
        private let share: SendingShare
        fileprivate let wake: () -> Void
        fileprivate(set) var held = 0
        fileprivate var isWaiting = false
        /// Whether it is this one's turn.
        fileprivate var isServed = false

        fileprivate init(_ share: SendingShare, wake: @escaping () -> Void) {
            self.share = share
            self.wake = wake
        }

        /// Takes a place for one request; when there is none, `wake` is called once when there is.
        func take() -> Bool { share.take(self) }

        func giveBack() { share.giveBack(self) }
    }

    /// A part for another destination; `wake` must not keep it alive.
    func seat(wake: @escaping () -> Void) -> Seat { Seat(self, wake: wake) }

    private func take(_ seat: Seat) -> Bool {
        if seat.held >= own {
            let mayTake = seat.isServed || waiting.isEmpty
            guard taken < places, mayTake else {
                if !seat.isWaiting {
                    seat.isWaiting = true
                    waiting.append(seat)
                }
                return false
            }
            seat.isServed = false
            taken += 1
        }
        seat.held += 1
        return true
    }

    private func giveBack(_ seat: Seat) {
        if seat.held > own { taken -= 1 }
        seat.held -= 1
        deal()
    }

    /// Gives free places to those who wait, in turn.
    private func deal() {
        guard !isDealing else { return }
        isDealing = true
        while taken < places, let seat = waiting.popFirst() {
            seat.isWaiting = false
            seat.isServed = true
            seat.wake()
            seat.isServed = false
        }
        isDealing = false
    }
}
