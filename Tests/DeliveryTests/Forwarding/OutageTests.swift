import Records
import Testing

@testable import Delivery

/// An upstream that is away for an hour in every way there is loses nothing.
@Suite struct OutageTests {
    /// How the upstream fails at a moment of the outage.
    private enum Way: CaseIterable {
        case tooMany
        case broken
        case resets
        case hangs
        case refuses
        case flickers
    }

    @Test("An hour of 429, 500, resets, hangs and refusals in turn ends with everything delivered")
    func hour() {
        var steps = SmallGroupsTests.Steps(state: 3)
        let rig = ForwarderRig(draw: { $0.upperBound / 2 })
        var spooled = 0
        func spool() {
            for _ in 0..<5 { rig.add(outbound("/\(spooled + 1)")); spooled += 1 }
        }
        for second in 0..<3_600 {
            if second % 10 == 0 { spool() }
            let way = Way.allCases[second / 120 % Way.allCases.count]
            // An upstream that hangs lets go of nothing until its time-outs, which end them.
            if way != .hangs || second % 15 == 14 { answerAll(rig, way, &steps) }
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.gaveUp] == 0)
        #expect(rig.counters[.expired] == 0)
        // It was spared: a few probes a minute, not five requests in ten seconds, and no flood.
        #expect(rig.counters.attempts < 2 * spooled)
        for _ in 0..<400 where !rig.spool.isEmpty {
            rig.deliverAll()
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.delivered] == spooled)
        #expect(rig.spool.isEmpty)
        #expect(Set(rig.targets).count == spooled)
    }

    private func answerAll(
        _ rig: ForwarderRig, _ way: Way, _ steps: inout SmallGroupsTests.Steps
    ) {
        for _ in 0..<rig.upstream.underWay {
            switch way {
            case .tooMany:
                rig.answer(429, retryAfter: Bool.random(using: &steps) ? 5 : nil)
            case .broken: rig.answer(500)
            case .resets, .hangs: rig.answer(.failed(mayHaveArrived: true))
            case .refuses: rig.answer(.unreachable)
            case .flickers: rig.answer(Int.random(in: 0..<10, using: &steps) == 0 ? 204 : 500)
            }
        }
    }

    @Test("A day of outage expires what is older than it may be, and delivers the rest")
    func day() {
        let rig = ForwarderRig { $0.ageSeconds = 3_600 }
        rig.add(outbound("/old"))
        for _ in 0..<3_000 {
            rig.answer(.unreachable)
            rig.time.wallSeconds += 2
            rig.advance(milliseconds: 2_000)
        }
        rig.add(outbound("/new"))
        for _ in 0..<60 {
            rig.deliverAll()
            rig.advance(milliseconds: 1_000)
        }
        #expect(rig.counters[.expired] == 1)
        #expect(rig.counters[.delivered] == 1)
        #expect(rig.targets.last == "/new")
    }
}
