import Synchronization
import Transport

/// What the control loop has to react to.
///
/// Many signals of one kind are one piece of news, so that the end never waits behind a thousand
/// reloads.
final class ServiceInbox: Sendable {
    struct News: Sendable {
        var end: Signals.Signal?
        var reload = false
        var keysExpired = false
    }

    private let pending = Mutex(News())
    private let wakeUps: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    init() {
        (wakeUps, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What has come since the last piece, until the inbox is closed.
    var news: some AsyncSequence<News, Never> {
        wakeUps.map { [self] _ in
            pending.withLock { pending in
                defer { pending = News() }
                return pending
            }
        }
    }

    func add(_ signal: Signals.Signal) {
        add { news in
            switch signal {
            case .hangUp: news.reload = true
            case .terminate, .interrupt: news.end = signal
            }
        }
    }

    func addExpiredKeys() { add { $0.keysExpired = true } }

    func close() { waker.finish() }

    private func add(_ change: (inout News) -> Void) {
        pending.withLock { change(&$0) }
        waker.yield()
    }
}
