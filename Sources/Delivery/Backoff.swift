/// Capped exponential back-off with full jitter: a delay drawn evenly from zero to the ceiling.
///
/// Full jitter spreads clients best after an outage (AWS Architecture Blog, "Exponential Backoff
/// And Jitter").
package struct Backoff: Sendable {
    /// Ceiling of the first delay.
    package let baseMilliseconds: Int
    /// No ceiling grows beyond this one.
    package let capMilliseconds: Int

    package init(baseMilliseconds: Int, capMilliseconds: Int) {
        self.baseMilliseconds = baseMilliseconds
        self.capMilliseconds = capMilliseconds
    }

    /// The largest delay after `failures` failures in a row (1 is the first).
    package func ceiling(failures: Int) -> Int {
        let doublings = min(max(failures - 1, 0), 30)
        let (product, overflow) = baseMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
        return overflow ? capMilliseconds : min(product, capMilliseconds)
    }

    /// A delay after `failures` failures in a row.
    package func delay(failures: Int, _ draw: Draw) -> Int { draw(0...ceiling(failures: failures)) }

    /// Where randomness comes from; tests give their own.
    package typealias Draw = @Sendable (ClosedRange<Int>) -> Int

    /// The system's randomness.
    package static let random: Draw = { Int.random(in: $0) }
}
