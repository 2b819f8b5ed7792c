import Records
import Testing

@testable import Delivery

/// A spool in memory that answers reads when told, and remembers how requests ended.
final class FakeSpoolQueue: SpoolQueue {
    private var all: [SpooledRequest] = []
    private var gone: Set<Int64> = []
    private(set) var ended: [(number: Int64, result: ForwardingResult, status: Int?)] = []
    private(set) var reads = 0
    /// Whether the disk refuses.
    var isRefusing = false
    private var pending: [() -> Void] = []

    /// What is on disk, in order.
    var rows: [SpooledRequest] { all.filter { !gone.contains($0.number) } }
    var isEmpty: Bool { gone.count == all.count }

    func read(
        after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping ([SpooledRequest]?) -> Void
    ) {
        reads += 1
        var left = bytes
        var found: [SpooledRequest] = []
        for row in all[Int(number)...] where !gone.contains(row.number) {
            left -= row.request.heldBytes
            if found.count == count || left < 0 && !found.isEmpty { break }
            found.append(row)
        }
        pending.append { [self] in receive(isRefusing ? nil : found) }
    }

    func end(_ request: SpooledRequest, _ result: ForwardingResult, status: Int?) {
        ended.append((request.number, result, status))
        gone.insert(request.number)
    }

    /// Answers one read; `false` if there is none.
    func answerRead() -> Bool {
        guard !pending.isEmpty else { return false }
        pending.removeFirst()()
        return true
    }

    func append(_ request: Records.OutboundRequest, tags: VisitorTags, acceptedAt: Int) {
        all.append(
            SpooledRequest(
                number: Int64(all.count + 1), acceptedAt: acceptedAt, tags: tags,
                request: request))
    }

    func removeAll(_ tags: VisitorTags) {
        for row in all where row.tags.intersects(tags) { gone.insert(row.number) }
    }
}

/// One destination: a forwarder between a spool and an upstream, both in hand.
final class ForwarderRig {
    let time: HandTime
    let upstream = FakeUpstream()
    let spool = FakeSpoolQueue()
    let forwarder: Forwarder

    init(
        time: HandTime = HandTime(), sharing: SendingShare? = nil, batch: BatchRule? = nil,
        _ adjust: (inout ForwardingLimits) -> Void = { _ in },
        draw: @escaping Backoff.Draw = \.upperBound
    ) {
        self.time = time
        var limits = ForwardingLimits()
        adjust(&limits)
        forwarder = Forwarder(
            to: UpstreamOrigin(authority: "vendor.example"), through: upstream, from: spool,
            limits: limits, batch: batch, time: time, sharing: sharing, draw: draw)
    }

    var counters: ForwardingCounters { forwarder.counters }

    /// Spools requests, and lets the forwarder read.
    func add(
        _ requests: Records.OutboundRequest..., tags: VisitorTags = .none, age: Int = 0
    ) {
        for request in requests {
            spool.append(request, tags: tags, acceptedAt: time.wallSeconds - age)
        }
        forwarder.arrived()
        settle()
    }

    func add(count: Int, tags: VisitorTags = .none) {
        for number in 0..<count {
            spool.append(outbound("/\(number)"), tags: tags, acceptedAt: time.wallSeconds)
        }
        forwarder.arrived()
        settle()
    }

    /// Answers reads until there is none.
    func settle() { while spool.answerRead() {} }

    func answer(_ answer: UpstreamAnswer) {
        upstream.answer(answer)
        settle()
    }

    func answer(_ status: Int, retryAfter: Int? = nil) {
        answer(.response(status: status, retryAfter: retryAfter))
    }

    func answerAll(_ answer: UpstreamAnswer) {
        upstream.answerAll(answer)
        settle()
    }

    /// Moves on; the wall clock goes with it.
    func advance(milliseconds: Int) {
        time.advance(milliseconds: milliseconds)
        settle()
    }

    /// Answers everything with success until nothing is under way.
    func deliverAll() {
        while upstream.underWay > 0 { answer(204) }
    }

    /// Checks that of `spooled` requests each waits or has ended, and that something wakes what waits.
    func checkConservation(of spooled: Int) {
        #expect(spool.ended.count + spool.rows.count == spooled)
        #expect(
            spool.isEmpty || upstream.underWay > 0 || time.nextAlarm != nil,
            "something waits and nothing will wake it")
        #expect(forwarder.seat.held == upstream.underWay)
    }

    /// Answers everything with success until nothing waits, and checks that all ended once and nothing is
    /// held.
    func checkEnding() {
        #expect(Set(spool.ended.map(\.number)).count == spool.ended.count)
        for _ in 0..<10_000 where !spool.isEmpty {
            deliverAll()
            advance(milliseconds: 1_000)
        }
        #expect(spool.isEmpty)
        #expect(forwarder.heldBytes == 0)
    }

    /// The targets that were sent, in their order.
    var targets: [String] {
        upstream.sent.map { $0.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    }
}
