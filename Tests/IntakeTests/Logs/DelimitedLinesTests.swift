import Bytes
import Intake
import Privacy
import Testing

@Suite struct DelimitedLinesTests {
    private func treat(
        _ text: String, columns: [Int] = [1], delimiter: String = " ", replace: String? = nil,
        policy: UnparsedPolicy = .scrub, prefixes: AddressPrefixes = AddressPrefixes()
    ) throws -> (text: String, tally: LineTally) {
        let factory = DelimitedLines.factory(
            DelimitedLayout(columns: columns, delimiter: delimiter, replacement: replace),
            policy: policy, options: EngineOptions(prefixes: prefixes))
        let anonymizer = try factory(Array(text.utf8).span).makeAnonymizer()
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        try anonymizer.anonymize(Array(text.utf8).span, into: &output, tally: &tally)
        return (String(decoding: output.span.array, as: UTF8.self), tally)
    }

    @Test(arguments: [
        ("203.0.113.77 x\n", [1], " ", "203.0.113.0 x\n"),
        ("a;203.0.113.77:443;b\r\n", [2], ";", "a;203.0.113.0:443;b\r\n"),
        ("a\t[2001:db8:1:2::3]:80\tb", [2], "\t", "a\t[2001:db8:1::]:80\tb"),
        ("x, y, 203.0.113.7", [3], ", ", "x, y, 203.0.113.0"),
        ("a|203.0.113.7, 198.51.100.9|b", [2], "|", "a|203.0.113.0, 198.51.100.0|b"),
        ("[client 203.0.113.7] x", [2], " ", "[client 203.0.113.0] x"),
        ("host.example.net x", [1], " ", "- x"), ("jan@example.com x", [1], " ", "- x"),
        ("- x", [1], " ", "- x"), ("\n\n", [1], " ", "\n\n"),
        // An address in another column, or in a part of one, is cut too.
        ("203.0.113.77 /p?ip=198.51.100.9", [1], " ", "203.0.113.0 /p?ip=198.51.100.0"),
        ("a 203.0.113.77 b 198.51.100.9", [4, 2], " ", "a 203.0.113.0 b 198.51.100.0"),
    ])
    func `columns of addresses are cut, and addresses elsewhere`(
        line: String, columns: [Int], delimiter: String, expected: String
    ) throws {
        #expect(try treat(line, columns: columns, delimiter: delimiter).text == expected)
    }

    @Test func `what is no address is replaced by the text that is asked for`() throws {
        #expect(try treat("host x\n", replace: "0.0.0.0").text == "0.0.0.0 x\n")
    }

    @Test func `a line without the column fits no format`() throws {
        let line = "a jan@example.com\n203.0.113.7 b c\n"
        let scrubbed = try treat(line, columns: [3])
        #expect(scrubbed.text == "a {email}\n203.0.113.0 b -\n")
        #expect(scrubbed.tally.unparsed == 1)
        #expect(try treat(line, columns: [3], policy: .drop).text == "203.0.113.0 b -\n")
        #expect(throws: UnparsedLine.self) {
            try treat(line, columns: [3], policy: .fail)
        }
    }

    @Test func `a second pass changes nothing`() throws {
        let line = "203.0.113.77 a [2001:db8:1:2::3]:80 host 198.51.100.9 b@example.com\n"
        let once = try treat(line, columns: [1, 3, 4]).text
        #expect(try treat(once, columns: [1, 3, 4]).text == once)
    }

    @Test(arguments: [
        ("10.1.2.3", true), ("172.16.9.9", true), ("172.32.0.1", false), ("192.168.7.7", true),
        ("127.0.0.53", true), ("169.254.9.9", true), ("100.64.1.2", false), ("203.0.113.9", false),
        ("::1", true), ("fd00:1:2:3::5", true), ("fe80::9", true), ("2001:db8::9", false),
        ("::ffff:10.1.2.3", true), ("::ffff:9.9.9.9", false), ("2002:0a01:0203::1", false),
        ("fe80::0211:22ff:fe33:4455", false), ("2001:0:1:2:3:4:5:6", false),
    ])
    func `addresses of private networks are spared where that is asked for`(
        address: String, isSpared: Bool
    ) throws {
        let prefixes = AddressPrefixes(ipv4: 8, ipv6: 16, sparesPrivate: true)
        for line in ["\(address) x", "203.0.113.7 /from/\(address)/x"] {
            let text = try treat(line, prefixes: prefixes).text
            #expect(text.contains(address) == isSpared, "\(text)")
        }
        #expect(
            try !treat("\(address) x", prefixes: AddressPrefixes(ipv4: 0, ipv6: 0)).text
                .contains(address))
    }
}
