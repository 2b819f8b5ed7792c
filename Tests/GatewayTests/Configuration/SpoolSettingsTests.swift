import Testing

@testable import Gateway

/// The keys of the spool: what is accepted, and each mistake.
@Suite struct SpoolSettingsTests {
    private func text(_ lines: String) -> String {
        configuration(replacing: "sites:", with: lines + "\nsites:")
    }

    @Test func `ages and sizes have units, and what is left out is usual`() throws {
        let usual = try Configuration.parse(configuration(), file: "x")
        #expect(usual.spool == SpoolSettings() && usual.durability == .process)
        let read = try Configuration.parse(
            text("durability: power\nspool: {max-age: 90m, max-size: 2MiB, dead-letter-days: 0}"),
            file: "x")
        #expect(read.durability == .power)
        #expect(read.spool.maximumAge == 5_400)
        #expect(read.spool.maximumBytes == 2 << 20)
        #expect(read.spool.deadLetterDays == 0)
    }

    @Test(arguments: [
        (
            "durability: disk",
            "unknown durability \"disk\"; expected process or power"
        ),
        ("spool: {max-age: 30s}", "max-age is \"30s\"; expected 1m to 30d"),
        ("spool: {max-age: 24}", "max-age is \"24\"; expected a time such as 10s"),
        ("spool: {max-size: 1KiB}", "max-size is \"1KiB\"; expected 1MiB to 1024GiB"),
        (
            "spool: {dead-letter-days: 91}",
            "dead-letter-days is \"91\"; expected a number from 0 to 90"
        ),
        ("spool: {max-ages: 24h}", "unknown key \"max-ages\""),
        ("spool: big", "spool is \"big\"; expected keys with values: max-age"),
    ])
    func `a mistake says what was expected`(lines: String, message: String) {
        let found = mistakes(in: text(lines))
        #expect(found.hasPrefix("shop.yaml:6: " + message), "\(found)")
    }
}
