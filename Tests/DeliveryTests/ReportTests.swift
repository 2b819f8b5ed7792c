import Foundation
import Records
import Testing

@testable import Delivery

@Suite struct ReportTests {
    private func report(_ smallest: Int = 10) -> Report {
        let groups = SmallGroups(smallest: smallest)
        let next = july1.advanced(by: 1)
        var builder = ReportBuilder(
            ReportQuery(
                site: "zeepwinkel", destination: "analytics", days: july1...next,
                smallGroups: groups))
        builder.add(["/": 40, "/thee, groen": 12, "=HYPERLINK(\"x\")": 11], .page, on: july1)
        builder.add(["": 50, "bing.com": 13], .referrer, on: july1)
        builder.add(["Firefox": 30, "Safari": 28, "Lynx": 3, "curl": 2], .browser, on: july1)
        builder.add(["": 63], .system, on: july1)
        builder.add(["page_view": 63], .view, on: july1)
        builder.add(["purchase": 12], .sale, on: july1)
        builder.add(["scroll": 4], .event, on: july1)
        builder.add(["EUR": Revenue(orders: 12, cents: 123_450)])
        builder.add(["forwarded": 70, "malformed": 2], .outcome, on: july1)
        builder.add(["page_view": 7], .view, on: next)
        builder.add(["/": 7], .page, on: next)
        return builder.report()
    }

    @Test("A report as text")
    func text() {
        #expect(
            report().text() == """
                zeepwinkel, analytics, 2026-07-01 to 2026-07-02 (UTC). Groups below 10 are not named.

                Day         Page views  Sales  Other events
                2026-07-01          63     12           <10
                2026-07-02         <10      0             0

                Page             Page views
                /                        40
                /thee, groen             12
                =HYPERLINK("x")          11

                Referrer              Page views
                (direct or internal)          50
                bing.com                      13

                Browser                Page views
                Firefox                        30
                (fewer than 10 a day)          33

                System     Page views
                (unknown)          63

                Event      Events
                page_view      63
                purchase       12

                Revenue  Orders   Amount
                EUR          12  1234.50

                Outcome    Requests
                forwarded        70
                malformed         2

                """)
    }

    @Test("A report as CSV: RFC 4180, and no spreadsheet runs what a visitor wrote")
    func csv() {
        let lines = report().csv([.page, .revenue]).components(separatedBy: "\r\n")
        #expect(
            lines == [
                "section,value,measure,number",
                "page,/,page views,40",
                "page,\"/thee, groen\",page views,12",
                "page,\"'=HYPERLINK(\"\"x\"\")\",page views,11",
                "revenue,EUR,orders,12",
                "revenue,EUR,amount,1234.50",
                "",
            ])
    }

    @Test(
        "CSV fields",
        arguments: [
            ("plain", "plain"), ("", ""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"), ("\n=1", "\"'\n=1\""), ("＝1", "'＝1"), ("a=1", "a=1"),
            ("=\u{301}1", "'=\u{301}1"),
        ])
    func csvField(value: String, field: String) {
        #expect(Report.csvField(value) == field)
    }

    @Test("A report as JSON, which reads back as the same report")
    func json() throws {
        let text = try report().json()
        #expect(text.hasSuffix("}\n"))
        #expect(text.contains("\"smallest_group\" : 10"))
        #expect(text.contains("\"from\" : \"2026-07-01\""))
        #expect(text.contains("\"page_views\""))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(Report.self, from: Data(text.utf8)) == report())
    }

    @Test("A report for nothing says so")
    func nothing() {
        let empty = ReportBuilder(ReportQuery(days: july1...july1)).report()
        #expect(empty.text([.page]).contains("(nothing)"))
        #expect(empty.text().hasPrefix("All sites, 2026-07-01 (UTC)."))
        #expect(empty.csv([.page]) == "section,value,measure,number\r\n")
    }

    @Test("No escape sequence and no change of direction reaches a terminal")
    func printable() {
        #expect(Report.printable("a\u{1B}[31mb\u{202E}c\u{9B}\u{2028}") == "a�[31mb�c��")
        #expect(Report.printable("/thé/日本") == "/thé/日本")
    }

    @Test(
        "Amounts",
        arguments: [
            (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_450, "1234.50"),
            (.min, "-92233720368547758.08"),
        ])
    func money(cents: Int, text: String) {
        #expect(Money.text(cents: cents) == text)
    }

    @Test("A range has a longest form")
    func longest() {
        let query = ReportQuery(days: Day(number: 0)...july1)
        #expect(query.days.upperBound == july1)
        #expect(query.days.count == ReportQuery.longestRange)
    }

    @Test("Small currencies lose their amount, and the one that covers them too")
    func smallCurrencies() {
        var builder = ReportBuilder(ReportQuery(days: july1...july1))
        builder.add([
            "EUR": Revenue(orders: 90, cents: 9_000), "GBP": Revenue(orders: 20, cents: 500),
            "USD": Revenue(orders: 1, cents: 77),
        ])
        let revenue = builder.report().revenue
        #expect(revenue.rows == [.init(currency: "EUR", orders: 90, cents: 9_000)])
        #expect(revenue.fewer == 21)
    }
}

extension ClosedRange<Day> {
    var count: Int { upperBound.number - lowerBound.number + 1 }
}
