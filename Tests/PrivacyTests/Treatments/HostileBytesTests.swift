import Bytes
import Privacy
import Testing

@Suite("Hostile bytes")
struct HostileBytesTests {
    private static let options = AddressPrefixes(ipv4: 20, ipv6: 44)

    @Test("No treatment crashes on any bytes, and none keeps writing")
    func anyBytes() {
        var generator = SeededGenerator(seed: 99)
        let rules = [
            URLRules.strict(ownHosts: ["a.example"], prefixes: Self.options),
            URLRules.campaigns(keeping: ["q"], ownHosts: ["a.example"]),
        ]
        var output = ByteBuffer()
        for round in 0..<30_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<80, using: &generator) {
                // Printable bytes reach deeper; every third round takes any.
                let top: UInt8 = round % 3 == 0 ? 255 : 126
                let low: UInt8 = round % 3 == 0 ? 0 : 33
                bytes.append(UInt8.random(in: low...top, using: &generator))
            }
            output.removeAll()
            let text = bytes.span
            for context in [TextContext.plain, .userAgent] {
                AddressMasker.mask(
                    text, prefixes: Self.options, context: context, into: &output)
            }
            _ = AddressTruncation.truncateToken(text, prefixes: Self.options, into: &output)
            AddressTruncation.truncateList(text, prefixes: Self.options, into: &output)
            for rules in rules {
                URLReduction.reduce(text, rules: rules, into: &output)
                _ = ReferrerReduction.reduce(text, external: .origin, rules: rules, into: &output)
                ReferrerReduction.referrerDomain(text, rules: rules, into: &output)
            }
            UserAgentReducer.reduce(text, into: &output)
            _ = UserAgentReducer.classify(text)
            _ = Scrubber.scrub(text, prefixes: Self.options, into: &output)
            LanguageReduction.reduce(text, into: &output)
            ScreenBuckets.reduce(text, into: &output)
            CountryReduction.reduce(text, into: &output)
            NumberCoarsening.reduce(text, step: 60, into: &output)
            // Sixteen results; a placeholder is longer than the shortest thing it replaces.
            let written = output.count
            #expect(written <= 16 * (bytes.count * 8 + 160))
        }
    }

    @Test("Long repetitions take linear time", .timeLimit(.minutes(1)))
    func repetitions() {
        var output = ByteBuffer()
        let rules = URLRules.campaigns()
        for piece in [
            "1.", "1-", "a:", "::", "1:", "%3A", "%25", "@", "a@", "a@a.", "%2540", "a.a@", "+1 ",
            "+++", "4111 ", "0.0.", "f.f.", "eyJ.", "/a", ";", "%3B", "http://", "aA1-", "BE68 ",
            "\\u0040", String(repeating: "25", count: 255) + "%40a.bc", "?", "?a", "%3F", "?a=",
            "\\",
            "\\/", "\"GET ", "\\\"GET ", "GET ", "a://", "%3A%2F%2F", "Mozilla/5 ", "1.1.1.1-",
            "v1.",
            "+49 30 123456 203.0.113.9 ", "+49 1.1.1.1", "2001:db8::1", "x2001:db8::1", "'",
        ] {
            let bytes = Array(String(repeating: piece, count: 30_000 / piece.utf8.count).utf8)
            output.removeAll()
            AddressMasker.mask(
                bytes.span, prefixes: Self.options, context: .plain, into: &output)
            _ = Scrubber.scrub(bytes.span, prefixes: Self.options, into: &output)
            URLReduction.reduce(bytes.span, rules: rules, into: &output)
            AddressTruncation.truncateList(bytes.span, prefixes: Self.options, into: &output)
            UserAgentReducer.reduce(bytes.span, into: &output)
            let written = output.count
            #expect(written > 0)
        }
    }
}
