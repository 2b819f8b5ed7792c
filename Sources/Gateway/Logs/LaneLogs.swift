import Bytes
import Delivery
import Transport

/// What the intakes of logs have on one lane, so that the lifecycle and followers find it there.
final class LaneLogs {
    /// By position of the intake; `nil` where it takes no syslog.
    let sinks: [LogSink?]
    /// By position of the intake.
    let forwarders: [[SyslogForwarder]]

    init(sinks: [LogSink?], forwarders: [[SyslogForwarder]]) {
        self.sinks = sinks
        self.forwarders = forwarders
    }

    /// Lines of an intake that wait for servers, with their bytes, and how others ended.
    func forwarding(of intake: Int) -> SyslogForwardingCounters {
        var counters = SyslogForwardingCounters()
        for forwarder in forwarders[intake] { counters.add(forwarder.counters) }
        return counters
    }

    /// Hands over counts, lets forwarders send what they have, and calls `completion`.
    func drain(_ completion: @escaping () -> Void) {
        for sink in sinks { sink?.end() }
        let active = forwarders.flatMap(\.self)
        var left = active.count
        guard left > 0 else { return completion() }
        for forwarder in active {
            forwarder.drain {
                left -= 1
                if left == 0 { completion() }
            }
        }
    }

    /// Gives up lines that no server has confirmed; gives their number.
    func abandon() -> Int {
        forwarders.reduce(0) { $0 + $1.reduce(0) { $0 + $1.abandon() } }
    }
}
