import Bytes
import Decoding
import Dispatch
import Foundation
import Glibc
import Intake
import Privacy
import Transport

/// Takes syslog on one lane and writes what the engine makes of it to a file; `Benchmarks/syslog`
/// starts it, and reads the numbers that it prints when its input ends.
@main
enum SyslogReceiver {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, ["engine", "nothing"].contains(arguments[1]) else {
            print("usage: syslog-receiver engine|nothing OUTPUT < pipe")
            exit(64)
        }
        let output = unsafe open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { exit(73) }
        let formats = arguments[1] == "engine" ? [try combined()] : []
        let isEngine = !formats.isEmpty
        let lanes = try LaneGroup(count: 1)
        let anywhere = SocketAddress.ipv4(0x7F00_0001, port: 0)
        let sink: @Sendable (isolated Lane) -> any SyslogSink = { _ in
            EngineSink(isEngine ? formats : nil, output)
        }
        let tcp = try await lanes.receiveSyslog(on: anywhere, over: .tcp, makeSink: sink)
        let udp = try await lanes.receiveSyslog(on: anywhere, over: .udp, makeSink: sink)
        print("tcp \(tcp.port ?? 0)\nudp \(udp.port ?? 0)")
        fflush(nil)
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "input").async {
                while readLine() != nil {}
                continuation.resume()
            }
        }
        var sum = SyslogCounters()
        for counters in await lanes.lanes[0].syslogCounters { sum.add(counters) }
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print("messages \(sum.messages)")
        print("bytes \(sum.messageBytes)")
        print("dropped \(sum.droppedByKernel)")
        print("buffer \(sum.receiveBuffer)")
        print("cpu-ms \(milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime))")
        print("kib \(usage.ru_maxrss)")
        _ = await lanes.shutdown(grace: .zero)
    }

    private static func milliseconds(_ time: timeval) -> Int {
        Int(time.tv_sec) * 1_000 + Int(time.tv_usec) / 1_000
    }

    /// The combined format under the treatments of the profile `anonymous`.
    private static func combined() throws -> CompiledLogFormat {
        let format = try AccessLogFormat(
            apache: #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i""#)
        let kinds: [String: Kind] = [
            "%h": .ip, "%t": .timestamp, "%>s": .technical, "%b": .technical, "%r": .url,
            "%{Referer}i": .referrer, "%{User-Agent}i": .userAgent,
        ]
        let profile = Profile(
            name: "anonymous", events: [:],
            logs: [
                .ip: .truncateAddress, .technical: .keep, .timestamp: .keep, .url: .stripURL,
                .referrer: .referrerOrigin, .userAgent: .generaliseUserAgent,
            ])
        return CompiledLogFormat(
            name: "combined", format: format,
            columns: format.fields.map {
                FieldDefinition(pattern: $0.text, kind: kinds[$0.text] ?? .unknown)
            }, profile: profile)
    }
}
