import Delivery
import Privacy
import Testing

@testable import Gateway

@Suite struct BatchReaderTests {
    private func read(
        _ batch: String, body: String = "json"
    ) -> (mistakes: String, batch: BatchDefinition?) {
        let text = """
            vendor: own
            sources: [https://vendor.example]
            hosts: []
            needs: [statistics]
            endpoints:
              - {path: /c, methods: [POST], body: \(body), answer: pixel}
              - {path: /d, methods: [POST], body: \(body), answer: pixel, fields: {hits: technical}}
            fields: {page: url, "ep.*": money, events: {fields: {page: url}}}
            batch: \(batch)
            """
        let mistakes = MistakeList(file: "v.yaml")
        let root = YAMLComposer(mistakes: mistakes).compose(text)
        let vendor = root.flatMap { VendorReader(mistakes: mistakes).read($0, name: "own") }
        return (mistakes.sorted.map(\.description).joined(separator: "\n"), vendor?.batch)
    }

    @Test func `lists of any endpoint and the body itself are read`() {
        let (mistakes, batch) = read("{arrays: [events, ., hits], most: 1000, largest: 480KiB}")
        #expect(mistakes.isEmpty)
        #expect(
            batch
                == BatchDefinition(
                    arrays: ["events", ".", "hits"], most: 1_000, largestBytes: 480 * 1_024))
    }

    @Test(arguments: [
        ("true", "v.yaml:9: batch is \"true\"; expected keys with values: arrays, most, largest"),
        (
            "{arrays: [events], most: 10}",
            "v.yaml:9: missing key \"largest\" in batch"
        ),
        (
            "{arrays: [events], most: 10, larges: 1MiB}",
            "v.yaml:9: unknown key \"larges\"; expected one of arrays, most, largest; did you mean \"largest\"? (in batch)"
        ),
        (
            "{arrays: events, most: 10, largest: 1MiB}",
            "v.yaml:9: arrays is \"events\"; expected a list of members of the body such as [batch], or . for the body itself, written [events]"
        ),
        (
            "{arrays: [event], most: 10, largest: 1MiB}",
            "v.yaml:9: unknown field \"event\"; expected one of events, hits, page; did you mean \"events\"?"
        ),
        (
            "{arrays: [ep.1], most: 10, largest: 1MiB}",
            "v.yaml:9: unknown field \"ep.1\"; expected one of events, hits, page"
        ),
        (
            "{arrays: [events, events], most: 10, largest: 1MiB}",
            "v.yaml:9: arrays has \"events\" twice"
        ),
        (
            "{arrays: [events], most: 1, largest: 1MiB}",
            "v.yaml:9: most is \"1\"; expected 2 to 1000"
        ),
        (
            "{arrays: [events], most: 1001, largest: 1MiB}",
            "v.yaml:9: most is \"1001\"; expected 2 to 1000"
        ),
        (
            "{arrays: [events], most: many, largest: 1MiB}",
            "v.yaml:9: most is \"many\"; expected 2 to 1000"
        ),
        (
            "{arrays: [events], most: 10, largest: 5MiB}",
            "v.yaml:9: largest is \"5MiB\"; expected 1KiB to 4MiB"
        ),
    ])
    func `mistakes are told with what was expected`(batch: String, mistake: String) {
        let found = read(batch).mistakes.split(separator: "\n").map(String.init)
        #expect(found.contains(mistake), "\(found)")
        #expect(read(batch).batch == nil || batch.contains("events, events"))
    }

    @Test func `a vendor without JSON has nothing to join`() {
        let (mistakes, batch) = read(
            "{arrays: [events], most: 10, largest: 1MiB}", body: "form")
        #expect(mistakes.contains("v.yaml:9: batch has no effect; no endpoint takes body: json"))
        #expect(batch == nil)
    }

    @Test func `the rule of a destination is that of its vendor's map`() throws {
        for (vendor, expected) in [
            ("segment", BatchRule(arrays: ["batch"], most: 100, largest: 480 * 1_024)),
            ("posthog", BatchRule(arrays: ["batch", "."], most: 250, largest: 1 << 20)),
            ("google-analytics-4", nil),
        ] {
            let parsed = try Configuration.parse(
                configuration(replacing: "google-analytics-4", with: vendor), file: "shop.yaml")
            let destination = try #require(parsed.destinations.first)
            #expect(parsed.batch(of: destination) == expected)
        }
    }
}
