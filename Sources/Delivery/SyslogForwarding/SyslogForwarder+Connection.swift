import Bytes
import Transport

/// The connection to the other server: opened when something waits, paused after a failure.
extension SyslogForwarder {
    func openIfDue() {
        guard !lengths.isEmpty, time.now >= pausedUntil else { return }
        state = .opening
        sender.open { [weak self] event in self?.receive(event) }
    }

    private func receive(_ event: SenderEvent) {
        switch event {
        case .opened:
            state = .open
            written = 0
            settled = 0
            isBlocked = false
            counters.connects += 1
        case .writable:
            isBlocked = false
        case .ended(let fault):
            ended(fault)
        }
        flush()
    }

    private func ended(_ fault: UpstreamFault) {
        lastFault = fault
        // What the server's machine confirmed last is not written again.
        if state == .open { settle() }
        counters.repeated += linesBegun
        forgetConnection()
        isAlarmSet = false
        // A server that ends a connection nobody needs has not failed.
        guard !lengths.isEmpty else { return }
        counters.failures += 1
        failures += 1
        let milliseconds = limits.backoff.delay(failures: failures, draw)
        let pause = UInt64(milliseconds) * Nanoseconds.perMillisecond
        pausedUntil = time.now + (isHurried ? min(pause, shortPause) : pause)
    }

    func forgetConnection() {
        state = .closed
        written = 0
        settled = 0
        isBlocked = false
    }

    /// Lines of which something was written and not confirmed.
    private var linesBegun: Int {
        var bytes = 0
        var lines = 0
        while bytes < written, let length = lengths[lines] {
            bytes += length
            lines += 1
        }
        return lines
    }

    func write() {
        if framing == .datagram { return writeDatagrams() }
        while !isBlocked, state == .open, written < queue.count {
            let count = sender.write(queue.span.extracting(written...)) ?? 0
            written += count
            if written < queue.count { isBlocked = true }
        }
    }

    private func writeDatagrams() {
        while !isBlocked, state == .open, let length = lengths[0] {
            switch sender.write(queue.span.extracting(..<length)) {
            case nil: remove(length, .tooLong)
            case 0: isBlocked = true
            default: remove(length, .sent)
            }
        }
    }
}
