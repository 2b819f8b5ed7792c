// swift-format-ignore-file: log lines stand one to a line, however long.

import Bytes
import Delivery
import Intake
import Privacy
import Testing

@testable import Gateway

/// What lines of real formats are in the statistics.
@Suite struct LogFactsTests {
    private static let chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36"
    private static let bot = "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"

    /// The tally of some lines as an intake of these would count them.
    private static func count(
        _ lines: String, format: String = "auto", isSyslog: Bool = false
    ) throws -> LogTally {
        var intake = LogIntakeConfiguration(name: "web", line: 1)
        intake.site = "shop"
        intake.format = format
        intake.countsPages = true
        if isSyslog, let address = ListenAddress("127.0.0.1:5514") {
            intake.listeners = [LogListener(transport: .udp, address: address)]
        }
        let formats = try LogFormats(intake, catalog: Catalog(), ownHosts: ["www.shop.example"])
        let bytes = Array((lines + "\n").utf8)
        let counter = LogCounter(
            source: Source(site: "shop", destination: "web"), options: formats.engineOptions,
            bots: BotScan(), today: Day.today)
        let pipeline = LogPipeline(
            isSyslog ? formats.lines() : formats.lines(after: bytes.span), counter: counter)
        if isSyslog {
            for line in lines.split(separator: "\n") { pipeline.take(Array(line.utf8).span) }
        } else {
            pipeline.take(bytes.span)
        }
        return pipeline.takeTally()
    }

    @Test(
        "A page view in each format is one",
        arguments: [
            (
                "combined",
                #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 200 5 "-" "UA""#
            ),
            (
                "vhost-combined",
                #"www.shop.example:443 203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 200 5 "-" "UA""#
            ),
            (
                "nginx-main",
                #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 200 5 "-" "UA" "203.0.113.9""#
            ),
            (
                "traefik",
                #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0000] "GET /p HTTP/1.1" 200 5 "-" "UA" 1 "shop@docker" "http://10.0.0.2:80" 4ms"#
            ),
            (
                "caddy",
                #"{"level":"info","ts":1796000000.1,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","remote_port":"1","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"www.shop.example","uri":"/p?x=1","headers":{"User-Agent":["UA"]}},"bytes_read":0,"user_id":"","duration":0.01,"size":5,"status":200,"resp_headers":{"Server":["Caddy"]}}"#
            ),
            (
                "nginx-json",
                #"{"time_iso8601":"2026-11-21T08:00:00+01:00","remote_addr":"203.0.113.7","request":"GET /p HTTP/1.1","status":"200","body_bytes_sent":"5","http_referer":"","http_user_agent":"UA"}"#
            ),
        ])
    func countsPages(format: String, line: String) throws {
        for name in [format, "auto"] {
            let page = try Self.count(line.replacing("UA", with: Self.chrome), format: name)
            #expect(page.pages == 1 && page.bots == 0, "\(name): \(page)")
            let bot = try Self.count(line.replacing("UA", with: Self.bot), format: name)
            #expect(bot.bots == 1 && bot.pages == 0, "\(name): \(bot)")
            let style = try Self.count(
                line.replacing("UA", with: Self.chrome).replacing("/p", with: "/a.css"),
                format: name)
            #expect(
                style.pages == 0 && style.bots == 0 && style.otherPages == 1, "\(name): \(style)")
        }
    }

    @Test("A W3C file is counted, also behind its head")
    func countsW3C() throws {
        let file = """
            #Software: Microsoft Internet Information Services 10.0
            #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken
            2026-11-21 08:00:00 10.0.0.5 GET /p - 443 - 203.0.113.7 \(Self.chrome.replacing(" ", with: "+")) - 200 0 0 15
            """
        #expect(try Self.count(file).pages == 1)
    }

    @Test(
        "Behind the head of a log daemon stands the same page",
        arguments: ["auto", "combined"],
        [
            "<190>Nov 21 08:00:00 web1 nginx: ", "<190>1 2026-11-21T08:00:00Z web1 nginx 1 - - ",
            "",
        ])
    func countsSyslog(format: String, head: String) throws {
        let line =
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 200 5 "-" "\#(Self.chrome)""#
        let tally = try Self.count(head + line, format: format, isSyslog: true)
        #expect(tally.pages == 1 && tally.written == 1 && tally.scrubbed == 0, "\(tally)")
    }

    @Test(
        "What is no page view is none",
        arguments: [
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "POST /p HTTP/1.1" 200 5 "-" "UA""#,
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "HEAD /p HTTP/1.1" 200 0 "-" "UA""#,
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 301 5 "-" "UA""#,
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 499 0 "-" "UA""#,
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "-" 408 0 "-" "-""#,
            #"203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "\x16\x03" 400 0 "-" "-""#,
            "2026/11/21 08:00:00 [error] 7#7: *1 open() failed, client: 203.0.113.7, request: \"GET /p HTTP/1.1\"",
            "no log line at all", "",
        ])
    func countsNothing(line: String) throws {
        let tally = try Self.count(line.replacing("UA", with: Self.chrome))
        #expect(tally.pages == 0 && tally.bots == 0, "\(tally)")
    }

    @Test("What one line says never counts for the next")
    func forgetsLines() throws {
        let lines = """
            203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "GET /p HTTP/1.1" 200 5 "-" "\(Self.chrome)"
            free text
            203.0.113.7 - - [21/Nov/2026:08:00:00 +0100] "-" 200 5 "-" "-"
            """
        let tally = try Self.count(lines)
        #expect(tally.pages == 1 && tally.otherPages == 1 && tally.scrubbed == 1, "\(tally)")
    }
}
