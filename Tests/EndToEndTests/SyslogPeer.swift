import Bytes
import Intake
import Synchronization
import Transport

/// Another syslog server, which remembers every message.
final class SyslogPeer: Sendable {
    let port: UInt16
    private let lanes: LaneGroup
    private let recorder: Recorder

    init(_ transport: SyslogTransport = .tcp, port wanted: UInt16 = 0) async throws {
        let recorder = Recorder()
        self.recorder = recorder
        lanes = try LaneGroup(count: 1)
        let address = try await lanes.receiveSyslog(
            on: SocketAddress(text: "127.0.0.1:\(wanted)"), over: transport
        ) { _ in Sink(recorder) }
        port = address.port ?? 0
    }

    var messages: [String] { recorder.messages.withLock { $0 } }

    func stop() async { _ = await lanes.shutdown(grace: .seconds(1)) }

    private final class Recorder: Sendable {
        let messages = Mutex<[String]>([])
    }

    private final class Sink: SyslogSink {
        private let recorder: Recorder

        init(_ recorder: Recorder) { self.recorder = recorder }

        func take(_ message: Span<UInt8>) -> SyslogReception {
            let text = message.string
            recorder.messages.withLock { $0.append(text) }
            return .taken
        }

        func batchEnded() {}
        func whenRoom(_ resume: @escaping () -> Void) { resume() }
    }
}
