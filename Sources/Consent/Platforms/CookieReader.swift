import Bytes

/// What reading the cookies of a request needs in memory: one per lane, used again for each request.
///
/// Invariants:
/// 1. `found` holds cookies of interest in the order of the header, at most ``mostCookies``.
/// 2. `uses` says which definitions read them; of cookies that occur twice with different values each
///    has its number in `occurrence`.
package final class CookieReader {
    /// A cookie of interest, as ranges of the header.
    struct Found {
        var name: Range<Int>
        var value: Range<Int>
        var isClaimed = false
    }

    /// One definition's interest in one cookie.
    struct Use {
        var platform: Int
        var cookie: Int
        var found: Int
        var star: Range<Int>?
        /// How many cookies of the same name stand before it, and whether another follows.
        var occurrence = 0
        var isLast = true
    }

    /// Bytes of a header that are read: who sends more loses grants.
    ///
    /// Servers commonly accept half of that.
    package static let longestHeader = 16_384
    /// Consent cookies of one request; who sends more loses grants.
    static let mostCookies = 64
    /// Cookies of one name and different values; who sends more loses grants.
    static let mostOccurrences = 8

    var found: [Found] = []
    var uses: [Use] = []
    var tree = CookieTree()
    var stages = TextStages()
    /// The passes that the last verdict could not read, a bit each; see ``mostOccurrences``.
    var unreadPasses: UInt16 = 0
    /// Whether something was left out, so that nothing may be granted.
    var isPartial = false
    var made: [ConsentStatement] = []
    var transparency: TransparencyFacts?
    var additional: AdditionalFacts?

    package init() {
        found.reserveCapacity(Self.mostCookies)
        uses.reserveCapacity(Self.mostCookies * 4)
        made.reserveCapacity(ConsentEvidence.mostStatements)
    }

    /// Overwrites the texts that were read: cookies hold identifiers of visitors.
    func forget() {
        tree.text.wipe()
        tree.removeAll()
        stages.wipe()
    }

    /// Finds the cookies of interest.
    ///
    /// Entries of local storage may hold semicolons: there a pair begins only at a name that is known.
    func find(_ header: Span<UInt8>, _ catalog: PlatformCatalog, isStorage: Bool) {
        found.removeAll(keepingCapacity: true)
        isPartial = header.count > Self.longestHeader
        let end = min(header.count, Self.longestHeader)
        let text = header.extracting(0..<end)
        var position = 0
        while position < end {
            var pairEnd = text.firstOffset(of: UInt8(ascii: ";"), from: position) ?? end
            // What the limit cut off is not read.
            if pairEnd == end, isPartial { return }
            let pair = position..<pairEnd
            position = pairEnd + 1
            guard let (name, value) = split(text, pair),
                catalog.cookies.contains(text.extracting(name))
            else { continue }
            if isStorage {
                pairEnd = endOfEntry(text, from: pairEnd, catalog)
                position = pairEnd + 1
            }
            guard found.count < Self.mostCookies else {
                isPartial = true
                return
            }
            let whole = isStorage ? trimmed(text, value.lowerBound..<pairEnd) : value
            found.append(Found(name: name, value: whole))
        }
    }

    private func split(_ text: Span<UInt8>, _ pair: Range<Int>) -> (Range<Int>, Range<Int>)? {
        var equals = pair.lowerBound
        while equals < pair.upperBound, text[equals] != UInt8(ascii: "=") { equals &+= 1 }
        guard equals < pair.upperBound else { return nil }
        let name = trimmed(text, pair.lowerBound..<equals)
        return name.isEmpty ? nil : (name, trimmed(text, equals + 1..<pair.upperBound))
    }

    private func endOfEntry(
        _ text: Span<UInt8>, from: Int, _ catalog: PlatformCatalog
    ) -> Int {
        var end = from
        while end < text.count {
            let next = text.firstOffset(of: UInt8(ascii: ";"), from: end + 1) ?? text.count
            if let (name, _) = split(text, end + 1..<next),
                catalog.cookies.contains(text.extracting(name))
            {
                return end
            }
            end = next
        }
        return end
    }

    private func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, text[start] == 0x20 || text[start] == 0x09 { start &+= 1 }
        while end > start, text[end &- 1] == 0x20 || text[end &- 1] == 0x09 { end &-= 1 }
        return start..<end
    }
}
