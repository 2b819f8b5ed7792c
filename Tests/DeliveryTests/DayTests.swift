import Testing

@testable import Delivery

@Suite struct DayTests {
    @Test(
        "A date and its number agree",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-07-01", 20_635),
            ("2100-02-28", 47_540), ("2100-03-01", 47_541), ("0001-01-01", -719_162),
        ])
    func dates(text: String, number: Int) throws {
        let day = try #require(Day(text))
        #expect(day.number == number)
        #expect(day.description == text)
    }

    @Test(
        "What is not a day of the calendar is refused",
        arguments: [
            "2025-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "26-04-30",
            "2026-4-30", "2026/04/30", "2026-04-30 ", "", "٢٠٢٦-04-30", "-026-04-30", "0000-01-01",
        ])
    func refused(text: String) {
        #expect(Day(text) == nil)
    }

    @Test(
        "A day begins at midnight UTC, before 1970 too",
        arguments: [(0, 0), (86_399, 0), (86_400, 1), (-1, -1), (-86_400, -1), (-86_401, -2)])
    func midnight(seconds: Int, number: Int) {
        #expect(Day(secondsSince1970: seconds).number == number)
    }

    @Test("Months before a day start on the first, across years")
    func months() throws {
        let day = try #require(Day("2026-03-31"))
        #expect(day.firstOfMonth(monthsBefore: 0).description == "2026-03-01")
        #expect(day.firstOfMonth(monthsBefore: 3).description == "2025-12-01")
        #expect(day.firstOfMonth(monthsBefore: 25).description == "2024-02-01")
    }
}
