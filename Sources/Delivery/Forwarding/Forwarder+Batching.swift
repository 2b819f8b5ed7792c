import Bytes
import Records
import Transport

/// How requests that wait are joined, where the vendor's protocol knows batches (``BatchRule``).
///
/// Nothing waits for company: a request takes along what is ready at that moment and differs from it only
/// in its events. So each goes alone while the destination keeps up, and many go together when a backlog
/// is worked off.
///
/// A batch changes when a request is sent and never how it ends. What is said of a batch that was not
/// taken is true of no single request in it: its members go on in groups half as large, down to one
/// alone, and only the answer to one alone is held against it.
extension Forwarder {
    /// A request with those that go along with it.
    ///
    /// They come from where `lead` came from, in their order: what waits for its first try, or what has
    /// failed and is due.
    func gather(with lead: Entry, _ now: UInt64) -> [Entry] {
        guard let batch, !(wasDeferred ? deferred.isEmpty : ready.isEmpty),
            let group = Group(lead, batch, atMost: together.width)
        else { return [lead] }
        if wasDeferred {
            while let next = deferred.earliest, next.nextTry <= now, takes(next, into: group) {
                _ = deferred.popEarliest()
            }
        } else if ready.first(limits.lookedAt, where: { group.isLike($0) }) {
            var looks = 0
            ready.removeAll { entry in
                looks += 1
                return looks <= limits.lookedAt && takes(entry, into: group)
            }
        }
        return group.entries
    }

    private func takes(_ entry: Entry, into group: Group) -> Bool {
        !isTooOld(entry) && group.takes(entry)
    }

    /// Lets the members of a batch that was refused go on at once in two groups.
    ///
    /// They stand before everything else again. Of `n` requests each is judged alone after at most
    /// `2n - 1` refusals.
    func split(_ flight: Flight) {
        for entry in flight.entries.reversed() {
            guard remains(entry) else { continue }
            entry.mostTogether = (flight.entries.count + 1) / 2
            ready.prepend(entry)
        }
    }

    /// The bytes of a request, or of several as one.
    func wire(_ entries: [Entry]) throws(HTTPFault) -> ByteBuffer {
        let lead = entries[0]
        let request = lead.row.request
        guard let batch, entries.count > 1, let array = lead.array(batch) else {
            return try request.wire(to: origin)
        }
        let others = entries.dropFirst().compactMap { entry in
            entry.array(batch).map { (body: entry.row.request.body, interior: $0.interior) }
        }
        let count = others.reduce(request.body.count) { $0 + 1 + $1.interior.count }
        let end = array.interior.upperBound
        return try request.wire(to: origin, bodyCount: count) { buffer in
            buffer.append(request.body.span, 0..<end)
            for other in others {
                buffer.append(UInt8(ascii: ","))
                buffer.append(other.body.span, other.interior)
            }
            buffer.append(request.body.span, end..<request.body.count)
        }
    }

    /// A batch while it is put together.
    ///
    /// Invariants: `entries` differ in their events only; `events` and `bytes` are those of the batch, and
    /// within the rule unless `entries` is the lead alone.
    private final class Group {
        private(set) var entries: [Entry]
        private let rule: BatchRule
        private let array: EventArray
        private var most: Int
        private var events: Int
        private var bytes: Int
        /// Whether one did not fit: those after it must not go before it.
        private var isClosed = false

        /// `nil` if `lead` has no list of events, or must go alone.
        init?(_ lead: Entry, _ rule: BatchRule, atMost most: Int) {
            guard most > 1, lead.mostTogether > 1, let array = lead.array(rule) else { return nil }
            self.rule = rule
            self.array = array
            self.most = min(most, lead.mostTogether)
            entries = [lead]
            events = array.count
            bytes = lead.row.request.body.count
        }

        /// Whether a request is the same as the lead outside its events.
        func isLike(_ entry: Entry) -> Bool {
            guard let other = entry.array(rule) else { return false }
            return entries[0].isLike(entry, array, other)
        }

        /// Takes another one if it is alike and there is room for it.
        func takes(_ entry: Entry) -> Bool {
            guard !isClosed, let other = entry.array(rule), isLike(entry) else { return false }
            let (events, bytes) = (events + other.count, bytes + 1 + other.interior.count)
            let most = min(most, entry.mostTogether)
            guard entries.count < most, events <= rule.most, bytes <= rule.largest else {
                isClosed = true
                return false
            }
            entries.append(entry)
            (self.events, self.bytes, self.most) = (events, bytes, most)
            return true
        }
    }
}

extension Forwarder.Entry {
    /// The list of events in the body, if it has one by the rule of its destination; looked for once.
    ///
    /// Only bodies that were written from a map as JSON have one. A stream that passes unread may be a list
    /// too, and whoever gets it may take all of that for one visitor's.
    func array(_ rule: BatchRule) -> EventArray? {
        if case .known(let array) = events { return array }
        let request = row.request
        let isJSON = request.wireMethod == .post && request.contentType == Self.jsonType
        let array =
            isJSON && request.body.count < rule.largest
            ? EventArray(in: request.body.span, rule: rule) : nil
        events = .known(array)
        return array
    }

    /// The type of bodies that were written as one JSON text.
    private static let jsonType = "application/json"

    /// Whether two requests are the same outside their events.
    func isLike(_ other: Forwarder.Entry, _ array: EventArray, _ otherArray: EventArray) -> Bool {
        let (one, two) = (row.request, other.row.request)
        // The cheapest first: few of those that are looked at get to the bodies.
        return one.body.count - array.interior.count == two.body.count - otherArray.interior.count
            && array.interior.lowerBound == otherArray.interior.lowerBound
            && one.globalPrivacyControl == two.globalPrivacyControl
            && one.userAgent == two.userAgent && one.language == two.language
            && one.target == two.target && one.fields == two.fields
            && one.method == two.method && one.contentType == two.contentType
            && one.body[..<array.interior.lowerBound] == two.body[..<array.interior.lowerBound]
            && one.body[array.interior.upperBound...] == two.body[otherArray.interior.upperBound...]
    }
}
