import Bytes
import Delivery
import Privacy
import Transport

/// A copy as browsers of one site get it.
struct ReadyScript: Sendable {
    let answer: Answer
    /// For those who have it already.
    let unchanged: Answer
    /// In quotation marks: a hash of what the browser gets, the same for everybody.
    let entityTag: [UInt8]
    let bytes: Int
}

/// What is known of one file.
struct ScriptEntry {
    /// The last request for it, which says how it is fetched; `nil` after a start until there is one.
    var request: ScriptRequest?
    var copy: ScriptCopy?
    var words: ScriptWords?
    /// When it was asked for last.
    var usedAt: Int64
    /// When the vendor is asked whether it has changed.
    var refreshAt: Int64 = 0
    /// Before then the vendor is left alone.
    var nextLook: Int64 = 0
    /// Until then the vendor is believed not to have it.
    var missingUntil: Int64 = 0
    /// Looks that failed in a row.
    var failures = 0
    var isFetching = false
    var waiters: [(target: ScriptTarget, route: ScriptRoute, waiter: ScriptLibrary.Waiter)] = []
    var prepared: [ScriptTarget: ReadyScript] = [:]

    init(usedAt: Int64) { self.usedAt = usedAt }

    /// What to ask of the vendor, from now on under way.
    mutating func beginFetch(_ key: String) -> ScriptFetch? {
        guard let request else { return nil }
        isFetching = true
        return ScriptFetch(
            key: key, route: request.route, target: request.target,
            entityTag: copy?.entityTag ?? [], lastModified: copy?.lastModified ?? [])
    }

    /// The vendor has answered: looks again when the copy is no longer fresh, a little apart from others.
    mutating func settle(now: Int64, fresh: Int, _ draw: Backoff.Draw) {
        failures = 0
        nextLook = 0
        missingUntil = 0
        refreshAt = now + Int64(fresh) + Int64(draw(0...max(1, fresh / 10)))
    }

    /// Whether there is a copy that is not too old to be served.
    func isUsable(now: Int64) -> Bool {
        guard let copy, let request else { return copy != nil }
        return now - copy.fetchedAt
            <= Int64(request.route.definition.freshSeconds) + ScriptLibrary.longestStale
    }

    /// Whether a request for `target` may wait: those that a client chooses must not keep out others.
    func hasRoom(for target: ScriptTarget) -> Bool {
        guard target.isTrial else { return true }
        let others = waiters.count { $0.target.isTrial && $0.target != target }
        return others < ScriptLibrary.mostTrials
    }

    /// Lets go of what was made for trials, if there is no room for one more.
    mutating func forgetTrials(before target: ScriptTarget, _ total: inout Int) {
        guard target.isTrial, prepared.count(where: { $0.key.isTrial }) >= ScriptLibrary.mostTrials
        else { return }
        for (trial, ready) in prepared where trial.isTrial {
            total -= ready.bytes
            prepared[trial] = nil
        }
    }

    mutating func forgetPrepared(_ total: inout Int) {
        total -= prepared.values.reduce(0) { $0 + $1.bytes }
        prepared.removeAll()
    }
}
