import Testing

@testable import Decoding

@Suite("Grammars of codes, counters and fixed times")
struct LogFieldShapeCodesTests {
    @Test(
        "Values of servers are in their grammar",
        arguments: [
            (.counters, "0/0/1/12/13 -1/-1/-1/-1/0 +13 200 0/+5 -"),
            (.flags, "--NI ---- SD -- _ a -"),
            (.code, "HIT REST.GET.OBJECT h2 UF,URX S3.EXPIRE.OBJECT Timer_ConnectionIdle -"),
            (.address, "198.51.100.23 198.51.100.23:1 2001:db8::1 [::1]:80 2001:db8::1:51234 -"),
            (.path, "/ /p/42?x=y -"),
            (.url, "/ https://shop.example/ android-app://x about:blank -"),
            (.digest, "9f86d081884c7d659a2feaa0c55ad015 -"),
        ] as [(LogFieldShape, String)])
    func accepts(shape: LogFieldShape, values: String) {
        for value in values.split(separator: " ") {
            let bytes = String(value).bytes
            let fits = shape.fits(bytes.span)
            #expect(fits, "\(value)")
        }
    }

    @Test(
        "Times of a fixed length are in their grammar",
        arguments: [
            (.commonTime, "10/Oct/2024:13:55:36 +0200", true),
            (.commonTime, "10/Oct/2024:13:55:36 -0200", true),
            (.commonTime, "10/Jan/2024:13:55:36 Jansen", false),
            (.commonTime, "10/Foo/2024:13:55:36 +0200", false),
            (.commonTime, "10/Oct/2024:13:55:36", false),
            (.calendarTime, "Thu Oct 10 13:55:36 2024", true),
            (.calendarTime, "Thu Oct  3 13:55:36 2024", true),
            (.calendarTime, "Jan Oct 10 13:55:36 2024", true),
            (.calendarTime, "Thu Oct 10 13:55:36 jans", false),
            (.calendarTime, "198.51.100.23 1024 /x b ", false),
        ] as [(LogFieldShape, String, Bool)])
    func knowsFixedTimes(shape: LogFieldShape, value: String, expected: Bool) {
        let bytes = value.bytes
        let fits = shape.fits(bytes.span)
        #expect(fits == expected)
    }

    @Test(
        "Addresses, people and their numbers are in none",
        arguments: [
            "203.0.113.9", "2001:db8::9e8f", "::1", "jan@shop.example", "Jan Jansen",
            "jan.jansen%40shop.nl", "10.0.0.1, 203.0.113.9", "é", "\u{0}", "a b", "1-2", "-", "",
            "a203.0.113.9", "0/0/x", "/0", "0//0", "1/2/3/4/5/6/7/8/9",
        ])
    func refusesPersonal(value: String) {
        let bytes = value.bytes
        for shape: LogFieldShape in [.counters, .flags, .code, .digest, .commonTime, .calendarTime]
        {
            let fits = shape.fits(bytes.span)
            #expect(fits == (value.isEmpty || value == "-"), "\(shape)")
        }
    }

    @Test(
        "What is more than an address is none",
        arguments: [
            "198.51.100.23, 10.0.0.1", "198.51.100.x", "shop.example", "198.51.100.23:x", "jan",
        ])
    func refusesMore(value: String) {
        let bytes = value.bytes
        let fits = LogFieldShape.address.fits(bytes.span)
        #expect(!fits)
    }

    @Test("Every grammar has a name, and no two the same")
    func hasNames() {
        #expect(Set(LogFieldShape.named.values.map { "\($0)" }).count == LogFieldShape.named.count)
        #expect(LogFieldShape.named["anything"] == nil)
    }

    @Test(
        "HAProxy's escapes are resolved and written again",
        arguments: [
            ("a#20b", "a b", "a b"), ("#22#23#7F", "\"#\u{7F}", "#22#23#7F"), ("#", "#", "#23"),
            ("#2", "#2", "#232"), ("#zz", "#zz", "#23zz"), ("{x|y}", "{x|y}", "{x|y}"),
        ] as [(String, String, String)])
    func knowsHashes(text: String, plain: String, again: String) {
        let bytes = text.bytes
        let decoded = written { LogEscapes.decode(bytes.span, style: .haproxy, into: &$0) }
        #expect(decoded == plain.bytes)
        let encoded = written { LogEscapes.encode(decoded.span, style: .haproxy, into: &$0) }
        #expect(encoded == again.bytes)
    }

    @Test("Braces and bars are escaped inside a capture")
    func escapesCaptures() {
        let bytes = "{a|b}".bytes
        let encoded = written {
            LogEscapes.encodeHashes(bytes.span, inCapture: true, into: &$0)
        }
        #expect(encoded == "#7Ba#7Cb#7D".bytes)
    }
}
