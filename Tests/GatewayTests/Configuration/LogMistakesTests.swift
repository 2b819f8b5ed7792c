// swift-format-ignore-file: mistakes stand one to a line, however long.

import Intake
import Testing

@testable import Gateway

@Suite struct LogMistakesTests {
    private let files: PEMFiles

    init() throws { files = try PEMFiles() }

    /// A configuration without mistakes that receives logs, with other text in the place of a line.
    private func logs(replacing line: String = "", with other: String = "") -> String {
        let text = """
            listen: [{address: 127.0.0.1:8080}]
            sites:
              - name: shop
                hosts: [stats.shop.example]
            destinations:
              - {name: count, site: shop, vendor: matomo, when-granted: aggregate}
            logs:
              - name: webserver
                site: shop
                syslog:
                  - udp: 127.0.0.1:5514
                  - tls: 0.0.0.0:6514
                    certificate: a.pem
                    key: a.key
                    allow: [10.0.0.0/8]
                files: [/var/log/nginx/access.log]
                to:
                  - file: /var/log/matglas/access.log
                  - syslog: tls://logs.example
                  - statistics: true
            """
        let changed =
            line.isEmpty ? text : text.replacing(line, with: other, maxReplacements: 1)
        return changed.replacing("a.pem", with: "\(files.folder)/shop.pem")
            .replacing("a.key", with: "\(files.folder)/shop.key")
            .replacing("other.key", with: "\(files.folder)/other.key")
    }

