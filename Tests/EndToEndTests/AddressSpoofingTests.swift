import Foundation
import Testing

/// Whose word counts about a visitor's address, seen from outside: in rate limits and statistics.
///
/// A row says what a proxy sends for one visitor who writes fields of his own. `TRUE` is the address
/// that the proxy saw, `FALSE` what the visitor invents, another one in each request.
@Suite struct AddressSpoofingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let fields: [String]
        var configured = "[x-forwarded-for, forwarded]"
        /// Whether the true address is read; where it is not, all such requests are one network.
        var isKnown = true

        init(_ fields: String..., configured: String? = nil, isKnown: Bool = true) {
            self.fields = fields
            self.isKnown = isKnown
            if let configured { self.configured = "[\(configured)]" }
        }

        var testDescription: String { fields.joined(separator: " | ") }

        /// The lines of a request; characters up to U+00FF are one byte each.
        func lines(true genuine: String, false invented: String) -> String {
            fields.map {
                $0.replacing("TRUE", with: genuine).replacing("FALSE", with: invented) + "\r\n"
            }.joined()
        }
    }

    static let rows: [Row] = [
        // What stands left was there before the proxy.
        Row("X-Forwarded-For: FALSE, TRUE"), Row("X-Forwarded-For: FALSE,TRUE"),
        Row("X-Forwarded-For: FALSE, FALSE, FALSE, TRUE"),
        Row("X-Forwarded-For: FALSE", "X-Forwarded-For: TRUE"),
        Row("X-Forwarded-For: FALSE", "x-forwarded-for: FALSE, FALSE", "X-FORWARDED-FOR: TRUE"),
        Row("X-Forwarded-For: FALSE, TRUE, 127.0.0.1, 10.1.2.3"),
        Row("X-Forwarded-For: FALSE, TRUE:4711"), Row("X-Forwarded-For: FALSE, ::ffff:TRUE"),
        Row("X-Forwarded-For: unknown, TRUE"), Row("X-Forwarded-For: , ,TRUE"),
        Row("X-Forwarded-For: \u{E9}\u{FF}\u{80}, TRUE"), Row("X-Forwarded-For: \", FALSE, TRUE"),
        Row("X-Forwarded-For: 127.0.0.1, FALSE, TRUE, 127.0.0.1"),
        Row("Forwarded: for=FALSE, for=TRUE"), Row("Forwarded: for=FALSE", "Forwarded: for=TRUE"),
        Row("Forwarded: for=_x, for=TRUE"), Row("Forwarded: for=\"[::1]:9\", for=\"TRUE:9\""),
        Row("Forwarded: , ,for=TRUE"),
        Row("Forwarded: for=FALSE;by=TRUE;host=x, for=TRUE;proto=http"),
        Row("Forwarded: for=\"_\u{E9}\u{FF}\", for=TRUE"),
        Row("Forwarded: for=FALSE, for=TRUE", "X-Forwarded-For: FALSE, TRUE"),
        // Fields that are not configured, and those of content networks, which stand alone.
        Row("CF-Connecting-IP: FALSE", "X-Real-IP: FALSE", "X-Forwarded-For: TRUE"),
        Row("True-Client-IP: FALSE", "Fastly-Client-IP: FALSE", "Forwarded: for=TRUE"),
        Row("X-Client-IP: FALSE", "Client-IP: FALSE", "Via: FALSE", "X-Forwarded-For: TRUE"),
        Row("X_Forwarded_For: FALSE", "X-Forwarded-For: TRUE"),
        Row("CF-Connecting-IP: TRUE", "X-Forwarded-For: FALSE", configured: "cf-connecting-ip"),
        Row("True-Client-IP: TRUE", "CF-Connecting-IP: FALSE", configured: "true-client-ip"),
        Row("X-Real-IP: TRUE", "Forwarded: for=FALSE", configured: "x-real-ip"),
        Row("Fastly-Client-IP: TRUE", "X-Forwarded-For: FALSE", configured: "fastly-client-ip"),
        Row("X-Azure-ClientIP: TRUE", "X-Forwarded-For: FALSE", configured: "x-azure-clientip"),
        Row(
            "CloudFront-Viewer-Address: TRUE:4711", "X-Forwarded-For: FALSE",
            configured: "cloudfront-viewer-address"),
        // What cannot be relied on is nobody's address, and never the one beside it.
        Row("X-Forwarded-For: FALSE, unknown", isKnown: false),
        Row("X-Forwarded-For: FALSE,", isKnown: false),
        Row("X-Forwarded-For: FALSE", "X-Forwarded-For:", isKnown: false),
        Row("X-Forwarded-For: FALSE, TRUE\u{A0}", isKnown: false),
        Row("X-Forwarded-For: FALSE, [TRUE]", isKnown: false),
        Row("X-Forwarded-For: FALSE, TRUE;x", isKnown: false),
        Row("Forwarded: for=FALSE, for=_x", isKnown: false),
        Row("Forwarded: for=FALSE, for=unknown", isKnown: false),
        Row("Forwarded: for=FALSE,", isKnown: false),
        Row("Forwarded: for=FALSE;x=\", for=TRUE", isKnown: false),
        // Whoever leaves a quotation mark open could otherwise choose what stands in front of it.
        Row("Forwarded: host=\"x, for=FALSE\";for=TRUE", isKnown: false),
        Row("Forwarded: for=FALSE;for=TRUE", isKnown: false),
        Row("Forwarded: for=FALSE, for=\u{E9}", isKnown: false),
        Row("Forwarded: for=FALSE", "X-Forwarded-For: TRUE", isKnown: false),
        Row(
            "CF-Connecting-IP: TRUE", "CF-Connecting-IP: FALSE", configured: "cf-connecting-ip",
            isKnown: false),
        Row("X-Real-IP: FALSE, TRUE", configured: "x-real-ip", isKnown: false),
        Row(
            "CloudFront-Viewer-Address: FALSE", configured: "cloudfront-viewer-address",
            isKnown: false),
    ]

    private static func configuration(_ fields: String, port: Int, trusted: String) -> String {
        """
        listen: [{address: "127.0.0.1:0"}]
        admin: {address: "127.0.0.1:0"}
        state: STATE
        trusted-proxies: \(trusted)
        client-address: \(fields)
        sites:
          - {name: limited, hosts: [limited.example], rules: custom,
             rate-limit: {per-second: 1000, burst: 2000, per-network: 1/s}}
          - {name: open, hosts: [open.example], rules: custom}
        destinations:
          - {name: limited-ga, site: limited, vendor: google-analytics-4, when-granted: drop,
             upstream: "http://127.0.0.1:\(port)", when-denied: drop, when-unknown: drop}
          - {name: open-ga, site: open, vendor: google-analytics-4, upstream: "http://127.0.0.1:\(port)",
             when-granted: forward, when-denied: drop, when-unknown: forward-anonymous}
        """
    }

    /// Sends requests in one piece on one connection; gives the statuses.
    private func send(
        _ requests: [String], host: String, query: String = "v=2&tid=G-TEST000001&en=x",
        port: Int
    ) async throws -> [Int] {
        var bytes: [UInt8] = []
        for (index, fields) in requests.enumerated() {
            let last = index == requests.count - 1 ? "Connection: close\r\n" : ""
            let text =
                "GET /g/collect?\(query) HTTP/1.1\r\nHost: \(host)\r\n\(last)"
                + "User-Agent: \(ServeTests.userAgent)\r\n\(fields)\r\n"
            bytes += text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
        let answer = try await RawClient.send(bytes, port: port)
        let text = answer.head + "\r\n\r\n" + String(decoding: answer.body, as: UTF8.self)
        return text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap {
            Int($0.prefix(3))
        }
    }

    /// More requests than a network may send at once.
    private static let count = 12
    private static let visitors = 5

    @Test("Rate limits count the address that the proxy saw, whatever the visitor writes")
    func limits() async throws {
        for (fields, rows) in Dictionary(grouping: Self.rows, by: \.configured) {
            let gateway = try await RunningGateway(
                configuration: Self.configuration(
                    fields, port: 9, trusted: "[127.0.0.1, 10.0.0.0/8]"))
            for (number, row) in rows.enumerated() {
                // One visitor with ever other inventions is one network.
                let invented = (0..<Self.count).map {
                    row.lines(true: "203.0.\(number).7", false: "198.51.\($0).\(number + 1)")
                }
                let one = try await send(invented, host: "limited.example", port: gateway.port)
                #expect(one.count == Self.count, "\(row.fields)")
                #expect(one.contains(429), "\(row.fields) chose an address")
                // Many visitors with one invention are many. Two networks may share both their
                // places in the table, once in ten thousand runs; others do not.
                var isEach = false
                for turn in 0..<2 where !isEach {
                    let visitors = (0..<Self.visitors).map {
                        row.lines(true: "10\(turn).\(number).\($0).7", false: "198.18.0.\(number)")
                    }
                    isEach = try await send(
                        visitors, host: "limited.example", port: gateway.port
                    ).allSatisfy { $0 == 204 }
                }
                #expect(isEach == row.isKnown, "\(row.fields)")
            }
            #expect(gateway.stop() == 0)
        }
    }

    @Test("A visitor without a proxy is who he is, whatever he writes")
    func direct() async throws {
        let all =
            "[x-forwarded-for, forwarded, cf-connecting-ip, true-client-ip, x-real-ip, "
            + "fastly-client-ip, x-azure-clientip, cloudfront-viewer-address]"
        let gateway = try await RunningGateway(
            configuration: Self.configuration(all, port: 9, trusted: "[192.0.2.1]"))
        for row in Self.rows {
            let invented = (0..<Self.count).map {
                row.lines(true: "203.0.\($0).7", false: "198.51.\($0).1")
            }
            let statuses = try await send(invented, host: "limited.example", port: gateway.port)
            #expect(statuses.contains(429), "\(row.fields)")
        }
        #expect(gateway.stop() == 0)
    }

    @Test("Statistics count a visitor once, however many addresses he invents")
    func statistics() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: Self.configuration(
                "[x-forwarded-for, forwarded]", port: upstream.port, trusted: "[127.0.0.1]"))
        let query = "v=2&tid=G-TEST000001&en=page_view&ul=nl-be&sr=1920x1080"
        // Ten visitors make a browser common; one who plays forty does not.
        let played = (0..<40).map { "X-Forwarded-For: 198.51.100.\($0), 203.0.113.7\r\n" }
        _ = try await send(played, host: "open.example", query: query, port: gateway.port)
        try await Deadline.wait("all arrive") { upstream.requests.count == 40 }
        #expect(upstream.requests.allSatisfy { $0.contains("&ul=other&sr=other") })
        let genuine = (0..<40).map { "X-Forwarded-For: 198.51.100.1, 203.0.\($0).7\r\n" }
        _ = try await send(genuine, host: "open.example", query: query, port: gateway.port)
        try await Deadline.wait("all arrive") { upstream.requests.count == 80 }
        #expect(upstream.requests.last?.contains("&ul=nl&sr=1920x1080") == true)
        for text in upstream.requests + [gateway.logText] {
            #expect(!text.contains("203.0.") && !text.contains("198.51."))
        }
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }
}
