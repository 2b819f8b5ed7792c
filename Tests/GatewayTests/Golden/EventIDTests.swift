import Foundation
import Testing

@testable import Gateway

/// The ids by which vendors know an event again, as the handbook lists them: they leave, nobody can tell
/// the old one from them, and the same event has the same one however often it comes.
@Suite struct EventIDTests {
    /// A vendor's request with `ID` in the place of the id.
    struct Request: CustomTestStringConvertible, Sendable {
        let vendor: String
        let name: String
        let text: String

        var testDescription: String { "\(vendor) \(name)" }
    }

    static let requests = [
        Request(
            vendor: "segment", name: "messageId",
            text: """
                POST /v1/batch

                {"batch":[{"type":"track","event":"X","messageId":"ID","anonymousId":"a"}]}
                """),
        Request(
            vendor: "posthog", name: "uuid",
            text: """
                POST /batch/

                {"api_key":"phc_ZEEP","batch":[{"event":"X","uuid":"ID","distinct_id":"a"}]}
                """),
        Request(
            vendor: "snowplow", name: "eid",
            text: """
                POST /com.snowplowanalytics.snowplow/tp2

                {"schema":"iglu:a/payload_data/jsonschema/1-0-4","data":[{"e":"pv","eid":"ID"}]}
                """),
        Request(
            vendor: "meta-conversions-api", name: "event_id",
            text: """
                POST /v19.0/123456/events

                {"data":[{"event_name":"Purchase","event_id":"ID","action_source":"website"}]}
                """),
        Request(
            vendor: "meta-pixel", name: "eid",
            text: "GET /tr/?id=123456&ev=Purchase&eid=ID"),
        Request(
            vendor: "tiktok-pixel", name: "event_id",
            text: """
                POST /open_api/v1.3/event/track/

                {"event_source":"web","data":[{"event":"Purchase","event_id":"ID"}]}
                """),
        Request(
            vendor: "pinterest-tag", name: "event_id",
            text: """
                POST /v5/ad_accounts/123456/events

                {"data":[{"event_name":"checkout","event_id":"ID"}]}
                """),
        Request(
            vendor: "microsoft-uet", name: "eventId",
            text: """
                POST /v1/123456/events

                {"data":[{"eventType":"custom","eventName":"x","eventId":"ID"}]}
                """),
        Request(
            vendor: "shopify-monorail", name: "event_id",
            text: """
                POST /v1/produce

                {"schema_id":"x/1.0","payload":{"event_name":"x","event_id":"ID"}}
                """),
        Request(
            vendor: "sentry", name: "event_id",
            text: """
                POST /api/123456/store/

                {"event_id":"ID","level":"error","message":"x"}
                """),
    ]

    /// The ids that leave, under `consented` and under `anonymous`.
    private func ids(_ request: Request, _ id: String) throws -> [String] {
        let vendor = try Catalog().vendor(named: request.vendor)
        let text = try GoldenEvent(request.text.replacing("ID", with: id))
            .results(vendor: vendor, catalog: Catalog())
        let pattern = try Regex<(Substring, Substring)>("\(request.name)\"?[:=]\"?([-0-9a-zA-Z]+)")
        return text.matches(of: pattern).map { String($0.output.1) }
    }

    @Test("It leaves as a new one, which is the same for the same event", arguments: requests)
    func same(request: Request) throws {
        for id in ["65421", "e4c1eb02-8ee0-4042-aa0f-d355c8271968"] {
            let first = try ids(request, id)
            #expect(first.count == 2, "\(first)")
            #expect(first.allSatisfy { $0 != id && $0.count >= 32 && !$0.contains(id) })
            #expect(try ids(request, id) == first)
            #expect(try Set(ids(request, id + "1")).isDisjoint(with: first))
        }
    }

    @Test("In the handbook stand these vendors and no others")
    func handbook() throws {
        let url = GoldenTests.fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "config/README.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        let start = try #require(text.range(of: "### Ids of events")).upperBound
        let end = try #require(text.range(of: "\n## ", range: start..<text.endIndex)).lowerBound
        let rows = text[start..<end].split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { $0.split(separator: "|")[0].matches(of: /`([a-z-]+)`/).map(\.1) }
        #expect(Set(named.map(String.init)) == Set(Self.requests.map(\.vendor)))
        for request in Self.requests {
            let row = try #require(rows.first { $0.contains("`\(request.vendor)`") })
            #expect(row.contains("`\(request.name)`"))
        }
    }
}