    @Test func `files of certificates are read with everything else, and all mistakes are told`() {
        let text = logs(replacing: "certificate: a.pem", with: "certificate: none.pem")
            .replacing("    files:", with: "    profile: none\n    files:")
        #expect(
            mistakes(in: text) == """
                shop.yaml:13: the certificate none.pem cannot be read: no such file
                shop.yaml:16: unknown profile "none"; expected anonymous or addresses
                """)
    }

    @Test func `the base of the other tests has no mistake`() {
        #expect(mistakes(in: logs()) == "")
    }

    @Test(arguments: [
        (
            "name: webserver", "nam: webserver",
            "8: unknown key \"nam\"; expected one of name, to, site, hosts, syslog, files, from, format, log-format, profile, unparsed, ipv4-prefix, ipv6-prefix; did you mean \"name\"? (in an intake of logs)"
        ),
        (
            "site: shop\n    syslog", "syslog",
            "8: missing key \"site\" in an intake that counts pages (statistics: true)"
        ),
        (
            "site: shop\n    syslog", "site: shap\n    syslog",
            "9: unknown site \"shap\"; expected shop; did you mean \"shop\"?"
        ),
        (
            "site: shop\n    syslog", "site: shop\n    hosts: [a b]\n    syslog",
            "10: the host \"a b\" is neither a host name nor an address"
        ),
        (
            "name: webserver", "name: count",
            "8: the intake \"count\" counts under the name of a destination of its site (line 6); expected another name"
        ),
        (
            "- udp: 127.0.0.1:5514", "- udp: 0.0.0.0:5514",
            "11: anybody can send lines to udp 0.0.0.0:5514; expected allow: with the senders' blocks, such as [10.0.0.0/8]"
        ),
        (
            "- udp: 127.0.0.1:5514", "- udp: localhost:5514",
            "11: udp is \"localhost:5514\"; expected ADDRESS:PORT such as 127.0.0.1:5514 or [::1]:5514"
        ),
        (
            "- udp: 127.0.0.1:5514", "- udp: unix:/dev/log",
            "11: udp is \"unix:/dev/log\"; expected ADDRESS:PORT such as 127.0.0.1:5514 or [::1]:5514"
        ),
        (
            "- udp: 127.0.0.1:5514", "- {udp: 127.0.0.1:5514, tcp: 127.0.0.1:5514}",
            "11: a syslog listener has one of udp:, tcp:, tls:"
        ),
        (
            "- udp: 127.0.0.1:5514", "- {udp: 127.0.0.1:5514, framing: newline}",
            "11: framing is for tcp: and tls: listeners only"
        ),
        (
            "- udp: 127.0.0.1:5514", "- {udp: 127.0.0.1:5514, key: a}",
            "11: key is for tls: listeners only"
        ),
        (
            "- udp: 127.0.0.1:5514", "- {tcp: 127.0.0.1:8080}",
            "11: 127.0.0.1:8080 already takes events (line 1)"
        ),
        (
            "- udp: 127.0.0.1:5514", "- {tcp: 127.0.0.1:6514}",
            "12: tls 0.0.0.0:6514 is listened on twice; the first is on line 11"
        ),
        (
            "        certificate: a.pem\n", "",
            "12: missing key \"certificate\" in a syslog listener with tls"
        ),
        (
            "certificate: a.pem", "certificate: none.pem",
            "13: the certificate none.pem cannot be read: no such file"
        ),
        ("key: a.key", "key: other.key", "14: the key other.key is another certificate's"),
        (
            "key: a.key", "key: a.key\n        client-authority: a.key",
            "15: the client authority shop.key cannot be read: expected a certificate in PEM form"
        ),
        (
            "syslog: tls://logs.example", "syslog: tls://logs.example\n        authority: none.pem",
            "20: authority: none.pem cannot be read, or has no certificate; expected the path of a PEM file with the certificates of authorities"
        ),
        (
            "allow: [10.0.0.0/8]", "allow: [10.0.0.1/8]",
            "15: \"10.0.0.1/8\" has bits beyond its prefix; did you mean \"10.0.0.0/8\"?"
        ),
        (
            "allow: [10.0.0.0/8]", "allow: []",
            "15: allow is an empty list; expected a list of blocks such as [10.0.0.0/8]"
        ),
        (
            "[/var/log/nginx/access.log]", "[/var/log/nginx/*.log]",
            "16: files holds the pattern \"/var/log/nginx/*.log\"; write each file, its rotated ones are found by themselves"
        ),
        (
            "[/var/log/nginx/access.log]", "[/a.log, /b/../a.log]",
            "16: files names \"/b/../a.log\" twice"
        ),
        ("[/var/log/nginx/access.log]", "[\"-\"]", "16: files holds \"-\", which is no file"),
        (
            "    files:", "    format: combind\n    files:",
            "16: unknown format \"combind\"; expected one of FORMATS; did you mean \"combined\"?"
        ),
        (
            "    files:", "    format: auto\n    log-format: '%h %u'\n    files:",
            "17: format and log-format exclude each other; expected one"
        ),
        (
            "    files:", "    log-format: '%h %zz'\n    files:",
            "16: log-format: unknown directive \"%z\" (at byte 3)"
        ),
        (
            "    files:", "    profile: consented\n    files:",
            "16: unknown profile \"consented\"; expected anonymous or addresses"
        ),
        (
            "    files:", "    unparsed: fail\n    files:",
            "16: unparsed: fail would end the gateway at the first broken line; expected scrub or drop"
        ),
        (
            "    files:", "    unparsed: keep\n    files:",
            "16: unknown unparsed \"keep\"; expected scrub or drop"
        ),
        (
            "    files:", "    ipv4-prefix: 33\n    files:",
            "16: ipv4-prefix is \"33\"; expected a number from 0 to 32"
        ),
        (
            "    files: [/var/log/nginx/access.log]", "    from: end",
            "16: from says where a file is begun; expected files: with it"
        ),
        (
            "    files:", "    from: start\n    files:",
            "16: unknown from \"start\"; expected beginning or end"
        ),
        (
            "- file: /var/log/matglas/access.log", "- file: /var/log/nginx/../nginx/access.log",
            "8: \"/var/log/nginx/../nginx/access.log\" is written to and read (by \"webserver\"); raw and anonymized lines would mix"
        ),
        (
            "- file: /var/log/matglas/access.log", "- file: /a\n      - file: /a",
            "19: \"/a\" is written to twice"
        ),
        (
            "- file: /var/log/matglas/access.log", "- {file: /a, statistics: true}",
            "18: an output of logs has one of file:, syslog:, statistics:"
        ),
        (
            "- file: /var/log/matglas/access.log", "- {file: /a, authority: b}",
            "18: authority is for syslog: outputs only"
        ),
        (
            "tls://logs.example", "tcp://logs.example",
            "19: the syslog server \"tcp://logs.example\" is unencrypted; expected tls://, or tcp:// and udp:// with a loopback or private address written literally, such as tcp://127.0.0.1:514"
        ),
        (
            "tls://logs.example", "udp://203.0.113.9",
            "19: the syslog server \"udp://203.0.113.9\" is unencrypted; expected tls://, or tcp:// and udp:// with a loopback or private address written literally, such as tcp://127.0.0.1:514"
        ),
        (
            "tls://logs.example", "logs.example",
            "19: the syslog server \"logs.example\" has no scheme; expected tls://HOST:PORT, tcp:// or udp://"
        ),
        (
            "tls://logs.example", "https://logs.example",
            "19: the syslog server \"https://logs.example\" has the scheme \"https\"; expected tls, tcp or udp"
        ),
        (
            "tls://logs.example", "tls://logs.example/a",
            "19: the syslog server \"tls://logs.example/a\" has a path; write tls://HOST:PORT alone"
        ),
        (
            "tls://logs.example", "udp://127.0.0.1:5514",
            "8: udp://127.0.0.1:5514 is where \"webserver\" listens; lines would go round for ever"
        ),
        (
            "statistics: true", "statistics: false",
            "20: statistics: false does nothing; leave it out"
        ),
    ])
    func `a mistake is named with its line`(found: String, put: String, message: String) {
        let known = LogLineFactory.names(Catalog()).joined(separator: ", ")
        let expected = "shop.yaml:" + message.replacing("FORMATS", with: known)
        let told = mistakes(in: logs(replacing: found, with: put))
        #expect(told.replacing(files.folder + "/", with: "") == expected)
    }

    @Test func `an intake without input or output is a mistake`() {
        let text = """
            logs:
              - name: a
                to: []
              - name: b
                files: [/b]
            """
        #expect(
            mistakes(in: text) == """
                shop.yaml:2: an intake of logs reads nothing; expected syslog: or files:
                shop.yaml:3: to is an empty list; expected a list such as - file: /var/log/matglas/access.log
                shop.yaml:4: missing key "to" in an intake of logs
                """)
    }

    @Test func `a gateway that only relays logs needs neither sites nor destinations`() throws {
        let text = """
            logs:
              - name: relay
                syslog: [{tcp: "127.0.0.1:5514"}]
                format: combined
                to: [{syslog: "tcp://10.0.0.7:514"}]
            """
        let configuration = try Configuration.parse(text, file: "relay.yaml")
        let intake = try #require(configuration.logs.first)
        #expect(intake.servers.map(\.description) == ["tcp://10.0.0.7:514"])
        #expect(intake.listeners.map(\.description) == ["tcp 127.0.0.1:5514"])
        #expect(!intake.countsPages && intake.unparsed == .scrub && intake.start == .beginning)
        #expect(mistakes(in: "sites: []") != "")
    }

    @Test func `the summary says what is read, what is kept and where it goes`() throws {
        let text = logs(replacing: "    files:", with: "    format: combined\n    files:")
        let summary = try ConfigurationSummary.text(Configuration.parse(text, file: "shop.yaml"))
        #expect(summary.contains(Self.expected), "\(summary)")
    }

    private static let expected = """
        Logs webserver
          read from syslog over UDP at 127.0.0.1:5514
          read from syslog over TLS at 0.0.0.0:6514, from 10.0.0.0/8
          read from /var/log/nginx/access.log as it grows, across rotation
            a file that is new here is read from its first line
          lines are of the format combined
          a line that fits no format is scrubbed: detectors, and every address cut
          profile anonymous
            ip: cut to its first 24 bits, of IPv6 to 48
            user-id, unknown: removed
            url: without fragment, identifiers and all parameters
            referrer: of the shop's own pages only, without parameters
            user-agent: browser family, major version and system family
            timestamp, technical: kept as it is
          written to /var/log/matglas/access.log
          sent to tls://logs.example:6514
          page views are counted for site shop, as webserver; bots are set apart
            pages of: stats.shop.example

        """
}
