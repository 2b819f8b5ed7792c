import Bytes
import Consent
import Testing

@testable import Privacy

@Suite struct ForwardedStringTests {
    private static let everything = ConsentStates(granted: .all, denied: [])
    private static let statisticsOnly = ConsentStates(
        granted: [.statistics, .preferences], denied: .marketing)

    /// Bits as a TC string writes them, six to a character.
    private struct Bits {
        private var bits: [Bool] = []

        mutating func add(_ value: Int64, _ count: Int) {
            for bit in (0..<count).reversed() { bits.append(value &>> Int64(bit) & 1 == 1) }
        }

        var text: String {
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            var text = ""
            for start in stride(from: 0, to: bits.count, by: 6) {
                let value = (start..<start + 6).reduce(0) {
                    $0 * 2 + ($1 < bits.count && bits[$1] ? 1 : 0)
                }
                text.append(letters[value])
            }
            return text
        }
    }

    /// A string of policy 4, made on 1 July 2024 and so many tenths of a second, without vendors.
    func string(purposes: [Int], interests: [Int] = [], later: Int64 = 0) -> String {
        var bits = Bits()
        let created = 17_197_920_000 / 864_000 * 864_000 + later
        bits.add(2, 6)
        bits.add(created, 36)
        bits.add(created, 36)
        bits.add(10, 12)
        bits.add(1, 12)
        bits.add(1, 6)
        bits.add(13 * 64 + 11, 12)
        bits.add(48, 12)
        bits.add(4, 6)
        bits.add(1, 1)
        bits.add(0, 1)
        bits.add(0, 12)
        for purpose in 1...24 { bits.add(purposes.contains(purpose) ? 1 : 0, 1) }
        for purpose in 1...24 { bits.add(interests.contains(purpose) ? 1 : 0, 1) }
        bits.add(0, 1)
        bits.add(1 * 64 + 4, 12)
        for _ in 0..<2 {
            bits.add(0, 16)
            bits.add(0, 1)
        }
        bits.add(0, 12)
        return bits.text
    }

    private func passes(_ text: String, _ decision: ConsentStates) -> Bool {
        ForwardedString.passes(
            transparency: Array(text.utf8).span, needs: .statistics, decision: decision)
    }

    @Test("A TC string passes where all that it allows is covered")
    func covered() {
        #expect(passes(string(purposes: [1, 2, 3, 4, 7, 8]), Self.everything))
        #expect(passes(string(purposes: [1, 8]), Self.statisticsOnly))
        #expect(!passes(string(purposes: [1, 8, 3]), Self.statisticsOnly))
        #expect(!passes(string(purposes: [1, 8], interests: [7]), Self.statisticsOnly))
        #expect(!passes(string(purposes: []), .unknown))
    }

    @Test("The hour in which a string was made is an identifier", arguments: [1, 36_000, 863_999])
    func hours(later: Int64) {
        #expect(!passes(string(purposes: [1], later: later), Self.everything))
    }

    @Test(
        "What is no exact string does not pass",
        arguments: ["", "C", "jan@example.com", "CAAA", "${GDPR_CONSENT_755}"])
    func malformed(text: String) { #expect(!passes(text, Self.everything)) }

    @Test("Parts that nobody knows and padding are room for an identifier")
    func unknownParts() {
        let text = string(purposes: [1])
        #expect(passes(text, Self.everything))
        #expect(!passes(text + ".gAAAamFu", Self.everything))
        #expect(!passes(text + "=", Self.everything))
    }

    @Test(
        "A US Privacy string that denies an opt-out needs marketing",
        arguments: [
            ("1YYN", true), ("1YNN", false), ("1---", false), ("1YY", false), ("1yyn", false),
            ("2YYN", false), ("", false),
        ])
    func usPrivacy(text: String, passes: Bool) {
        let text = Array(text.utf8)
        #expect(
            ForwardedString.passes(usPrivacy: text.span, decision: Self.statisticsOnly) == passes)
    }
}
