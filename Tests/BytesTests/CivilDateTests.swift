import Bytes
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (59, "1970-03-01"), (11_016, "2000-02-29"),
        (11_017, "2000-03-01"), (20_778, "2026-11-21"), (47_540, "2100-02-28"),
        (47_541, "2100-03-01"), (2_932_896, "9999-12-31"), (-719_162, "0001-01-01"),
        (-719_468, "0000-03-01"), (-719_528, "0000-01-01"),
    ])
    func `a number of days is a date`(days: Int, text: String) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect(date.description == text)
        #expect(
            CivilDate.daysSinceEpoch(year: date.year, month: date.month, day: date.day) == days)
    }

    /// Counted day by day, without the formula.
    @Test func `eight centuries have every day once`() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var days = CivilDate.daysSinceEpoch(year: 1_600, month: 1, day: 1)
        var wrong = 0
        for year in 1_600..<2_400 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                for day in 1...(lengths[month - 1] + (isLeap && month == 2 ? 1 : 0)) {
                    let date = CivilDate(daysSinceEpoch: days)
                    let isSame = date.year == year && date.month == month && date.day == day
                    let back = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
                    if !isSame || back != days { wrong += 1 }
                    days += 1
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test func `a day that a month does not have is one of the next`() {
        let days = CivilDate.daysSinceEpoch(year: 2_025, month: 2, day: 31)
        #expect(CivilDate(daysSinceEpoch: days).description == "2025-03-03")
    }
}
