import Bytes
import Privacy
import Testing

@Suite("Coarse values")
struct CoarseValuesTests {
    @Test(
        "A language keeps its primary subtag",
        arguments: [
            ("nl-BE,nl;q=0.9,en;q=0.8", "nl"), ("NL", "nl"), ("en_US", "en"), ("fr;q=0.5", "fr"),
            ("gsw-CH", "gsw"), ("-", "-"), ("*", "*"), ("", ""), ("x", ""), ("i-klingon", ""),
            ("jan@example.com", ""), ("nlé", ""), ("nederlands", ""),
        ])
    func language(value: String, expected: String) {
        #expect(treated(value) { LanguageReduction.reduce($0, into: &$1) } == expected)
    }

    @Test(
        "A screen becomes one of six",
        arguments: [
            ("1920x1080", "1920x1080"), ("1903x969", "1920x1080"), ("1536x864", "1366x768"),
            ("390x844", "390x844"), ("412x915", "390x844"), ("844x390", "844x390"),
            ("3840x2160", "2560x1440"), ("1x1", "360x640"), ("1920,1080", "1920,1080"),
            ("1920", "1920"), ("x", ""), ("1920x", ""), ("1920x1080x24", "1920x1080x1"),
            ("-1x5", ""),
            ("99999999999999999999x1", ""), ("", ""),
        ])
    func screen(value: String, expected: String) {
        let once = treated(value) { ScreenBuckets.reduce($0, into: &$1) }
        #expect(once == expected)
        #expect(treated(once) { ScreenBuckets.reduce($0, into: &$1) } == once)
    }

    @Test(
        "A region keeps its country",
        arguments: [
            ("BE-VLG", "BE"), ("be", "BE"), ("NL_NH", "NL"), ("B", ""), ("Gent", ""), ("12", ""),
            ("", ""),
        ])
    func country(value: String, expected: String) {
        #expect(treated(value) { CountryReduction.reduce($0, into: &$1) } == expected)
    }

    @Test(
        "A number is rounded down to its step",
        arguments: [
            ("1719830123", 3600, "1719828000"), ("12.75", 5, "10"), ("-7", 5, "-5"), ("0", 10, "0"),
            ("abc", 10, ""), ("12a", 10, ""), ("", 10, ""), ("9", 0, "9"),
            ("99999999999999999999999", 10, ""),
        ])
    func number(value: String, step: Int, expected: String) {
        #expect(treated(value) { NumberCoarsening.reduce($0, step: step, into: &$1) } == expected)
    }
}
