/// Tells how many of the bytes given to a stream its peer's machine has confirmed.
///
/// The kernel says how many bytes on the wire are not confirmed yet. Through TLS those are not the
/// bytes that were given, so each write leaves a mark: given so far, on the wire so far.
///
/// Invariants: `marks` grows in both numbers, and is empty in clear; `confirmed` never goes back.
struct ConfirmationMarks {
    private struct Mark {
        let given: Int
        let onWire: Int
    }

    /// Marks in use at most; beyond it a write replaces the last one, which is confirmed later.
    private static let bound = 1_024

    private var given = 0
    private var onWire = 0
    private var marks: [Mark] = []
    private var first = 0
    private(set) var confirmed = 0

    /// `count` bytes were given; of a session, `onWire` have gone to the wire since it began.
    mutating func wrote(_ count: Int, onWire: Int?) {
        given += count
        guard let onWire else { return }
        self.onWire = onWire
        if marks.count - first >= Self.bound { marks.removeLast() }
        marks.append(Mark(given: given, onWire: onWire))
    }

    /// The peer has not confirmed `waiting` bytes of those on the wire.
    mutating func confirm(except waiting: Int) {
        guard !marks.isEmpty else {
            confirmed = max(confirmed, given - waiting)
            return
        }
        let reached = onWire - waiting
        while first < marks.count, marks[first].onWire <= reached {
            confirmed = marks[first].given
            first += 1
        }
        if first == marks.count || first > Self.bound {
            marks.removeFirst(first)
            first = 0
        }
    }
}
