import Foundation
import Testing

/// `matglas explain` as an administrator runs it.
@Suite struct ExplainTests {
    static let request = """
        POST /g/collect?v=2&tid=G-TEST000001&gcd=13n3n3n3n5&cid=1837465029.1699988776 HTTP/1.1
        Host: localhost

        en=purchase&epn.value=49.90&cu=EUR&ep.email=jan.canary%40leakshop.nl
        """

    @Test("Without a configuration, from standard input, under every action")
    func embedded() throws {
        let result = try MatglasProcess.run(
            ["explain", "--request", "-"], input: Data(Self.request.utf8))
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        for part in [
            "action: forward, profile consented", "action: forward-anonymous, profile anonymous",
            "action: aggregate, profile counted", "cid ", "client-id", "google-analytics-4.yaml:",
            "what the destination gets:", "counted: event purchase",
        ] {
            #expect(result.text.contains(part), "\(part)")
        }
        #expect(!result.text.contains("1837465029"))
        #expect(!result.text.contains("leakshop"))
    }

    @Test("JSON is one object with stable names")
    func json() throws {
        let result = try MatglasProcess.run(
            ["explain", "--request", "-", "--format", "json"], input: Data(Self.request.utf8))
        let object = try #require(
            try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "configuration", "site", "method", "endpoint", "recognised", "notes",
                "destinations",
            ])
        let destination = try #require((object["destinations"] as? [[String: Any]])?.first)
        let action = try #require((destination["actions"] as? [[String: Any]])?.first)
        let field = try #require((action["fields"] as? [[String: Any]])?.first)
        #expect(field["path"] as? [String] == ["v"])
        #expect(field["named_by"] as? String == "map")
        #expect((action["request"] as? [String: Any])?["body_bytes"] as? Int == 34)
        #expect(!result.text.contains("1837465029"))
    }

    @Test("A log line")
    func line() throws {
        let line = #"203.0.113.77 - jan [10/Oct/2024:13:55:36 +0200] "GET / HTTP/1.1" 200 5"#
        let result = try MatglasProcess.run(["explain", "--line", line])
        #expect(result.status == 0)
        #expect(result.text.contains("203.0.113.0"))
        #expect(!result.text.contains("jan"))
        let shown = try MatglasProcess.run(["explain", "--show-input", "--line", line])
        #expect(shown.text.contains("203.0.113.77"))
    }

    @Test("Exit codes say whose mistake it is")
    func exitCodes() throws {
        let folder = try TemporaryFolder()
        let good = try folder.file("good.http", Self.request).path()
        let bad = try folder.file("bad.http", "POST /g/colect HTTP/1.1\n\n").path()
        let broken = try folder.file("broken.yaml", "sites: 1\n").path()
        for (arguments, status, message) in [
            (["--request", good], 0, ""), (["--request", bad], 65, "\(bad):1: "),
            (["--request", good + "x"], 66, "no such file"),
            (["--config", broken, "--request", good], 78, "\(broken):1: "),
            (["--config", broken + "x", "--request", good], 66, "no such file"),
            ([], 64, "expected one of"),
            (["--request", good, "--line", "a"], 64, "expected one of"),
            (["--line", "a\nb"], 64, "several lines"),
            (["--line", "a", "--line-format", "combind"], 64, "combined"),
            (["--line", "a", "--log-format", "%Q"], 64, "unknown directive"),
            (["--request", good, "--profile", "addresses"], 64, "--line"),
        ] as [([String], Int32, String)] {
            let result = try MatglasProcess.run(["explain"] + arguments)
            #expect(result.status == status, "\(arguments): \(result.errors)")
            #expect(result.errors.contains(message) || message.isEmpty, "\(result.errors)")
            if status != 0 { #expect(result.output.isEmpty) }
        }
    }

    @Test("The help has worked examples and the names of JSON")
    func help() throws {
        let help = try MatglasProcess.run(["explain", "--help"]).text
        #expect(help.ranges(of: "matglas explain --").count >= 2)
        for name in ["named_by", "counted_as", "body_bytes", "line_format", "other_headers"] {
            #expect(help.contains(name))
        }
    }
}
