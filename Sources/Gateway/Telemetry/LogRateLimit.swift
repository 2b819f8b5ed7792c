/// How often one place in the program may say something: a bucket of tokens for each.
///
/// Invariants:
/// 1. There are at most `mostPlaces` buckets; places beyond them share one.
/// 2. What was suppressed is counted until it is told, once.
struct LogRateLimit {
    /// Lines that one place may say at once; a broken disk or upstream says it a few times.
    static let burst = 10
    /// Seconds after which a place may say one line more.
    static let refillSeconds = 6.0
    /// Buckets at most, some 100 bytes each; the program has fewer places.
    static let mostPlaces = 256

    /// Where a line comes from.
    struct Place: Hashable {
        var file: String
        var line: UInt

        /// What all places share for which there is no bucket left.
        static let others = Place(file: "", line: 0)
    }

    /// What became of a line.
    enum Verdict: Equatable {
        /// It is said, and that `suppressed` of its kind were not.
        case said(suppressed: Int)
        case suppressed
    }

    /// Lines of one place that were not said.
    struct Silence: Equatable {
        var message: String
        var count: Int
    }

    private struct Bucket {
        var tokens: Double
        var filledAt: Double
        var suppressed = 0
        var message = ""
    }

    private var buckets: [Place: Bucket] = [:]

    /// Whether a line may be said at `now`, in seconds of any clock that does not go back.
    mutating func admit(_ place: Place, _ message: String, at now: Double) -> Verdict {
        let isKnown = buckets[place] != nil || buckets.count < Self.mostPlaces
        let place = isKnown ? place : .others
        var bucket =
            buckets[place] ?? Bucket(tokens: Double(Self.burst), filledAt: now)
        let earned = max(now - bucket.filledAt, 0) / Self.refillSeconds
        bucket.tokens = min(bucket.tokens + earned, Double(Self.burst))
        bucket.filledAt = now
        defer { buckets[place] = bucket }
        guard bucket.tokens >= 1 else {
            bucket.suppressed += 1
            bucket.message = message
            return .suppressed
        }
        bucket.tokens -= 1
        let suppressed = bucket.suppressed
        bucket.suppressed = 0
        return .said(suppressed: suppressed)
    }

    /// What was suppressed and not told since, in the order of the messages; told now.
    mutating func takeSilences() -> [Silence] {
        var silences: [Silence] = []
        for (place, bucket) in buckets where bucket.suppressed > 0 {
            silences.append(Silence(message: bucket.message, count: bucket.suppressed))
            buckets[place]?.suppressed = 0
        }
        return silences.sorted { $0.message < $1.message }
    }
}
