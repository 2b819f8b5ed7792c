import Bytes

@testable import Gateway
@testable import Transport

// What an upstream asks for, and where it is.

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

    /// An upstream that is accepted is encrypted or near, and says the same when it is written.
    static func upstream(_ bytes: Span<UInt8>) {
        let text = String(decoding: bytes.array, as: UTF8.self)
        guard case .success(let upstream) = Upstream.read(text) else { return }
        let isNear = upstream.address.map { $0.isLoopback || $0.isPrivate } ?? false
        precondition(upstream.isEncrypted || isNear, "clear text to far away")
        precondition(upstream.port != 0)
        precondition(
            !upstream.authority.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x40 },
            "an authority that ends its line")
        guard case .success(upstream) = Upstream.read(upstream.description) else {
            preconditionFailure("means something else when it is written")
        }
    }
}
