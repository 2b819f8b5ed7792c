import Bytes
import Dispatch
import Synchronization
import Testing

@testable import Transport

@Suite struct TokenBucketTests {
    private static let second: UInt64 = 1_000_000_000

    @Test("A full bucket gives its burst, then one token per interval")
    func burst() {
        let bucket = TokenBucket()
        let rate = BucketRate(perSecond: 10, burst: 3)
        let start = 5 * Self.second
        for _ in 0..<3 { #expect(bucket.take(rate, now: start) == nil) }
        #expect(bucket.take(rate, now: start) == 100_000_000)
        #expect(bucket.take(rate, now: start + 99_999_999) == 1)
        #expect(bucket.take(rate, now: start + 100_000_000) == nil)
        #expect(bucket.take(rate, now: start + 100_000_000) == 100_000_000)
        // A long rest fills it again, and no further.
        let later = start + 3_600 * Self.second
        for _ in 0..<3 { #expect(bucket.take(rate, now: later) == nil) }
        #expect(bucket.take(rate, now: later) != nil)
    }

    @Test(
        "What passes in ten seconds is the rate and one burst",
        arguments: [(1, 1), (3, 7), (500, 1_000), (4_321, 10), (100_000, 100_000)])
    func rate(perSecond: Int, burst: Int) {
        let bucket = TokenBucket()
        let rate = BucketRate(perSecond: perSecond, burst: burst)
        var passed = 0
        for step in 0..<200_000 {
            let now = Self.second + UInt64(step) * 50_000
            for _ in 0..<6 where bucket.take(rate, now: now) == nil { passed += 1 }
        }
        let expected = perSecond * 10 + burst
        #expect(abs(passed - expected) <= max(1, expected / 1_000), "\(passed)")
    }

    @Test("A clock that lags on another lane neither gives nor takes")
    func lagging() {
        let bucket = TokenBucket()
        let rate = BucketRate(perSecond: 1, burst: 1)
        #expect(bucket.take(rate, now: 10 * Self.second) == nil)
        #expect(bucket.take(rate, now: 10 * Self.second - 5_000) == Self.second + 5_000)
        #expect(bucket.take(rate, now: 11 * Self.second) == nil)
    }

    @Test("Several lanes together get no more than one would")
    func together() {
        final class Shared: Sendable {
            let bucket = TokenBucket()
            let passed = Atomic(0)
        }
        let shared = Shared()
        let rate = BucketRate(perSecond: 1, burst: 1_000)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<2_000 where shared.bucket.take(rate, now: Self.second) == nil {
                shared.passed.add(1, ordering: .relaxed)
            }
        }
        #expect(shared.passed.load(ordering: .relaxed) == 1_000)
    }

    @Test("One network that sends too much leaves the others theirs")
    func networks() {
        let buckets = NetworkBuckets()
        let rate = BucketRate(perSecond: 1, burst: 5)
        let now = Self.second
        func take(_ address: [UInt8], _ number: Int, _ now: UInt64) -> UInt64? {
            buckets.take(ClientNetwork(address.span), number: number, rate: rate, now: now)
        }
        var passed = 0
        for host in 0..<200 {
            let address: [UInt8] = [203, 0, 113, UInt8(host)]
            if take(address, 0, now) == nil { passed += 1 }
        }
        // Two buckets of five, of which both have to be empty.
        #expect((5...10).contains(passed))
        var refused = 0
        for network in 0..<1_000 {
            let address: [UInt8] = [198, UInt8(network >> 8), UInt8(network & 255), 1]
            if take(address, 0, now) != nil { refused += 1 }
        }
        #expect(refused <= 2)
        let other: [UInt8] = [203, 0, 113, 1]
        #expect(take(other, 1, now) == nil)
        #expect(take(other, 0, now + 9 * Self.second) == nil)
    }

    @Test("All whose network is not known are one network")
    func unknown() {
        let buckets = NetworkBuckets()
        let rate = BucketRate(perSecond: 1, burst: 1)
        var refused = 0
        for _ in 0..<20
        where buckets.take(nil, number: 0, rate: rate, now: Self.second) != nil { refused += 1 }
        #expect(refused >= 18)
        #expect(buckets.take(nil, number: 1, rate: rate, now: Self.second) == nil)
    }
}
