import Bytes
import Privacy
import Testing

@Suite("What escapes hide")
struct HiddenFindsTests {
    private func scrubbed(_ text: String) -> String {
        treated(text) { _ = Scrubber.scrub($0, prefixes: AddressPrefixes(), into: &$1) }
    }

    private func reduced(_ url: String) -> String {
        treated(url) { URLReduction.reduce($0, rules: .campaigns(keeping: ["q"]), into: &$1) }
    }

    private func hides(_ text: String) -> Bool {
        var scratch = ByteBuffer()
        scratch.append("before")
        let bytes = Array(text.utf8)
        let hides = Scrubber.hidesFinding(bytes.span, scratch: &scratch)
        let rest = scratch.span.string
        #expect(rest == "before")
        return hides
    }

    private static let hiding = [
        "%6a%61%6e%40%78%2e%62%65", "%256a%2561%256e%2540%2578%252e%2562%2565",
        "\\u006a\\u0061\\u006e\\u0040\\u0078\\u002e\\u0062\\u0065", "jan@e\\u0078ample.com",
        "\\x6a\\x61\\x6e\\x40\\x78\\x2e\\x62\\x65", "\\u{6a}an@\\u{78}.be",
        "&#106;&#97;&#110;&#64;&#120;&#46;&#98;&#101;", "&#x6a;an&#x40;&#x78;&#46;be",
        "jan&commat;x.be", "jan&commat;x&period;be", "jan%u0040x.be", "jan%26commat;x.be",
        "0470%2E12%2E34%2E56", "85.07.30%2D033.28", "1257954730%2E1675140702",
        "GA1%2E1%2E1257954730%2E1675140702", "746f4b90%2D23d9%2D561a%2D8215%2D09fd380eccee",
        "203.0.113.\\u0032", "203.0.113.4\\u0032", "203.0.113.%32", "203%2E0%2E113%2E9",
        "%32%303.0.113.9", "jan.peeters%00@x.be", "jan=40x.be",
        "jan\u{ff20}x.be", "jan\u{fe6b}x.be", "\u{ff10}470.12.34.56",
        "0470\u{2013}12\u{2013}34\u{2013}56", "0470\u{b7}12\u{b7}34\u{b7}56",
    ]

    @Test("A word with a find behind escapes goes as a whole", arguments: hiding)
    func words(word: String) {
        #expect(scrubbed("mail \(word) ok") == "mail {token} ok")
        #expect(scrubbed(word) == "{token}")
        #expect(hides(word))
    }

    @Test("A number whose escapes are in one word goes with its other words")
    func phrases() {
        #expect(
            scrubbed("bel %30470 12 34 56 aub") == "bel {token} {token} {token} {token} aub")
        #expect(hides("%30470 12 34 56"))
    }

    @Test(
        "Path segments and kept values with a find behind escapes go as a whole",
        arguments: [
            "0470%2F12%2F34%2F56", "%6a%61%6e%40%78%2e%62%65", "jan.peeters%00@x.be",
            "746f4b90%2D23d9%2D561a%2D8215%2D09fd380eccee", "85.07.30%2D033.28",
            "0470%2E12%2E34%2E56",
        ])
    func parts(part: String) {
        #expect(reduced("/x/\(part)/y") == "/x/{token}/y")
        #expect(["/p?q={token}", "/p?q={phone}"].contains(reduced("/p?q=\(part)")))
    }

    @Test("A segment is asked before it is cut at a semicolon")
    func named() {
        #expect(reduced("/x/jan&commat;x.be") == "/x/{token}")
    }

    @Test(
        "The local part of an address may stand in quotes",
        arguments: ["\"jan\"@x.be", "%22jan%22%40x.be", "\\\"jan peeters\\\"@x.be"])
    func quoted(text: String) {
        let result = scrubbed(text)
        #expect(result.hasSuffix("{email}"))
        #expect(!result.contains("jan"))
    }

    @Test(
        "Escapes that hide nothing stay",
        arguments: [
            "q=rode%20jurk%2Fmaat%2038", "100%25 katoen", "caf\\u00e9 met \\u20ac 5",
            "Tom &amp; Jerry", "C:\\users\\nobody\\new", "50%41", "a\\nb\\tc", "2019\u{2013}2024",
            "open 09.00\u{2013}17.00", "x=40x30.pdf", "width=40px.height", "{email}%20{phone}",
            "https%3A%2F%2Fshop.example%2Fblauwe%2520jurk", "%", "&#;", "\\u", "\\u00", "%u004",
            "%5B2001%3Adb8%3A1%3A%3A%5D", "203.0.113.0%20ok", "{\"a\":\"\\u00e9\\u00e8\"}",
            "\\ud83d\\ude00", "&#128512;", "\u{201c}maat 38\u{201d}",
        ])
    func readable(text: String) {
        #expect(scrubbed(text) == text)
        #expect(!hides(text))
    }

    @Test("Scrubbing twice changes nothing more", arguments: hiding)
    func idempotent(word: String) {
        let once = scrubbed("\(word) \(word)%20\(word)")
        #expect(scrubbed(once) == once)
    }

    @Test("Long repetitions of escapes take linear time", .timeLimit(.minutes(1)))
    func repetitions() {
        for piece in [
            "%25", "%2525", "\\u0040", "&#64;", "\\", "%40.", "=40a.be", "&a;", "\u{b7}1",
        ] {
            let text = String(repeating: piece, count: 60_000 / piece.utf8.count)
            #expect(scrubbed(text).utf8.count <= text.utf8.count &+ 8)
        }
        #expect(hides(String(repeating: "%20a", count: 20_000)))
    }
}
