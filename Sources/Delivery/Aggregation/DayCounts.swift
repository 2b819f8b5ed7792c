import Records

/// Everything counted for one destination on one day since the last hand-over.
package struct DayCounts: Sendable, Equatable {
    /// One table per dimension, by `Dimension.slot`.
    private(set) var tables = [CountTable](repeating: CountTable(), count: Dimension.allCases.count)
    private(set) var revenue: [String: Revenue] = [:]
    private(set) var isEmpty = true

    package init() {}

    subscript(dimension: Dimension) -> CountTable { tables[dimension.slot] }

    /// Counts one event.
    ///
    /// Values are shortened; at most `limit` different ones are kept apart.
    mutating func count(_ facts: EventFacts, limit: Int) {
        isEmpty = false
        guard facts.bot.isEmpty else { return add(1, Self.bounded(facts.bot), .bot, limit) }
        let name = Self.bounded(facts.event)
        if facts.isPageView {
            add(1, name, .view, limit)
            add(1, Self.bounded(facts.page), .page, limit)
            add(1, Self.bounded(facts.referrerDomain), .referrer, limit)
            add(1, Self.bounded(facts.browser), .browser, limit)
            add(1, Self.bounded(facts.system), .system, limit)
        } else {
            add(1, name, facts.currency.isEmpty ? .event : .sale, limit)
        }
        guard !facts.currency.isEmpty else { return }
        let bound = AggregationLimits.eventCents
        let cents = min(max(facts.revenueCents, -bound), bound)
        add(Revenue(orders: 1, cents: cents), currency: Self.bounded(facts.currency), limit)
    }

    /// Counts what became of `count` requests.
    mutating func count(_ outcome: Outcome, _ count: Int = 1) {
        isEmpty = false
        add(count, outcome.rawValue, .outcome, Outcome.allCases.count)
    }

    mutating func merge(_ other: DayCounts, limit: Int) {
        guard !other.isEmpty else { return }
        isEmpty = false
        for slot in tables.indices { tables[slot].merge(other.tables[slot], limit: limit) }
        for (currency, sum) in other.revenue { add(sum, currency: currency, limit) }
    }

    private mutating func add(_ count: Int, _ value: String, _ dimension: Dimension, _ limit: Int) {
        tables[dimension.slot].add(count, to: value, limit: limit)
    }

    private mutating func add(_ sum: Revenue, currency: String, _ limit: Int) {
        let isKept = revenue[currency] != nil || revenue.count < limit
        // Sums of different currencies mean nothing: what exceeds the bound keeps its orders only.
        if isKept {
            revenue[currency, default: Revenue()].add(sum)
        } else {
            revenue[AggregationLimits.overflowValue, default: Revenue()].add(
                Revenue(orders: sum.orders, cents: 0))
        }
    }

    /// `value` within the bound and without control characters, which no report could show.
    static func bounded(_ value: String) -> String {
        let bytes = value.utf8
        if bytes.count <= AggregationLimits.valueBytes,
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        {
            return value
        }
        var result = ""
        var length = 0
        for scalar in value.unicodeScalars {
            let kept: Unicode.Scalar =
                scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar
            length += UTF8.width(kept)
            if length > AggregationLimits.valueBytes { break }
            result.unicodeScalars.append(kept)
        }
        return result
    }
}

extension EventFacts {
    /// Whether the vendor's name of the event means that a page was shown.
    ///
    /// Case and punctuation are ignored: `page_view` (Google), `PageView` (Meta), `$pageview`
    /// (PostHog), `pageview` (Plausible, GoatCounter) and `page` (Segment) are one.
    var isPageView: Bool {
        var letters: UInt64 = 0
        var count = 0
        for byte in event.utf8 {
            let letter = byte | 0x20
            guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "z") else { continue }
            count += 1
            if count > 8 { return false }
            letters = letters << 8 | UInt64(letter)
        }
        return letters == Self.pageviewLetters || letters == Self.pageLetters
            || (event.isEmpty && !page.isEmpty)
    }

    private static let pageviewLetters: UInt64 = 0x70_61_67_65_76_69_65_77
    private static let pageLetters: UInt64 = 0x70_61_67_65
}
