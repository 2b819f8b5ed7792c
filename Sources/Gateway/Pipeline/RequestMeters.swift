import Bytes

/// What one lane has measured of events, by site; numbers only.
struct RequestNumbers: Sendable {
    /// From the complete request to its answer.
    var answering = Histogram()
    /// The anonymisation of one event for one destination.
    var anonymizing = Histogram()
    /// Events that were refused, by whose share was used up.
    var limited = [Int](repeating: 0, count: RateLimits.Scope.allCases.count)

    mutating func add(_ other: RequestNumbers) {
        answering.add(other.answering)
        anonymizing.add(other.anonymizing)
        for scope in limited.indices { limited[scope] += other.limited[scope] }
    }
}

/// Measures on one lane.
final class RequestMeters {
    private(set) var sites: [RequestNumbers]
    /// Nanoseconds that never go back, read anew with each call.
    private let clock: () -> UInt64

    init(sites count: Int, clock: @escaping () -> UInt64) {
        sites = [RequestNumbers](repeating: RequestNumbers(), count: count)
        self.clock = clock
    }

    var now: UInt64 { clock() }

    func answered(site: Int, since begin: UInt64) {
        sites[site].answering.record(nanoseconds: clock() &- begin)
    }

    func anonymized(site: Int, since begin: UInt64) {
        sites[site].anonymizing.record(nanoseconds: clock() &- begin)
    }

    /// Goes on with the numbers of a former position.
    func goOn(from numbers: RequestNumbers, site: Int) { sites[site] = numbers }

    func limited(site: Int, _ scope: RateLimits.Scope) { sites[site].limited[scope.rawValue] += 1 }
}
