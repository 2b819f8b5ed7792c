import Records
import Testing

@testable import Delivery

@Suite struct LaneEvidenceTests {
    private let time = HandTime()
    private let sink = FakeSink()
    private let hand = HandSchedule()
    private let clock = HandClock()
    private let mail = HandPost()
    private let pixel = Source(site: "bakker", destination: "pixel")

    private func delivery(_ meters: DeliveryMeters? = nil, lane: Int = 0) -> LaneDelivery {
        let sources = [shop, pixel]
        return LaneDelivery(
            lane: lane, sources: sources,
            exits: .init(
                accounts: [nil, nil], queues: [nil, nil], forwarders: [nil, nil]),
            writer: StateWriter(
                sink: sink, logger: quiet, schedule: hand.schedule, draw: \.upperBound,
                clock: clock.read),
            meters: meters ?? DeliveryMeters(sources: sources), time: time, words: words,
            post: mail.post)
    }

    /// Ends the event in hand and its turn, writes, and lets the lane answer.
    private func commit(_ delivery: LaneDelivery) {
        delivery.whenKept { _ in }
        time.endTurn()
        clock.advance(milliseconds: 100)
        hand.runNext()
        mail.deliver(to: delivery)
    }

    @Test("Decisions of one kind are one row, and reach the writer with the next hand-over")
    func rows() throws {
        let delivery = delivery()
        for bit in 0..<3 { delivery.note(decision(value: value(bit))) }
        delivery.note(decision(value: value(0)))
        delivery.note(decision(EvidenceSignals(), coverage: 2, action: 2, rule: 2))
        delivery.note(decision(destination: 1))
        commit(delivery)
        var absent = evidenceKey("absent", coverage: "unknown")
        absent = EvidenceKey(
            source: shop, hour: absent.hour, coverage: "unknown", action: "drop",
            rule: "R7-no-signal", signals: "absent")
        #expect(
            sink.committed.evidence == [
                evidenceKey(): tally(4, bits: 0..<3), absent: tally(1),
                evidenceKey(source: pixel): tally(1),
            ])
        #expect(sink.committed.days.isEmpty)
    }

    @Test("Another hour is another row; nothing finer than the hour leaves the lane")
    func hours() {
        let delivery = delivery()
        time.wallSeconds += 3_599
        delivery.note(decision())
        time.wallSeconds += 1
        delivery.note(decision())
        commit(delivery)
        let next = Hour(number: Hour(july1).number + 1)
        #expect(
            sink.committed.evidence == [evidenceKey(): tally(1), evidenceKey(hour: next): tally(1)])
        #expect(next.description == "2026-07-01T01Z")
    }

    @Test("Combinations beyond the bound lose their signals and no count")
    func overflow() {
        let evidence = LaneEvidence(sources: [shop], words: words, limit: 2)
        for number in 0..<5 {
            for _ in 0..<3 {
                let key = LaneEvidence.Key(
                    destination: 0, coverage: 0, action: 0, rule: 0,
                    signals: signals((UInt8(number), 0)))
                evidence.note(key, value: value(number), in: Hour(july1))
            }
        }
        // A row that is there already still takes its own.
        evidence.note(
            LaneEvidence.Key(
                destination: 0, coverage: 0, action: 0, rule: 0, signals: signals((1, 0))),
            value: 0, in: Hour(july1))
        #expect(
            evidence.take() == [
                evidenceKey("none:explicit"): tally(3, bits: 0..<1),
                evidenceKey("sec-gpc:explicit"): tally(4, bits: 1..<2),
                evidenceKey("other"): tally(9, bits: 2..<5),
            ])
        #expect(evidence.take().isEmpty)
    }

    @Test("Numbers without a word are unknown, and a destination that is not there has no row")
    func unknown() {
        let delivery = delivery()
        delivery.note(decision(coverage: 99, rule: 200))
        delivery.note(decision(destination: 7))
        delivery.note(decision(destination: -1))
        delivery.note(EvidenceSignals(), site: 9)
        let rows = delivery.evidence.take()
        #expect(rows.keys.map(\.coverage) == ["unknown"])
        #expect(rows.keys.map(\.rule) == ["unknown"])
    }

    @Test("After a reload earlier decisions keep the words in force then")
    func reload() {
        let delivery = delivery()
        delivery.note(decision())
        delivery.note(signals((3, 0)), site: 0)
        delivery.use(
            ConsentWords(
                sites: words.sites, coverages: words.coverages, actions: words.actions,
                rules: words.rules, signals: ["none", "sec-gpc", "gcd", "iubenda"],
                classes: words.classes))
        delivery.note(decision())
        delivery.note(signals((3, 0)), site: 0)
        #expect(
            delivery.evidence.take() == [
                evidenceKey(): tally(1), evidenceKey("iubenda:explicit"): tally(1),
            ])
        commit(delivery)
        var totals = ConsentTotals()
        delivery.consent.addCounts(to: &totals)
        #expect(
            totals.signals == [
                .init("cookiebot", "explicit"): 1, .init("iubenda", "explicit"): 1,
            ])
        #expect(totals.evidence[.init("zeepwinkel", "explicit")] == 2)
        #expect(totals.decisions.values.reduce(0, +) == 2)
    }

    @Test("A request counts once in each class that occurs, or as absent; lanes add up")
    func classes() {
        let meters = DeliveryMeters(sources: [shop, pixel])
        for lane in 0..<2 {
            let delivery = delivery(meters, lane: lane)
            delivery.note(signals((3, 0), (2, 0), (1, 4)), site: 0)
            delivery.note(EvidenceSignals(), site: 1)
            delivery.note(signals((3, 5)), site: 1)
            delivery.note(decision(destination: 1, coverage: 1, rule: 1))
            commit(delivery)
            delivery.handOver()
            delivery.handOver()
        }
        let totals = meters.consent
        #expect(totals.evidence[.init("zeepwinkel", "explicit")] == 2)
        #expect(totals.evidence[.init("zeepwinkel", "opt-out")] == 2)
        #expect(totals.evidence[.init("zeepwinkel", "absent")] == 0)
        #expect(totals.evidence[.init("bakker", "absent")] == 2)
        #expect(totals.evidence[.init("bakker", "opaque")] == 2)
        #expect(totals.evidence.count == 14)
        #expect(totals.signals[.init("cookiebot", "opaque")] == 2)
        #expect(totals.signals[.init("gcd", "explicit")] == 2)
        #expect(totals.signals.count == 4)
        #expect(
            totals.decisions == [
                .init(source: pixel, coverage: "denied", rule: "R3-explicit-refusal"): 2
            ])
    }

    @Test("While the disk is full evidence waits, merged and bounded, and is written after")
    func fullDisk() {
        let limit = EvidenceLimits.waitingRows
        var waiting = PendingCounts()
        for start in stride(from: 0, to: limit + 100, by: 100) {
            var rows: [EvidenceKey: EvidenceTally] = [:]
            for number in start..<start + 100 { rows[evidenceKey("s\(number):none")] = tally(1) }
            waiting.merge(pending(rows))
        }
        #expect(waiting.evidence.count == limit + 1)
        #expect(waiting.evidence[evidenceKey("other")] == tally(100))
        waiting.merge(pending([evidenceKey("s5:none"): tally(2, bits: 4..<5)]))
        #expect(waiting.evidence[evidenceKey("s5:none")] == tally(3, bits: 4..<5))
        #expect(waiting.refused == 0)
    }

    @Test("A write that fails counts nothing of the decisions: their events are sent again")
    func refused() {
        let meters = DeliveryMeters(sources: [shop, pixel])
        let delivery = delivery(meters)
        sink.fail(.full)
        delivery.note(decision(value: value(3)))
        delivery.note(signals((3, 0)), site: 0)
        commit(delivery)
        sink.fail(nil)
        clock.advance(milliseconds: 2_000)
        hand.runNext()
        delivery.note(decision(value: value(4)))
        commit(delivery)
        delivery.handOver()
        #expect(sink.committed.evidence == [evidenceKey(): tally(1, bits: 4..<5)])
        #expect(meters.consent.decisions.values.reduce(0, +) == 1)
        #expect(meters.consent.signals.values.reduce(0, +) == 0)
    }
}
