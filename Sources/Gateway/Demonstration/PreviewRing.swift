import Foundation
import Records
import Synchronization

/// The last events of the demonstration as destinations would get them.
///
/// Never raw data.
///
/// Shared by all lanes; exists only when the embedded example runs.
package final class PreviewRing: Sendable {
    /// Events that are remembered; older ones are forgotten.
    static let capacity = 50

    private struct Ring {
        var last = 0
        var previews: [Preview] = []
    }

    private let ring = Mutex(Ring())

    package init() {}

    func add(_ make: (_ id: Int) -> Preview) {
        ring.withLock { ring in
            ring.last += 1
            if ring.previews.count == Self.capacity { ring.previews.removeFirst() }
            ring.previews.append(make(ring.last))
        }
    }

    /// The events after number `id`, as the page reads them.
    func json(after id: Int) -> [UInt8] {
        let answer = ring.withLock { ring in
            PreviewAnswer(last: ring.last, events: ring.previews.filter { $0.id > id })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(answer)).map { Array($0) } ?? Array("{}".utf8)
    }
}

private struct PreviewAnswer: Encodable {
    let last: Int
    let events: [Preview]
}

/// One event behind the glass: the decision, and the event under each profile.
struct Preview: Encodable, Sendable {
    struct Decision: Encodable, Sendable {
        let statistics: String
        let marketing: String
    }

    struct Request: Encodable, Sendable {
        let method: String
        let target: String
        let body: String
        let userAgent: String

        init(_ request: OutboundRequest) {
            method = request.method
            target = String(decoding: request.target, as: UTF8.self)
            body = String(decoding: request.body, as: UTF8.self)
            userAgent = String(decoding: request.userAgent, as: UTF8.self)
        }
    }

    let id: Int
    let endpoint: String
    let decision: Decision
    /// The outcome's name, shortened to what a visitor of the page wants to know.
    let outcome: String
    /// Under `consented`; `null` when consent does not cover it.
    let consented: Request?
    let anonymous: Request?
    let counted: [CountedEvent]
}
