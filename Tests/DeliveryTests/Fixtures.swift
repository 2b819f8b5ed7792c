import Bytes
import Foundation
import Logging
// The only door that tests have to records: they stand in for the anonymiser.
@_spi(Anonymizer) import Records
import Synchronization
import Transport

@testable import Delivery

func facts(
    _ event: String = "page_view", page: String = "/", referrer: String = "",
    browser: String = "Firefox", system: String = "Linux", cents: Int = 0, currency: String = "",
    bot: String = ""
) -> EventFacts {
    EventFacts(
        event: event, page: page, referrerDomain: referrer, browser: browser, system: system,
        revenueCents: cents, currency: currency, bot: bot)
}

func outbound(
    _ target: String = "/g/collect?v=2", method: String = "POST", body: String = "en=page_view",
    contentType: String? = "text/plain", userAgent: String = "Mozilla/5.0", language: String = "",
    gpc: Bool = false
) -> Records.OutboundRequest {
    Records.OutboundRequest(
        method: method, target: Array(target.utf8), body: Array(body.utf8),
        contentType: contentType, userAgent: Array(userAgent.utf8), language: Array(language.utf8),
        globalPrivacyControl: gpc)
}

func record(
    _ request: Records.OutboundRequest?, _ facts: [EventFacts], destination: Int = 0
) -> AnonymousRecord {
    AnonymousRecord(site: 0, destination: destination, request: request, facts: facts)
}

let shop = Source(site: "zeepwinkel", destination: "analytics")
let july1 = Day(number: 20_635)

/// A state directory that goes away with the test.
final class Scratch: Sendable {
    let path = NSTemporaryDirectory() + "matglas-" + UUID().uuidString

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func mode(_ name: String = "") throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}

func snapshot(
    _ facts: [EventFacts], source: Source = shop, on day: Day = july1
) -> RollupSnapshot {
    let rollup = LaneRollup(sources: [source])
    for fact in facts { rollup.count(fact, destination: 0, on: day) }
    return rollup.take()
}

func pending(_ snapshots: RollupSnapshot...) -> PendingCounts {
    var pending = PendingCounts()
    for snapshot in snapshots { pending.merge(snapshot) }
    return pending
}

extension Report.Table {
    var dictionary: [String: Int] {
        Dictionary(rows.map { ($0.value, $0.count) }, uniquingKeysWith: +)
    }
}

/// An upstream that keeps what it was sent, and answers when told.
final class FakeUpstream: Upstream {
    private(set) var sent: [String] = []
    /// Whether each asked for a new connection.
    private(set) var fresh: [Bool] = []
    private var open: [(UpstreamAnswer) -> Void] = []
    /// What to answer before `send` returns, if anything.
    var immediately: UpstreamAnswer?
    private(set) var isRetired = false

    func retire() { isRetired = true }

    var underWay: Int { open.count }

    func send(
        _ request: consuming ByteBuffer, method: HTTPMethod, fresh isFresh: Bool,
        _ completion: @escaping (UpstreamAnswer) -> Void
    ) {
        sent.append(request.span.string)
        fresh.append(isFresh)
        if let immediately { return completion(immediately) }
        open.append(completion)
    }

    func answer(_ answer: UpstreamAnswer) {
        guard !open.isEmpty else { return }
        open.removeFirst()(answer)
    }

    func answer(_ status: Int, retryAfter: Int? = nil) {
        answer(.response(status: status, retryAfter: retryAfter))
    }

    func answerAll(_ answer: UpstreamAnswer) {
        let completions = open
        open = []
        for completion in completions { completion(answer) }
    }
}

/// A sink that fails when told, and remembers what it has.
final class FakeSink: StateSink {
    struct State {
        var failure: StoreError?
        var committed = PendingCounts()
        var works: [StateWork] = []
        var attempts = 0
        var isTight = false
        /// Called in each transaction.
        var during: (@Sendable () -> Void)?
    }

    let state = Mutex(State())

    func write(_ work: StateWork) throws(StoreError) -> StateChange {
        let failure: StoreError? = state.withLock { state in
            state.attempts += 1
            if state.failure == nil {
                state.committed.merge(work.counts)
                state.works.append(work)
            }
            return state.failure
        }
        let during = state.withLock { $0.during }
        during?()
        if let failure { throw failure }
        var change = StateChange()
        change.isTight = state.withLock { $0.isTight }
        return change
    }

    func fail(_ failure: StoreError?) { state.withLock { $0.failure = failure } }

    var committed: PendingCounts { state.withLock { $0.committed } }

    /// The targets of the requests that were spooled.
    var spooled: [String] {
        state.withLock { $0.works.flatMap { $0.entries.map { $0.request.target.span.string } } }
    }
}

extension StatisticsStore {
    /// Writes counts alone.
    func add(_ counts: PendingCounts) throws {
        var work = StateWork()
        work.counts = counts
        _ = try write(work)
    }
}

/// A schedule that runs nothing until told; the last call replaces an earlier one.
final class HandSchedule: Sendable {
    private let waiting = Mutex<(delay: Duration, action: @Sendable () -> Void)?>(nil)

    var delay: Duration? { waiting.withLock { $0?.delay } }

    var schedule: StateWriter.Schedule {
        { [self] delay, action in waiting.withLock { $0 = (delay, action) } }
    }

    func runNext() {
        let next = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        next?.action()
    }
}

/// A clock of the writer that stands still until it is moved.
final class HandClock: Sendable {
    private let nanoseconds = Mutex<UInt64>(1_000_000_000_000)

    var read: @Sendable () -> UInt64 { { [self] in nanoseconds.withLock { $0 } } }

    func advance(milliseconds: UInt64) {
        nanoseconds.withLock { $0 += milliseconds * 1_000_000 }
    }
}

/// What the writer posts to a lane, until the lane has its turn.
final class HandPost: Sendable {
    private let waiting = Mutex<[@Sendable (LaneDelivery) -> Void]>([])

    var post: LaneDelivery.Post {
        { [self] body in waiting.withLock { $0.append(body) } }
    }

    func deliver(to delivery: LaneDelivery) {
        while true {
            let bodies = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            if bodies.isEmpty { return }
            for body in bodies { body(delivery) }
        }
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
