import Bytes
import Intake
import Privacy
import Testing

@testable import Gateway

/// Lines that once kept more than they should, with the formats and profiles that the product ships.
@Suite struct LogLeakTests {
    private static let time = "[10/Oct/2024:13:55:36 +0200]"
    private static let agent =
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.3"

    /// What comes out, with a time for each `§`; `nil` where a line is refused.
    private func output(
        _ text: String, _ choice: LogLineFactory.Choice = .auto, profile: String = "anonymous",
        policy: UnparsedPolicy = .scrub
    ) throws -> (text: String, unparsed: Int)? {
        let factory = try LogLineFactory.make(
            choice, catalog: Catalog(), profile: profile, policy: policy,
            prefixes: AddressPrefixes())
        let bytes = Array(text.replacing("§", with: Self.time).utf8)
        let lines = try factory(bytes.span).makeAnonymizer()
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        do {
            try lines.anonymize(bytes.span, into: &output, tally: &tally)
        } catch {
            return nil
        }
        return (output.span.string.replacing(Self.time, with: "§"), tally.unparsed)
    }

    @Test(arguments: [
        #"198.51.100.7 - - § "GET /a HTTP/1.1" 203.0.113.9 jan@shop.nl "-" "-""#,
        #"198.51.100.7 - - § "GET /a HTTP/1.1" 200 203.0.113.9 "-" "-""#,
        #"203.0.113.9:51234 - Jan Jansen § "GET /a HTTP/1.1" 200 5 "-" "-""#,
        #"2a02:1810:1:2::9e8f Jan Peter Jansen § "GET /a HTTP/1.1" 200 5 "-" "-""#,
    ])
    func `a line with foreign words in kept columns fits no format`(line: String) throws {
        for profile in ["anonymous", "addresses"] {
            for name in ["auto", "vhost-combined", "combined"] {
                let choice: LogLineFactory.Choice = name == "auto" ? .auto : .named(name)
                guard let found = try output(line, choice, profile: profile) else {
                    Issue.record("refused")
                    continue
                }
                for secret in ["203.0.113.9", "198.51.100.7", "jan@", "1810:1:2::9e8f"] {
                    #expect(!found.text.contains(secret), "\(profile) \(found.text)")
                }
            }
            for name in ["vhost-combined", "vhost-common", "common"] {
                #expect(try output(line, .named(name), profile: profile, policy: .fail) == nil)
            }
        }
    }

