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
    ///
    /// `status` gives what to answer to a request, `nil` for never.
    init(
        port wanted: Int = 0, status: @escaping @Sendable (String) -> Int? = { _ in 204 }
    ) async throws {
        let recorder = Recorder()
        self.recorder = recorder
        lanes = try LaneGroup(count: 1)
        let address = try await lanes.serve(on: SocketAddress(text: "127.0.0.1:\(wanted)")) { _ in
            RecordingHandler(recorder: recorder, status: status)
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
        private let status: @Sendable (String) -> Int?
        /// Clients that wait in vain.
        private var open: [Exchange] = []

        init(recorder: Recorder, status: @escaping @Sendable (String) -> Int?) {
            self.recorder = recorder
            self.status = status
        }

        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            let text = request.bytes.string + request.body.string
            recorder.requests.withLock { $0.append(text) }
            if let status = status(text) {
                exchange.respond(Answer(status: status, fields: ""))
            } else {
                open.append(exchange)
            }
        }
    }
}
