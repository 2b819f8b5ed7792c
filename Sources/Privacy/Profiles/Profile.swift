/// Which treatment each kind gets: the answer to "what may pass".
///
/// Profiles are data (`config/profiles/*.yaml`). A kind that a profile does not name is removed.
package struct Profile: Sendable, Equatable {
    /// `consented`, `anonymous`, `addresses`, `counted`, or the shop's own.
    package var name: String
    /// Treatments of event fields.
    package var events: [Kind: Treatment]
    /// Treatments of log columns where they differ from those of event fields.
    package var logs: [Kind: Treatment]
    /// How pseudonyms are made; `nil` if the profile computes none.
    package var pseudonyms: PseudonymPolicy?
    /// How many visitors must share browser, language and screen for these to leave as they are;
    /// `nil` if nothing is asked.
    package var commonFrom: Int?

    package init(
        name: String, events: [Kind: Treatment], logs: [Kind: Treatment] = [:],
        pseudonyms: PseudonymPolicy? = nil, commonFrom: Int? = nil
    ) {
        self.name = name
        self.events = events
        self.logs = logs
        self.pseudonyms = pseudonyms
        self.commonFrom = commonFrom
    }

    /// The treatment of an event field; unknown kinds are removed.
    package func treatment(of kind: Kind) -> Treatment { events[kind] ?? .remove }

    /// The treatment of a log column; unknown kinds are removed.
    package func logTreatment(of kind: Kind) -> Treatment { logs[kind] ?? treatment(of: kind) }
}

/// How long a pseudonym lives and how many people share one.
package struct PseudonymPolicy: Sendable, Equatable {
    /// Width of the space that ids are first folded into, in bits; `nil` for no folding.
    ///
    /// With n visitors and b bits a given visitor shares the pseudonym with about n / 2^b others.
    package var collidingBits: Int?
    /// The number of values that ids are first folded into; goes before `collidingBits`.
    ///
    /// ``CollisionTarget`` computes it from a probability and a number of visitors.
    package var space: UInt64?
    /// Whether the key lives in memory only and is replaced at least every 24 hours.
    package var isShortLived: Bool

    package init(collidingBits: Int?, space: UInt64? = nil, isShortLived: Bool) {
        self.collidingBits = collidingBits
        self.space = space
        self.isShortLived = isShortLived
    }

    /// How many values ids are folded into, 0 meaning 2^64; `nil` for no folding.
    package var foldedSpace: UInt64? {
        if let space { return max(space, 1) }
        guard let collidingBits else { return nil }
        return collidingBits >= 64 ? 0 : 1 &<< UInt64(max(collidingBits, 0))
    }
}
