import Consent

/// What the events of one request say about consent, until all of them have been read.
///
/// One decision is made for a request, so what is granted must be granted by every event of it:
/// otherwise the grant of one would cover another. A refusal in one refuses for all.
///
/// Invariants:
/// 1. A source is known by its key, and by whether it stands inside an event or is common to all.
/// 2. `events` counts the events that are closed; a source inside events grants at the end only if it
///    has been seen in each of them.
struct EventStatements {
    private struct Source {
        let key: Int
        let isCommon: Bool
        /// What all closed events say, or what is said in common.
        var statement: ConsentStatement
        /// What the open event says.
        var open: ConsentStatement?
        /// How many closed events have the source.
        var events = 0
    }

    /// Sources of one request; honest ones have one to six, the sender pays for more with its grants.
    private static let mostSources = 24

    private var sources: [Source] = []
    private var events = 0
    /// How many events are open around what is read.
    private var depth = 0
    /// Whether something could not be read, so that nothing is granted.
    private(set) var isBroken = false
    /// Whether a TC string is common to all events.
    private var hasCommonString = false
    /// Whether the open event has a TC string of its own.
    private var hasOwnString = false
    /// How many closed events have one.
    private var eventsWithString = 0

    init() { sources.reserveCapacity(Self.mostSources) }

    mutating func removeAll() {
        sources.removeAll(keepingCapacity: true)
        events = 0
        depth = 0
        isBroken = false
        hasCommonString = false
        hasOwnString = false
        eventsWithString = 0
    }

    /// From here to the end nothing is granted any more; refusals stay.
    mutating func breakOff() { isBroken = true }

    // MARK: Events

    /// Opens an event; returns what ``closeEvent(_:)`` needs.
    mutating func openEvent() -> Int {
        depth += 1
        return events
    }

    /// Closes an event.
    ///
    /// One that held others counts as none itself: what it says beside them is said of some only.
    mutating func closeEvent(_ mark: Int) {
        depth -= 1
        let isOuter = events != mark
        for index in sources.indices {
            guard var open = sources[index].open else { continue }
            sources[index].open = nil
            if isOuter { open.removeGrants() }
            // Seen for the first time after events that do not have it: they grant nothing.
            if sources[index].events != events { open.removeGrants() }
            sources[index].statement =
                sources[index].events == 0 ? open : sources[index].statement.stricter(open)
            if !isOuter { sources[index].events += 1 }
        }
        if hasOwnString { eventsWithString += 1 }
        hasOwnString = false
        if !isOuter { events += 1 }
    }

    // MARK: Statements

    /// Takes what a source says; an empty statement is one that says nothing.
    mutating func note(_ statement: ConsentStatement, key: Int) {
        let isCommon = depth == 0
        if let index = sources.firstIndex(where: { $0.key == key && $0.isCommon == isCommon }) {
            if isCommon {
                sources[index].statement = sources[index].statement.stricter(statement)
            } else {
                sources[index].open = sources[index].open?.stricter(statement) ?? statement
            }
            return
        }
        guard sources.count < Self.mostSources else {
            isBroken = true
            sources[Self.mostSources - 1].statement = sources[Self.mostSources - 1].statement
                .stricter(statement)
            return
        }
        var source = Source(key: key, isCommon: isCommon, statement: statement)
        if !isCommon {
            source.statement.removeGrants()
            source.open = statement
        }
        sources.append(source)
    }

    /// Takes note of a TC string.
    mutating func noteString() {
        if depth == 0 { hasCommonString = true } else { hasOwnString = true }
    }

    /// Hands over what holds for the whole request.
    func add(to evidence: ConsentEvidence) {
        // A TC string grants by itself. No vendor has one in some events only; whoever does gets
        // what the others say, which is nothing.
        if !hasCommonString, eventsWithString > 0, eventsWithString != events {
            var statement = ConsentStatement(.transparency, .explicit)
            statement.denied = .all
            evidence.add(statement)
        }
        let denied = deniedByConsentMode
        for source in sources {
            var statement = source.statement
            if isBroken || (!source.isCommon && source.events != events) {
                statement.removeGrants()
            }
            if statement.isConsentMode { statement.granted.subtract(denied) }
            guard statement.saysAnything else { continue }
            evidence.add(statement)
        }
    }

    /// Where `gcs` and `gcd` contradict each other, the denial counts.
    private var deniedByConsentMode: PurposeSet {
        sources.reduce(into: []) {
            if $1.statement.isConsentMode { $0.formUnion($1.statement.denied) }
        }
    }
}

extension ConsentStatement {
    /// Whether there is anything in it that a decision could be made from.
    fileprivate var saysAnything: Bool {
        !granted.isEmpty || !denied.isEmpty || !grantedServices.isEmpty || !deniedServices.isEmpty
            || isObjection || evidence == .optOut || evidence == .opaque
            // Consent mode that only repeats the site's defaults: worth showing.
            || evidence == .none && isConsentMode
    }

    fileprivate var isConsentMode: Bool { signal == .gcs || signal == .gcd }

    /// What both say yes to, and what one of them says no to.
    fileprivate func stricter(_ other: Self) -> Self {
        var result = self
        result.granted.formIntersection(other.granted)
        result.denied.formUnion(other.denied)
        result.grantedServices = grantedServices.intersection(other.grantedServices)
        result.deniedServices.formUnion(other.deniedServices)
        // A tool's own opt-out is about that tool; of two tools it is about both.
        result.tools.formUnion(other.tools)
        result.time = time == other.time ? time : nil
        result.isOutdated = isOutdated || other.isOutdated
        result.isObjection = isObjection || other.isObjection
        result.isVetoOnly = isVetoOnly || other.isVetoOnly
        if other.evidence != evidence, other.saysAnything, saysAnything {
            result.evidence = .unproven
        } else if !saysAnything {
            result.evidence = other.evidence
        }
        return result
    }
}