    @Test func `a shifted line fits no format string`() throws {
        let format = LogLineFactory.Choice.string(#"$msec $remote_addr "$request""#, .nginx)
        let line = #"203.0.113.9 1700000000.123 "GET / HTTP/1.1""#
        for profile in ["anonymous", "addresses"] {
            let found = try #require(try output(line, format, profile: profile))
            #expect(found.unparsed == 1)
            #expect(!found.text.contains("203.0.113.9"))
        }
    }

    @Test func `what clients write into technical columns goes`() throws {
        let format = LogLineFactory.Choice.string(
            #"%h "%{X-Forwarded-Proto}i" "%{Host}i" "%{Content-Type}i" "%m" "%V""#, .apache)
        let hostile = #"198.51.100.7 "Jan Jansen" "jan@shop.nl" "203.0.113.9" "jan" "203.0.113.9""#
        #expect(try output(hostile, format)?.text == #"198.51.100.0 "-" "-" "-" "-" "-""#)
        let honest = #"198.51.100.7 "https" "shop.nl" "text/html" "GET" "shop.nl""#
        #expect(
            try output(honest, format)?.text == honest.replacing("100.7", with: "100.0"))
        let nginx = LogLineFactory.Choice.string(#""$host" "$http_host""#, .nginx)
        #expect(try output(#""jan@shop.nl" "203.0.113.9:80""#, nginx)?.text == #""-" "-""#)
    }

    @Test func `a query in a column of its own goes`() throws {
        let format = LogLineFactory.Choice.string(
            #"$remote_addr [$time_local] "$request_method $uri" "$args" $status"#, .nginx)
        let line = #"203.0.113.9 § "GET /zoek" "q=jan+jansen&mail=x&city=Gent" 200"#
        #expect(try output(line, format)?.text == #"203.0.113.0 § "GET /zoek" "-" 200"#)
        #expect(
            try output(line, format, profile: "addresses")?.text
                == line.replacing("113.9", with: "113.0"))
    }

    @Test(arguments: [
        "203.0.113.9 /a HTTP/1.1", "jan.jansen%40shop.nl /a HTTP/1.1", "GET /a HTTP/ja.ns",
    ])
    func `a request line without a method or version goes`(request: String) throws {
        let line = #"198.51.100.7 - - § "\#(request)" 400 226 "-" "-""#
        #expect(
            try output(line)?.text == #"198.51.100.0 - - § "-" 400 226 "-" "-""#)
    }

    @Test(arguments: [
        ("junk\n", #" "-" "\#(agent)""#), ("# by hand\n", #" "-" "\#(agent)""#), ("", ""),
        (#"203.0.113.9 - - § "GET /a HTTP/1.1" 200 5"# + "\n", #" "-" "\#(agent)""#),
        ("", #" "-" "\#(agent)" "203.0.113.9, 10.0.0.1""#), ("", #" "-" "\#(agent)" 0.003"#),
        ("", #" "-" "\#(agent)" 512 4096"#), ("", #" "-" "\#(agent)" 5120"#),
    ])
    func `any known format is found on any line`(first: String, rest: String) throws {
        for site in ["", "shop.nl ", "shop.nl:443 "] {
            // The site's formats are `vhost-common` and `vhost-combined`.
            let isCommon = rest.isEmpty
            let isCombined = rest.hasSuffix("\"\(Self.agent)\"")
            if site == "shop.nl ", !isCommon { continue }
            if site == "shop.nl:443 ", !isCombined { continue }
            let line =
                site + #"203.0.113.9 - jan § "GET /a?name=jan HTTP/1.1" 200 5"# + rest + "\n"
            let found = try #require(try output(first + line))
            #expect(
                found.text.hasSuffix(
                    site + #"203.0.113.0 - - § "GET /a HTTP/1.1" 200 5"#
                        + rest.replacing("203.0.113.9, 10.0.0.1", with: "203.0.113.0, 10.0.0.0")
                        .replacing("X11; Linux x86_64", with: "X11; Linux")
                        .replacing("128.3", with: "128.0") + "\n"),
                "\(found.text)")
            #expect(found.unparsed == (first == "junk\n" ? 1 : 0))
        }
    }

    @Test func `a line of a site behind thousands of others is found too`() throws {
        let plain = #"203.0.113.9 - - § "GET /a HTTP/1.1" 200 5 "-" "-""# + "\n"
        let site = #"shop.nl:443 203.0.113.9 - jan § "GET /a?b=jan HTTP/1.1" 200 5 "-" "-""#
        let text = String(repeating: plain, count: 1000) + site
        let found = try #require(try output(text))
        #expect(found.unparsed == 0)
        #expect(
            found.text.hasSuffix(#"shop.nl:443 203.0.113.0 - - § "GET /a HTTP/1.1" 200 5 "-" "-""#))
    }

    @Test func `the policy for lines that fit nothing holds where nothing was recognised`() throws {
        let text = "junk jan doe\njunk2\n"
        #expect(try output(text, policy: .fail) == nil)
        #expect(try output(text, policy: .drop)?.text == "")
        #expect(try output(text)?.unparsed == 2)
        #expect(try output(text, .text, policy: .fail)?.unparsed == 0)
    }

    @Test func `the addresses profile reads languages and times`() throws {
        let format = LogLineFactory.Choice.string(#""%{Accept-Language}i" "%{%s}t""#, .apache)
        let hostile = #""203.0.113.9" "203.0.113.9""#
        let found = try #require(try output(hostile, format, profile: "addresses"))
        #expect(!found.text.contains("203.0.113.9"))
        #expect(
            try output(#""nl, 203.0.113.9" "1700000000""#, format, profile: "addresses")?.text
                == #""nl, 203.0.113.0" "1700000000""#)
    }

    @Test func `JSON stays JSON`() throws {
        let format = LogLineFactory.Choice.string(
            #"escape=json {"port":$remote_port,"conn":$connection,"user":"$remote_user"}"#, .nginx)
        #expect(
            try output(#"{"port":51234,"conn":17,"user":"jan"}"#, format)?.text
                == #"{"port":null,"conn":null,"user":"-"}"#)
    }

    @Test func `escapes of nginx stay those of nginx`() throws {
        let line = #"203.0.113.9 - - § "GET /a\x22b/c;d HTTP/1.1" 200 5 "-" "-""#
        #expect(
            try output(line)?.text == #"203.0.113.0 - - § "GET /a\x22b/c HTTP/1.1" 200 5 "-" "-""#)
    }
}
