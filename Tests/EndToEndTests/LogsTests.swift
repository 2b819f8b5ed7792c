import Foundation
import Testing

/// `matglas logs` as a shop owner and an administrator run it.
@Suite struct LogsTests {
    static let combined = """
        203.0.113.77 - jan [10/Oct/2024:13:55:36 +0200] "GET /p/42?gclid=TEST&email=jan%40example.com HTTP/1.1" 200 5120 "https://www.google.com/search?q=jan" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.6998.89 Safari/537.36"
        2001:db8:85a3:8d3::7348 - - [10/Oct/2024:13:55:37 +0200] "POST /checkout HTTP/2.0" 302 0 "-" "curl/8.5.0"
        host.example.net - - [10/Oct/2024:13:55:38 +0200] "-" 408 0 "-" "-"
        198.51.100.23 - - [10/Oct/2024:13:55:40 +0200] "\\x16\\x03\\x01 203.0.113.9" 400 226 "-" "-"

        """

    @Test("The default profile leaves shapes and no faces")
    func anonymous() throws {
        let result = try MatglasProcess.run(["logs"], input: Data(Self.combined.utf8))
        #expect(result.status == 0)
        #expect(result.errors == "matglas: -: read as combined\n")
        #expect(
            result.text == """
                203.0.113.0 - - [10/Oct/2024:13:55:36 +0200] "GET /p/42 HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36"
                2001:db8:85a3:: - - [10/Oct/2024:13:55:37 +0200] "POST /checkout HTTP/2.0" 302 0 "-" "curl/8"
                - - - [10/Oct/2024:13:55:38 +0200] "-" 408 0 "-" "-"
                198.51.100.0 - - [10/Oct/2024:13:55:40 +0200] "-" 400 226 "-" "-"

                """)
    }

    @Test("The profile addresses changes addresses and nothing else")
    func addresses() throws {
        let result = try MatglasProcess.run(
            ["logs", "--profile", "addresses"], input: Data(Self.combined.utf8))
        let expected = Self.combined.replacing("203.0.113.77", with: "203.0.113.0")
            .replacing("2001:db8:85a3:8d3::7348", with: "2001:db8:85a3::")
            .replacing("host.example.net", with: "-")
            .replacing("198.51.100.23", with: "198.51.100.0")
            .replacing("203.0.113.9\"", with: "203.0.113.0\"")
        #expect(result.text == expected)
    }

    @Test("A prefix is the user's choice")
    func prefixes() throws {
        let result = try MatglasProcess.run(
            ["logs", "--profile", "addresses", "--ipv4-prefix", "16", "--ipv6-prefix", "32"],
            input: Data(Self.combined.utf8))
        #expect(result.text.hasPrefix("203.0.0.0 "))
        #expect(result.text.contains("\n2001:db8:: - -"))
    }

    @Test("A line that fits no format is scrubbed, dropped or refused, never passed through")
    func unparsed() throws {
        let odd = "kassa 3: jan@example.com from 203.0.113.77 paid NL91ABNA0417164300\n"
        let input = Data((Self.combined + odd).utf8)
        let scrubbed = try MatglasProcess.run(["logs"], input: input)
        #expect(scrubbed.status == 0)
        #expect(scrubbed.text.hasSuffix("kassa 3: {email} from 203.0.113.0 paid {iban}\n"))
        let dropped = try MatglasProcess.run(["logs", "--unparsed", "drop"], input: input)
        #expect(dropped.text.split(separator: "\n").count == 4)
        let failed = try MatglasProcess.run(["logs", "--unparsed", "fail"], input: input)
        #expect(failed.status == 65)
        #expect(failed.errors.contains("line 5"))
        #expect(!failed.errors.contains("jan"))
    }

    @Test("Line ends, blank lines, comments and a missing last newline are kept")
    func keepsShape() throws {
        let input =
            "# made by hand\r\n\r\n" + Self.combined.dropLast().replacing("\n", with: "\r\n")
        let result = try MatglasProcess.run(["logs"], input: Data(input.utf8))
        #expect(result.text.hasPrefix("# made by hand\r\n\r\n203.0.113.0 "))
        #expect(result.text.filter { $0 == "\r\n" }.count == 5)
        #expect(!result.text.hasSuffix("\n"))
    }

    @Test("Compressed files are read, and many files written side by side")
    func files() throws {
        let folder = try TemporaryFolder()
        let plain = try folder.file("access.log", Self.combined)
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "--keep", plain.path()]
        try gzip.run()
        gzip.waitUntilExit()
        let direct = try MatglasProcess.run(["logs", plain.path() + ".gz"])
        #expect(direct.text.hasPrefix("203.0.113.0 "))
        let output = folder.url.appending(path: "anonymized")
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: false)
        let result = try MatglasProcess.run([
            "logs", "--output-directory", output.path(), "--report",
            folder.url.appending(path: "report.json").path(), plain.path(), plain.path() + ".gz",
        ])
        #expect(result.status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: output.path()).sorted()
        #expect(names == ["access.log", "access.log.gz"])
        let report = try JSONSerialization.jsonObject(
            with: Data(contentsOf: folder.url.appending(path: "report.json")))
        let total = try #require((report as? [String: Any])?["total"] as? [String: Any])
        #expect(total["read"] as? Int == 8)
    }

    @Test("A custom LogFormat is read, and a mistake in one is pointed at")
    func customFormat() throws {
        let line =
            "shop 203.0.113.77 \"GET /x HTTP/1.1\" 200 \"203.0.113.9, 10.1.2.3\" session=abc\n"
        let format = #"%v %h "%r" %>s "%{X-Forwarded-For}i" %{Cookie}i"#
        let result = try MatglasProcess.run(
            ["logs", "--log-format", format], input: Data(line.utf8))
        #expect(
            result.text == "shop 203.0.113.0 \"GET /x HTTP/1.1\" 200 \"203.0.113.0, 10.1.2.0\" -\n")
        let wrong = try MatglasProcess.run(["logs", "--log-format", "%h %Q"], input: Data())
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("%Q"))
    }

    @Test(
        "Wrong options are refused with the accepted values",
        arguments: [
            ["--format", "combind"], ["--ipv4-prefix", "33"], ["--ipv6-prefix", "-1"],
            ["--jobs", "0"], ["--in-place"], ["--output", "a", "--in-place"],
            ["--unparsed", "keep"],
            ["--profile", "none"],
        ])
    func wrongOptions(arguments: [String]) throws {
        let result = try MatglasProcess.run(["logs"] + arguments)
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty)
        #expect(result.output.isEmpty)
    }

    @Test("A missing file is told, and the others are done")
    func missingFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("access.log", Self.combined)
        let result = try MatglasProcess.run([
            "logs", folder.url.appending(path: "missing.log").path(), file.path(),
        ])
        #expect(result.status == 66)
        #expect(result.errors.contains("missing.log"))
        #expect(result.text.split(separator: "\n").count == 4)
    }
}
