import Bytes

/// What recent signals said, so that a visitor's cookies are not read again for every event.
///
/// One per lane and for one configuration: the vendors that are watched are not part of the key.
///
/// Invariants:
/// 1. `keys` and `entries` have the same even count; the two places of a key are a pair that begins at
///    an even index. Key 0 is a free place.
/// 2. An entry holds facts, never text, and nothing that depends on the time.
/// 3. Neither array grows, so that a flood of different signals costs no more than reading each.
package final class ConsentCache {
    struct Entry {
        var count = 0
        var statements: [4 of ConsentStatement] = .init(
            repeating: ConsentStatement(.none, .none))
        var transparency: TransparencyFacts?
        var additional: AdditionalFacts?
    }

    /// Kinds of text, so that two of them never share a key.
    private enum Tag: UInt64 {
        case cookies = 1
        case partialCookies
        case transparency
        case additional
    }

    /// Signals that a lane remembers: a lane pays for each with less than a kilobyte.
    package static let defaultPlaces = 1_024
    /// Requests with statements of more platforms are read each time; the visitor's wait pays.
    static let mostStatements = 4

    private let first: UInt64
    private let second: UInt64
    private var keys: [UInt64]
    private var entries: [Entry]
    /// Which place of a pair is replaced next.
    private var turns: [Bool]

    /// Creates an empty cache.
    ///
    /// - Parameters:
    ///   - first: Half of a random key, so that nobody can choose signals that share a place.
    ///   - second: The other half.
    ///   - places: Rounded up to a power of two.
    package init(_ first: UInt64, _ second: UInt64, places: Int = ConsentCache.defaultPlaces) {
        var count = 2
        while count < min(places, 1 << 20) { count *= 2 }
        self.first = first
        self.second = second
        keys = Array(repeating: 0, count: count)
        entries = Array(repeating: Entry(), count: count)
        turns = Array(repeating: false, count: count / 2)
    }

    /// What a TC string says; strings that cannot be read are remembered too.
    package func transparency(
        _ text: Span<UInt8>, watched: WatchedVendors
    ) -> TransparencyFacts? {
        let key = key(.transparency, text)
        if let place = place(of: key) { return entries[place].transparency }
        let facts = TransparencyFacts.read(text, watched: watched)
        let place = freePlace(for: key)
        entries[place].transparency = facts
        return facts
    }

    /// What an Additional Consent string says; strings that cannot be read are remembered too.
    package func additional(
        _ text: Span<UInt8>, watched: WatchedVendors
    ) -> AdditionalFacts? {
        let key = key(.additional, text)
        if let place = place(of: key) { return entries[place].additional }
        let facts = AdditionalFacts.read(text, watched: watched)
        let place = freePlace(for: key)
        entries[place].additional = facts
        return facts
    }

    // MARK: Cookies

    /// A key of the names and values that decide.
    func key(
        cookies header: Span<UInt8>, _ found: [CookieReader.Found], isPartial: Bool,
        catalog: UInt64
    ) -> UInt64 {
        var hash = SipHash(first, second)
        hash.absorb(isPartial ? Tag.partialCookies.rawValue : Tag.cookies.rawValue)
        hash.absorb(catalog)
        for cookie in found {
            hash.absorb(
                UInt64(truncatingIfNeeded: cookie.name.count) &<< 32
                    | UInt64(truncatingIfNeeded: cookie.value.count))
            hash.absorb(header.extracting(cookie.name))
            hash.absorb(header.extracting(cookie.value))
        }
        return max(hash.finish(), 1)
    }

    /// Adds what is remembered under `key`; says whether there is anything.
    func give(_ key: UInt64, to evidence: ConsentEvidence) -> Bool {
        guard let place = place(of: key) else { return false }
        for index in 0..<entries[place].count {
            evidence.add(entries[place].statements[index])
        }
        if let facts = entries[place].transparency { evidence.add(facts) }
        if let facts = entries[place].additional { evidence.add(facts) }
        return true
    }

    /// Remembers what was read, unless it is too much.
    func keep(
        _ key: UInt64, _ statements: [ConsentStatement], _ transparency: TransparencyFacts?,
        _ additional: AdditionalFacts?
    ) {
        guard statements.count <= Self.mostStatements else { return }
        let place = freePlace(for: key)
        for index in statements.indices { entries[place].statements[index] = statements[index] }
        entries[place].count = statements.count
        entries[place].transparency = transparency
        entries[place].additional = additional
    }

    // MARK: Places

    private func key(_ tag: Tag, _ text: Span<UInt8>) -> UInt64 {
        var hash = SipHash(first, second)
        hash.absorb(tag.rawValue)
        hash.absorb(text)
        return max(hash.finish(), 1)
    }

    private func place(of key: UInt64) -> Int? {
        let place = pair(of: key)
        if keys[place] == key { return place }
        return keys[place + 1] == key ? place + 1 : nil
    }

    private func pair(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: key & UInt64(truncatingIfNeeded: keys.count - 1)) & ~1
    }

    /// Empties a place for `key`: a free one of its pair, or the one that was filled before the other.
    private func freePlace(for key: UInt64) -> Int {
        let pair = pair(of: key)
        var place = pair
        if keys[pair] != 0 {
            place = keys[pair + 1] == 0 || turns[pair / 2] ? pair + 1 : pair
        }
        turns[pair / 2] = place == pair
        keys[place] = key
        entries[place].count = 0
        entries[place].transparency = nil
        entries[place].additional = nil
        return place
    }
}
