import Consent

/// What a visitor has chosen on the gateway's own page, as its cookie keeps it.
///
/// Invariants:
/// 1. Where something is granted, ``first`` is the day of the first grant of the period, and nobody
///    objects.
/// 2. Later choices keep ``first``, so that no change makes consent last longer.
struct ConsentChoice: Sendable, Equatable {
    /// Purposes that were not asked about are in neither set.
    var states: ConsentStates
    /// Whether the visitor objects to being counted at all (GDPR, article 21).
    var isObjection: Bool
    /// When something was granted first, in seconds since 1970, cut to the day; 0 for never.
    var first: Int64
    /// When the visitor chose last, in seconds since 1970, cut to the minute.
    var time: Int64

    /// How long consent lasts: 13 months, counted as 395 days.
    static let lifetime: Int64 = 395 * day
    static let day: Int64 = 86_400
    static let minute: Int64 = 60

    /// When the choice is forgotten.
    ///
    /// A refusal within a period of consent ends with it. Where nothing was ever granted, and for an
    /// objection, the last choice counts: they allow nothing that could be prolonged.
    var end: Int64 { (isObjection || first == 0 ? time : first) + Self.lifetime }

    /// The choice that a visitor makes now.
    ///
    /// Every grant ends an objection, because the visitor has chosen anew.
    init(
        _ states: ConsentStates, isObjection: Bool = false, at time: Int64, after earlier: Self?
    ) {
        let isPeriodOpen =
            earlier.map { $0.first > 0 && time < $0.first + Self.lifetime } ?? false
        self.states = states
        self.isObjection = isObjection && states.granted.isEmpty
        self.time = time - time % Self.minute
        if isPeriodOpen, let earlier {
            first = earlier.first
        } else {
            first = states.granted.isEmpty ? 0 : time - time % Self.day
        }
    }

    init(states: ConsentStates, isObjection: Bool, first: Int64, time: Int64) {
        self.states = states
        self.isObjection = isObjection
        self.first = first
        self.time = time
    }

    /// The stricter of two cookies: what either refuses is refused, the older grant counts.
    func combined(with other: Self) -> Self {
        let isObjection = isObjection || other.isObjection
        let granted =
            isObjection ? [] : states.granted.intersection(other.states.granted)
        let firsts = [first, other.first].filter { $0 > 0 }
        return Self(
            states: ConsentStates(
                granted: granted, denied: states.denied.union(other.states.denied)),
            isObjection: isObjection, first: firsts.min() ?? 0, time: max(time, other.time))
    }
}
