import Bytes
import Testing

@testable import Privacy

/// Times cut to the minute and the hour.
@Suite struct TimeReductionTests {
    @Test(
        "A time keeps its form and loses what is finer",
        arguments: [
            ("1719829997", "1719829980", "1719828000"),
            ("1719829997.123", "1719829980", "1719828000"),
            ("1719829997123", "1719829980000", "1719828000000"),
            ("1719829997123456", "1719829980000000", "1719828000000000"),
            ("2026-11-20T10:15:30.123Z", "2026-11-20T10:15:00Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20T10:15:30+01:00", "2026-11-20T10:15:00+01:00", "2026-11-20T10:00:00+01:00"),
            ("2026-11-20 10:15:30", "2026-11-20 10:15:00", "2026-11-20 10:00:00"),
            ("2026-11-20T10:15Z", "2026-11-20T10:15Z", "2026-11-20T10:00Z"),
        ])
    func cuts(time: String, minute: String, hour: String) {
        let toMinute = treated(time) { TimeReduction.reduce($0, to: .minute, into: &$1) }
        let toHour = treated(time) { TimeReduction.reduce($0, to: .hour, into: &$1) }
        #expect(toMinute == minute)
        #expect(toHour == hour)
        let again = treated(toHour) { TimeReduction.reduce($0, to: .hour, into: &$1) }
        #expect(again == toHour)
    }

    @Test(
        "What is no time becomes nothing",
        arguments: [
            "", "0", "123456789", "12345678901", "1719829997.12a", "jan", "2026-11-20",
            "2026-11-20T10:15:30 jan", "2026-11-20T10:15:30.123Z?x", "9999-99-99Taa:00",
            "2026-11-20T10:15:30+01:00:00:00:00", "-1719829997", "1719829997 ",
        ])
    func refuses(text: String) {
        let result = treated(text) { TimeReduction.reduce($0, to: .hour, into: &$1) }
        #expect(result.isEmpty)
    }
}
