import Bytes
import CLinux
import Glibc
import Synchronization

/// One line on a terminal: how much, how fast, how long to go; gone when the work is done.
final class Progress: Sendable {
    private struct Drawing {
        var done = 0
        var ended = 0
        var drawnAt: UInt64
        var isShown = false
    }

    private let descriptor: Int32
    private let total: Int
    private let files: Int
    private let startedAt: UInt64
    private let drawing: Mutex<Drawing>

    /// `total` is in bytes, 0 where it is not known.
    init(descriptor: Int32, total: Int, files: Int = 1) {
        self.descriptor = descriptor
        self.total = total
        self.files = files
        startedAt = Self.now()
        drawing = Mutex(Drawing(drawnAt: startedAt))
    }

    /// Counts bytes, and draws when the last drawing is old enough.
    func advance(by count: Int) {
        drawing.withLock { drawing in
            drawing.done += count
            let now = Self.now()
            guard now - drawing.drawnAt >= Self.pause else { return }
            drawing.drawnAt = now
            drawing.isShown = true
            var text = Self.text(
                done: drawing.done, total: total, nanoseconds: now - startedAt)
            if files > 1 { text += "  \(drawing.ended) of \(files) files" }
            show("\r" + text + Self.eraseRest)
        }
    }

    /// Counts a file that is done or given up.
    func endFile() { drawing.withLock { $0.ended += 1 } }

    /// Removes the line; the next drawing brings it back.
    func clear() {
        // Also called when a signal ends the program: then a drawing under way is not waited for.
        drawing.withLockIfAvailable { drawing in
            if drawing.isShown { show("\r" + Self.eraseRest) }
            drawing.isShown = false
        }
    }

    /// `[=====     ]  50%  1.0 GB of 2.0 GB  500 MB/s  0:02 left`.
    static func text(done: Int, total: Int, nanoseconds: UInt64) -> String {
        let rate = nanoseconds == 0 ? 0 : Int(Double(done) * 1e9 / Double(nanoseconds))
        let speed = "\(size(rate))/s"
        guard total > 0 else { return "\(size(done))  \(speed)" }
        let share = min(Double(done) / Double(total), 1)
        let filled = Int(share * Double(barWidth))
        let bar =
            String(repeating: "=", count: filled)
            + String(repeating: " ", count: barWidth - filled)
        let seconds = rate == 0 ? 0 : max(total - done, 0) / rate
        let left = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60) left"
        return "[\(bar)] \(Int(share * 100))%  \(size(done)) of \(size(total))  \(speed)  \(left)"
    }

    private static func size(_ bytes: Int) -> String {
        var value = bytes
        var tenths = 0
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            tenths = value % 1000 / 100
            value /= 1000
            unit += 1
        }
        return unit == 0 || value >= 100
            ? "\(value) \(units[unit])" : "\(value).\(tenths) \(units[unit])"
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        // A terminal that is gone is no reason to stop.
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static let units = ["B", "kB", "MB", "GB", "TB"]
    private static let barWidth = 24
    /// Five drawings a second are enough for an eye.
    private static let pause: UInt64 = 200_000_000
    private static let eraseRest = "\u{1B}[K"
}
