import Bytes
import Privacy
import Testing

@Suite("Home directories, lone addresses and loose at signs")
struct HomesAndQuadsTests {
    private func scrubbed(_ text: String) -> String {
        treated(text) { _ = Scrubber.scrub($0, prefixes: AddressPrefixes(), into: &$1) }
    }

    private func reduced(_ url: String) -> String {
        treated(url) { URLReduction.reduce($0, rules: .strict(), into: &$1) }
    }

    @Test(
        "The name in the path of somebody's file goes",
        arguments: [
            ("at /home/jan/app/x.js:10", "at /home/{user}/app/x.js:10"),
            ("C:\\Users\\Jan\\Desktop", "C:\\Users\\{user}\\Desktop"),
            ("\"C:\\\\Users\\\\Jan\\\\x\"", "\"C:\\\\Users\\\\{user}\\\\x\""),
            ("(/Users/jan.peeters/x)", "(/Users/{user}/x)"),
            ("see file:///home/jan/x.html", "see file:///home/{user}/x.html"),
            ("file:\\/\\/\\/home\\/jan\\/x", "file:\\/\\/\\/home\\/{user}\\/x"),
        ])
    func homes(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        #expect(scrubbed(expected) == expected)
    }

    @Test(
        "The name in a file's URL goes",
        arguments: [
            ("file:///home/jan/x.html", "file:///home/{user}/x.html"),
            ("file:///C:/Users/Jan/x.html", "file:///C:/Users/{user}/x.html"),
        ])
    func files(url: String, expected: String) {
        #expect(reduced(url) == expected)
        #expect(reduced(expected) == expected)
    }

    @Test(
        "Accounts of programs and pages called home stay",
        arguments: [
            "/home/runner/work/x", "at /home/www/app.js", "file:///home/node/x", "/home/dames",
            "https://shop.example/home/dames/jurken", "x/home/jan/y",
        ])
    func otherHomes(text: String) {
        #expect(scrubbed(text) == text)
    }

    @Test(
        "A dashed address on its own goes",
        arguments: [
            ("203-0-113-77", "{ip}"), ("ip 203-0-113-77, ok.", "ip {ip}, ok."),
            ("/x/203-0-113-77/y", "/x/{ip}/y"), ("[81-82-200-13]", "[{ip}]"),
        ])
    func quads(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        if text.hasPrefix("/") { #expect(reduced(text) == expected) }
    }

    @Test(
        "Sizes, days, versions and parts of longer names are no address",
        arguments: [
            "maat 104-110-116-122", "10-20-30-40", "15-01-24-10", "2024-01-15-10", "0-113-7-9",
            "256-1-1-1", "1-2-3-4", "/x/203-0-113-77.html", "a203-0-113-77", "203-0-113-77-5",
            "203-0-113", "120x203-0-113-77",
        ])
    func otherQuads(text: String) {
        #expect(scrubbed(text) == text)
    }

    @Test("An at sign between spaces needs a known top-level domain")
    func loose() {
        #expect(scrubbed("mail jan.p @ example.com nu") == "mail {email} nu")
        #expect(scrubbed("jan @ x.be") == "{email}")
        #expect(scrubbed("Picknick @ park.zuid") == "Picknick @ park.zuid")
        #expect(scrubbed("3 @ 5.99") == "3 @ 5.99")
    }
}
