import Bytes

@testable import Transport

// What an upstream asks for.

extension FuzzTargets {
    /// A wait is within bounds, and a date that is read is written as it was.
    static func retryAfter(_ bytes: Span<UInt8>) {
        if let seconds = RetryAfter.seconds(bytes, now: 1_700_000_000) {
            precondition((0...RetryAfter.longest).contains(seconds), "an endless wait")
        }
        guard let date = IMFFixdate.seconds(bytes) else { return }
        let written = IMFFixdate.bytes(epochSeconds: date)
        // The day of the week is not compared, and of a leap second the one before is meant.
        for index in 5..<IMFFixdate.length where !(23...24).contains(index) {
            precondition(written[index] == bytes[index], "another date")
        }
        precondition(IMFFixdate.seconds(written.span) == date, "does not come back")
    }
}
