import Consent

/// A site's settings in the form that requests need them.
final class ConsentSite: Sendable {
    let position: Int
    let settings: ConsentEndpointSettings
    /// `nil` when there is no page.
    let path: [UInt8]?
    /// Purposes that are asked about.
    let asked: PurposeSet
    /// Whose pages may read and grant.
    let own: SiteOrigins

    init(_ settings: ConsentEndpointSettings, position: Int) {
        self.position = position
        self.settings = settings
        path = settings.path.map { Array($0.utf8) }
        asked = settings.purposes.reduce(into: []) {
            if Self.isAsked($1) { $0.formUnion(PurposeSet($1)) }
        }
        own = SiteOrigins(hosts: settings.hosts, origins: settings.origins)
    }

    /// The three advertising purposes are asked about together.
    private static func isAsked(_ purpose: Purpose) -> Bool {
        purpose == .statistics || purpose == .marketing || purpose == .preferences
    }

    /// What of `granted` is asked about here; all else that is asked about is refused.
    func states(granting granted: PurposeSet) -> ConsentStates {
        let granted = granted.intersection(asked)
        return ConsentStates(granted: granted, denied: asked.subtracting(granted))
    }

    /// The choice after `act`; `nil` if nothing changes.
    func choice(
        after earlier: ConsentChoice?, _ act: ConsentSubmission.Act, now: Int64
    ) -> ConsentChoice? {
        let isObjection = earlier?.isObjection ?? false
        switch act {
        case .all:
            return ConsentChoice(states(granting: asked), at: now, after: earlier)
        case .selected(let granted):
            return ConsentChoice(
                states(granting: granted), isObjection: isObjection, at: now, after: earlier)
        case .none, .withdraw:
            return ConsentChoice(
                states(granting: []), isObjection: isObjection, at: now, after: earlier)
        case .object:
            return ConsentChoice(
                states(granting: []), isObjection: true, at: now, after: earlier)
        case .stored(let stored):
            return stored.flatMap { choice(after: earlier, $0, now: now) }
        }
    }

    /// What a platform keeps in the browser's storage, added to what was chosen here.
    ///
    /// A page sends the storage again and again. So it undoes a refusal only if it is newer by more
    /// than a minute, and what is older than the choice here says nothing.
    private func choice(
        after earlier: ConsentChoice?, _ stored: StoredChoice, now: Int64
    ) -> ConsentChoice? {
        let time = min(stored.time ?? now, now)
        if let earlier, stored.time != nil, time < earlier.time - ConsentChoice.minute {
            return nil
        }
        guard time > now - ConsentChoice.lifetime else {
            // The grants are over; refusals have no end.
            return choice(after: earlier, refusing(stored.states), at: now, isNewer: false)
        }
        let isNewer = stored.time != nil && time > (earlier?.time ?? 0) + ConsentChoice.minute
        return choice(after: earlier, limited(stored.states), at: time, isNewer: isNewer)
    }

    private func choice(
        after earlier: ConsentChoice?, _ states: ConsentStates, at time: Int64, isNewer: Bool
    ) -> ConsentChoice? {
        var granted = states.granted
        var denied = states.denied
        if let earlier {
            if !isNewer {
                granted.subtract(earlier.states.denied)
                if earlier.isObjection { granted = [] }
            }
            granted.formUnion(earlier.states.granted.subtracting(denied))
            denied.formUnion(earlier.states.denied.subtracting(granted))
        }
        let new = ConsentStates(granted: granted, denied: denied)
        guard new != earlier?.states ?? .unknown else { return nil }
        // An old storage does not make a later choice older.
        return ConsentChoice(
            new, isObjection: earlier?.isObjection ?? false, at: max(time, earlier?.time ?? 0),
            after: earlier)
    }

    /// Only the purposes that are asked about, advertising as a whole.
    private func limited(_ states: ConsentStates) -> ConsentStates {
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        for purposes: PurposeSet in [.preferences, .statistics, .marketing] {
            guard asked.isSuperset(of: purposes) else { continue }
            switch states.state(ofAll: purposes) {
            case .granted: granted.formUnion(purposes)
            case .denied: denied.formUnion(purposes)
            case .unknown: break
            }
        }
        return ConsentStates(granted: granted, denied: denied)
    }

    private func refusing(_ states: ConsentStates) -> ConsentStates {
        ConsentStates(granted: [], denied: limited(states).denied)
    }
}
