import CLinux
import Glibc

/// How many descriptors this process may have open, and how many of them clients may take.
package enum DescriptorLimit {
    /// Descriptors that clients never get: connections to upstreams, the administration, the
    /// statistics, logs and event loops need them.
    package static let reserve = 128

    /// Open connections per lane at most, however many descriptors there are.
    ///
    /// Each costs 2 KiB while it is idle, and 17 KiB with TLS, of which OpenSSL needs 14; the next
    /// clients pay, they wait in the backlog.
    package static let connectionsPerLane = 20_000

    /// Raises the soft limit to the hard one (setrlimit(2)), and gives the limit in force.
    ///
    /// A refusal leaves the soft limit as it was, which is no fault: there are fewer connections.
    @discardableResult
    package static func raise() -> Int {
        guard var limit = read(), limit.rlim_cur < limit.rlim_max else { return current }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(kind, &limit)
        return current
    }

    /// How many of `wanted` further descriptors there are, tried by opening them.
    ///
    /// The limit alone does not say it: what came with the start counts too, and the whole machine may
    /// have none left.
    package static func available(_ wanted: Int) -> Int {
        var numbers: [Int32] = []
        defer { for number in numbers { _ = close(number) } }
        while numbers.count < wanted {
            let number = unsafe open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard number >= 0 else { break }
            numbers.append(number)
        }
        return numbers.count
    }

    /// The soft limit, which is the one in force.
    package static var current: Int { read().map { Int(clamping: $0.rlim_cur) } ?? usual }

    /// The connections one of `lanes` lanes may have open, when clients leave `reserve` descriptors.
    ///
    /// Under a limit so low that the reserve would take more than half, clients get half of it.
    package static func share(lanes: Int, of limit: Int = current, reserve: Int = reserve) -> Int {
        let clients = max(limit - reserve, limit / 2)
        return min(max(clients / max(lanes, 1), 1), connectionsPerLane)
    }

    /// The same, and not more than a lane's part of the `wanted` connections in total.
    package static func share(lanes: Int, wanted: Int?) -> Int {
        guard let wanted else { return share(lanes: lanes) }
        return min(share(lanes: lanes), max(1, (wanted + lanes - 1) / max(lanes, 1)))
    }

    /// The soft limit that systems set, for the case that ours cannot be read.
    private static let usual = 1_024

    private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    private static func read() -> rlimit? {
        var limit = rlimit()
        return unsafe getrlimit(kind, &limit) == 0 ? limit : nil
    }
}
