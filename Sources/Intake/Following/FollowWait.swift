import CLinux
import Glibc

/// Wakes whoever waits for followed files, from any thread: eventfd(2).
package final class FollowAlarm: Sendable {
    private let descriptor: Descriptor

    /// Creates an alarm, or `nil` when there is no descriptor left.
    package init?() {
        let number = eventfd(0, Int32(O_NONBLOCK | O_CLOEXEC))
        guard number >= 0 else { return nil }
        descriptor = Descriptor(owning: number)
    }

    /// Ends the wait under way, or else the next one.
    package func ring() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor.number, &one, 8)
    }

    fileprivate var number: Int32 { descriptor.number }

    fileprivate func silence() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor.number, &count, 8)
    }
}

/// Sleeps until there may be something to read.
package enum FollowWait {
    /// Waits for any of `files`, the alarm, or the end of `longest`; idle, it costs nothing.
    ///
    /// Call it when a read of every file gave ``FollowedPiece/nothing``. Returns also without a
    /// reason: read again.
    package static func wait(
        for files: [FollowedFile], alarm: FollowAlarm? = nil, longest: Duration? = nil
    ) {
        var entries: [pollfd] = []
        var pause = longest?.nanoseconds
        for file in files {
            if let number = file.waitable {
                entries.append(pollfd(fd: number, events: Int16(POLLIN), revents: 0))
            }
            let rest = file.pause.nanoseconds
            pause = min(pause ?? rest, rest)
        }
        if let alarm {
            entries.append(pollfd(fd: alarm.number, events: Int16(POLLIN), revents: 0))
        }
        // Rounded up: a pause that ends too early would be a busy loop of empty looks.
        let milliseconds = pause.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
        let count = nfds_t(entries.count)
        _ = unsafe entries.withUnsafeMutableBufferPointer {
            unsafe poll($0.baseAddress, count, milliseconds)
        }
        alarm?.silence()
    }
}
