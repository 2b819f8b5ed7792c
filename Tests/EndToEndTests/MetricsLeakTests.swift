import Foundation
import Testing

/// Nothing that a client wrote stands in `/metrics`, wherever it wrote it.
@Suite struct MetricsLeakTests {
    private static let mark = "zeldzaam4711"

    /// Requests with the mark in every place that a request has.
    private static var hostile: [String] {
        let host = "Host: 127.0.0.1\r\n"
        let path = "/g/collect"
        let query =
            "v=2&tid=G-\(mark)&cid=\(mark)&en=\(mark)&ep.\(mark)=\(mark)&dl=https%3A%2F%2F\(mark)"
        let body = "en=\(mark)&ep.\(mark)=\(mark)"
        return [
            "GET \(path)?\(query) HTTP/1.1\r\n\(host)",
            "GET \(path)?\(query)&gcs=G111&gcd=13r3r3r3r5 HTTP/1.1\r\n\(host)",
            "GET \(path)?\(query)&gcs=\(mark)&gcd=\(mark)&gdpr_consent=\(mark) HTTP/1.1\r\n\(host)",
            "POST \(path)?\(query) HTTP/1.1\r\n\(host)Content-Length: \(body.utf8.count)\r\n",
            "GET /\(mark) HTTP/1.1\r\n\(host)", "GET \(path) HTTP/1.1\r\nHost: \(mark)\r\n",
            "\(mark) \(path) HTTP/1.1\r\n\(host)", "GET \(path) \(mark)/1.1\r\n\(host)",
            "GET \(path) HTTP/1.1\r\n\(host)\(mark): \(mark)\r\n",
            "GET \(path) HTTP/1.1\r\n\(host)\(mark) : x\r\n",
            "GET \(path) HTTP/1.1\r\n\(host)Transfer-Encoding: \(mark)\r\n",
            "GET \(path) HTTP/1.1\r\n\(host)Content-Length: \(mark)\r\n",
            "GET \(path) HTTP/1.1\r\n\(host)Connection: \(mark)\r\n",
            "GET \(path)?\(query) HTTP/1.1\r\n\(host)User-Agent: \(mark)\r\nReferer: https://\(mark)/\r\n"
                + "Cookie: \(mark)=\(mark); CookieConsent=\(mark)\r\nOrigin: https://\(mark)\r\n"
                + "X-Forwarded-For: \(mark)\r\nForwarded: for=\(mark)\r\nAuthorization: Bearer \(mark)\r\n"
                + "Accept-Language: \(mark)\r\nContent-Type: \(mark)\r\nContent-Encoding: \(mark)\r\n",
            "OPTIONS \(path) HTTP/1.1\r\n\(host)Origin: https://\(mark)\r\n"
                + "Access-Control-Request-Headers: \(mark)\r\n",
            "GET /consent?lang=\(mark) HTTP/1.1\r\n\(host)Cookie: matglas_consent=\(mark)\r\n",
        ].map { head in
            head.hasPrefix("POST")
                ? "\(head)Connection: close\r\n\r\n\(body)" : "\(head)Connection: close\r\n\r\n"
        }
    }

    @Test("No value of a hostile request is in the metrics, the pages' answers or the log")
    func noMarks() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(
                port: upstream.port, extra: "trusted-proxies: [127.0.0.1]"))
        var statuses: Set<Int> = []
        for request in Self.hostile {
            statuses.insert(
                try await RawClient.send(Array(request.utf8), port: gateway.port).status)
            statuses.insert(
                try await RawClient.send(Array(request.utf8), port: gateway.adminPort).status)
        }
        #expect(statuses.isSuperset(of: [200, 204, 400, 404, 405]))
        let admin = "http://127.0.0.1:\(gateway.adminPort)"
        try await Deadline.wait("the requests are counted") {
            try Curl.send(["\(admin)/metrics"]).body.contains(
                "vendor=\"google-analytics-4\",outcome=\"forwarded\"} 1")
        }
        for path in ["/metrics", "/healthz", "/readyz"] {
            let page = try Curl.send(["\(admin)\(path)"])
            #expect(page.status == 200)
            #expect(!page.body.lowercased().contains(Self.mark), "\(path)")
            #expect(!page.head.lowercased().contains(Self.mark), "\(path)")
        }
        let metrics = try Curl.send(["\(admin)/metrics"]).body
        #expect(metrics.contains("matglas_request_duration_seconds_count{site=\"shop\"}"))
        #expect(metrics.contains("version=\""))
        #expect(gateway.stop() == 0)
        #expect(!gateway.logText.contains(Self.mark))
        await upstream.stop()
    }

    @Test("A shop that asks for a token gives numbers to a scraper that has it")
    func token() async throws {
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(port: 9).replacing(
                "admin:\n", with: "admin:\n  token: a-token-of-some-length\n"))
        let admin = "http://127.0.0.1:\(gateway.adminPort)"
        #expect(try Curl.send(["\(admin)/metrics"]).status == 401)
        #expect(try Curl.send(["\(admin)/"]).status == 401)
        #expect(try Curl.send(["\(admin)/healthz"]).status == 200)
        #expect(try Curl.send(["\(admin)/readyz"]).body == "ready\n")
        let header = "Authorization: Bearer a-token-of-some-length"
        #expect(try Curl.send(["\(admin)/metrics", "--header", header]).status == 200)
        let login = ["--user", "anyone:a-token-of-some-length"]
        #expect(try Curl.send(["\(admin)/"] + login).status == 200)
        #expect(try Curl.send(["\(admin)/", "--user", "anyone:wrong"]).status == 401)
        #expect(gateway.stop() == 0)
        #expect(!gateway.logText.contains("a-token-of-some-length"))
    }
}
