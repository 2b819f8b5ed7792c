import Bytes
import Foundation
import Synchronization
import Transport

/// A destination that remembers everything it gets, byte for byte.
final class RecordingUpstream: Sendable {
    let port: Int
    private let lanes: LaneGroup
    private let recorder: Recorder

    /// Listens on `port`, or on any free one.
    init(port wanted: Int = 0) async throws {
        let recorder = Recorder()
        self.recorder = recorder
        lanes = try LaneGroup(count: 1)
        let address = try await lanes.serve(on: SocketAddress(text: "127.0.0.1:\(wanted)")) { _ in
            RecordingHandler(recorder: recorder)
        }
        port = Int(address.port ?? 0)
    }

    /// Head and body of each request.
    var requests: [String] { recorder.requests.withLock { $0 } }

    /// Connections that are open now.
    var openConnections: Int {
        get async { await lanes.counters.reduce(0) { $0 + $1.open } }
    }

    func stop() async { _ = await lanes.shutdown(grace: .seconds(1)) }

    fileprivate final class Recorder: Sendable {
        let requests = Mutex<[String]>([])
    }

    private final class RecordingHandler: HTTPHandler {
        private let recorder: Recorder

        init(recorder: Recorder) { self.recorder = recorder }

        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            let text = request.bytes.string + request.body.string
            recorder.requests.withLock { $0.append(text) }
            exchange.respond(Answer(status: 204, fields: ""))
        }
    }
}
