import Foundation
import Testing

/// Nothing reaches an upstream that the gateway did not build itself.
@Suite struct BuiltRequestsTests {
    /// Vendors whose maps let a header with the shop's own key pass.
    private static let keyed = [
        "goatcounter", "microsoft-uet", "pinterest-tag", "segment", "sentry",
    ]

    private static func configuration(_ vendors: [String], port: Int, keyedPort: Int) -> String {
        let destinations = vendors.map { vendor in
            """
              - {name: d-\(vendor), site: shop, vendor: \(vendor), mount: /qzjmount-\(vendor),
                 upstream: "http://127.0.0.1:\(keyed.contains(vendor) ? keyedPort : port)",
                 needs: [statistics], when-granted: forward, when-denied: forward, when-unknown: forward}
            """
        }
        return """
            listen: [{address: "127.0.0.1:0"}]
            admin: {address: "127.0.0.1:0"}
            state: STATE
            trusted-proxies: [127.0.0.1]
            sites: [{name: shop, hosts: [qzjhost.example], rules: custom}]
            destinations:
            \(destinations.joined(separator: "\n"))
            """
    }

    /// Fields of requests that browsers, proxies and attackers send; each has its own mark.
    private static let names = [
        "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "Referer",
        "Cookie", "Authorization", "Proxy-Authorization", "Origin", "X-Forwarded-For",
        "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix",
        "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Real-IP", "Forwarded",
        "Via",
        "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "Fastly-Client-IP", "X-Azure-ClientIP",
        "CloudFront-Viewer-Address", "X-Host", "X-Request-Id", "X-Correlation-Id", "X-Api-Key",
        "X-Sentry-Auth", "X-Evil", "Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Full-Version",
        "Sec-Fetch-Site", "X-Requested-With", "Cache-Control", "Pragma", "If-None-Match",
        "If-Modified-Since", "If-Match", "Range", "TE", "Trailer", "Upgrade", "Keep-Alive",
        "Traceparent", "Tracestate", "Baggage", "Date", "From", "Warning", "Max-Forwards",
        "Save-Data", "Viewport-Width", "Device-Memory", "Content-Language", "Content-Location",
        "Content-MD5", "Digest", "Priority", "DNT", "Sec-GPC", "Set-Cookie", "Location",
    ]

    private static func mark(_ name: String) -> String {
        "qzjh" + name.lowercased().replacing("-", with: "") + "z"
    }

    private static let fields = names.map { "\($0): \(mark($0))\u{E9}\u{FF}\r\n" }.joined()

    /// Known names with values of their own, unknown names, and values that end a line when decoded.
    private static let query =
        "?v=2&tid=G-TEST000001&en=page_view&ev=PageView&idsite=1&rec=1&e=pv&gcd=13r3r3r3r5"
        + "&qzjqname=1&unknown=qzjqvalue&cid=qzjqclient&_fbp=qzjqfbp&crlf=%0d%0aInjected:%20qzjqline"
        + "&dl=https%3A%2F%2Fshop.example%2Fp%3Fqzjqinner%3D1%0d%0aInjected%3A%201"
        + "&url=https%3A%2F%2Fshop.example%2F%0d%0aInjected%3A%201&action_name=x%0D%0AInjected:%201"
        + "&dt=x%0a%0aInjected:%201&id=%00%0d%0a%0d%0aGET%20%2Finjected%20HTTP%2F1.1"

    private static let json =
        #"{"event":"x","name":"pageview","qzjbname":"qzjbvalue","url":"https://shop.example/p","#
        + #""domain":"shop.example","type":"event","payload":{"website":"w","qzjbinner":1,"#
        + #""title":"x\r\nInjected: 1"},"title":"x\r\n\r\nInjected: 1","client_id":"qzjbclient"}"#

    private static let form =
        "en=x&qzjbname=1&unknown=qzjbvalue&cid=qzjbclient&dt=x%0d%0aInjected:%201"

    /// All requests for one endpoint.
    private static func requests(_ method: String, _ path: String) -> [[UInt8]] {
        let host = "Host: QZJHOST.example\r\n\(fields)"
        let end = "Connection: close, qzjoption\r\n"
        guard method != "GET" else {
            return [
                "GET \(path)\(query) HTTP/1.1\r\n\(host)\(end)\r\n",
                "GET http://qzjhost.EXAMPLE\(path)\(query) HTTP/1.0\r\n\(host)\(end)\r\n",
            ].map(bytes)
        }
        let line = "\(method) \(path)\(query) HTTP/1.1\r\n\(host)\(end)"
        let size = String(form.utf8.count, radix: 16)
        return [
            "\(line)Content-Type: application/json; charset=qzjcharset\r\n"
                + "Content-Length: \(json.utf8.count)\r\n\r\n\(json)",
            "\(line)Content-Type: application/x-www-form-urlencoded; qzjtype=1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n\(size);qzjextension=\"qzjquoted\"\r\n\(form)\r\n"
                + "0;qzjextension\r\nX-Trailer: qzjtrailer\r\n\r\n",
        ].map(bytes)
    }

    private static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    @Test("No field of a request is passed on, and no value becomes a line, for any vendor")
    func marks() async throws {
        let upstream = try await RecordingUpstream()
        let keyedUpstream = try await RecordingUpstream()
        let configuration = Self.configuration(
            UniformAnswersTests.vendors, port: upstream.port, keyedPort: keyedUpstream.port)
        let endpoints = try UniformAnswersTests.endpoints(configuration)
        #expect(endpoints.count > 100)
        let gateway = try await RunningGateway(configuration: configuration)
        for (path, methods) in endpoints {
            for request in methods.flatMap({ Self.requests($0, path) }) {
                let answer = try await RawClient.send(request, port: gateway.port)
                #expect((200...204).contains(answer.status), "\(path): \(answer)")
                #expect(!answer.head.contains("qzj"))
            }
        }
        try await Deadline.wait("nothing waits any more") {
            let metrics = try Curl.send(["http://127.0.0.1:\(gateway.adminPort)/metrics"]).body
            let queues = metrics.split(separator: "\n").filter {
                $0.hasPrefix("matglas_queue_requests{")
            }
            return !queues.isEmpty && queues.allSatisfy { $0.hasSuffix(" 0") }
        }
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.count > 100)
        #expect(keyedUpstream.requests.count > 10)
        for request in upstream.requests {
            check(request, host: "127.0.0.1:\(upstream.port)", mayHold: [])
        }
        for request in keyedUpstream.requests {
            check(
                request, host: "127.0.0.1:\(keyedUpstream.port)",
                mayHold: ["Authorization", "X-Sentry-Auth"])
        }
        #expect(!gateway.logText.contains("qzj"))
        await upstream.stop()
        await keyedUpstream.stop()
    }

    /// A request of the gateway's own making, without marks but in the fields that may hold one.
    private func check(_ request: String, host: String, mayHold: Set<String>) {
        guard let end = request.range(of: "\r\n\r\n") else {
            Issue.record("no head: \(request)")
            return
        }
        let lines = request[..<end.lowerBound].components(separatedBy: "\r\n")
        let body = request[end.upperBound...]
        let first = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        #expect(first.count == 3 && first[2] == "HTTP/1.1", "\(lines[0])")
        #expect(first[0] == "GET" || first[0] == "POST", "\(lines[0])")
        #expect(first[1].hasPrefix("/") && !lines[0].contains("qzj"), "\(lines[0])")
        var values: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            #expect(values[parts[0]] == nil, "twice: \(line)")
            values[parts[0]] = parts.last?.trimmingCharacters(in: .whitespaces) ?? ""
        }
        let own: Set<String> = ["Host", "User-Agent", "Accept", "Content-Type", "Content-Length"]
        #expect(Set(values.keys).subtracting(own).isSubset(of: mayHold), "\(lines)")
        #expect(values["Host"] == host)
        #expect(values["Accept"] == "*/*")
        #expect(values["User-Agent"]?.hasPrefix("Mozilla/5.0 (") == true)
        let length = values["Content-Length"].flatMap { Int($0) }
        #expect((length ?? 0) == body.utf8.count, "\(request)")
        #expect((length == nil) == (first[0] == "GET"), "\(lines)")
        for (name, value) in values where !mayHold.contains(name) {
            #expect(!value.contains("qzj"), "\(name): \(value)")
        }
        #expect(!body.contains("qzj"), "\(body)")
        #expect(!body.contains("\nInjected") && !body.contains("\rInjected"), "\(body)")
    }
}

/// Requests that could be taken for two, in front of the real binary and its destination.
@Suite struct SmuggledRequestsTests {
    private static func post(_ fields: String, _ body: String = "0\r\n\r\n") -> String {
        "POST /g/collect?v=2&tid=G-TEST000001&gcd=13r3r3r3r5&en=outer HTTP/1.1\r\n"
            + "Host: stats.shop.example\r\n\(fields)\r\n\r\n\(body)"
    }

    private static func get(_ line: String, _ fields: String = "") -> String {
        "\(line)\r\nHost: stats.shop.example\r\n\(fields)\r\n"
    }

    private static let event = "/g/collect?v=2&tid=G-TEST000001&gcd=13r3r3r3r5&en=inner"
    private static let inner = "GET \(event) HTTP/1.1\r\nHost: stats.shop.example\r\n\r\n"

    static let requests: [String] =
        [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 300",
            "Content-Length: 5\r\nContent-Length: 0", "Content-Length: 0\r\nContent-Length: 0",
            "Content-Length: 5, 5", "Content-Length: +5", "Content-Length: 0x5",
            "Content-Length: 05", "Content-Length: 5 5", "Content-Length: -0",
            "Content-Length: 5\u{A0}", "Content-Length\u{A0}: 5", "Content-Length : 5",
            "Content_Length: 5", "Content-Length:\r\n 5", "X: y\rContent-Length: 5",
            "X: y\nContent-Length: 5", "\u{1}Content-Length: 5", "Content-Length: 5\0",
            "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: identity, chunked", "Transfer-Encoding: chunked;x=y",
            "Transfer-Encoding: , chunked", "Transfer-Encoding:\u{B}chunked",
            "Transfer-Encoding: \u{FF}chunked", "Transfer-Encoding : chunked",
            "Transfer_Encoding: chunked", "Transfer-Encoding\0: chunked",
            " Transfer-Encoding: chunked",
            "X: y\r\n Transfer-Encoding: chunked", "X: y\n\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: chunked\r\n x", "Transfer-Encoding:", "Host: other.example",
            "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", "no-colon", ": x",
        ].map { post($0) + inner }
        + [
            "0\n\r\n", "0\r\n\n", "0\r\r\n\r\n", "0;\r\n\r\n", "0;a\n\r\n\r\n", "+0\r\n\r\n",
            "0x0\r\n\r\n", "0 \r\n\r\n", " 0\r\n\r\n", "-0\r\n\r\n", "1\r\nAA\r\n0\r\n\r\n",
            "1\r\nA0\r\n\r\n", "1\r\nA\n0\r\n\r\n", "1\rA\r\n0\r\n\r\n",
            "100000001\r\nA\r\n0\r\n\r\n",
            "0\r\nContent-Length: 5\r\n\r\n", "0\r\nHost: other.example\r\n\r\n",
            "0\r\n X: y\r\n\r\n",
            "0\r\n",
        ].map { post("Transfer-Encoding: chunked", $0) + inner }
        + [
            get("GET \(event) HTTP/1.1", "Content-Length: \(inner.utf8.count)\r\n") + inner,
            get("HEAD \(event) HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n" + inner,
            get("POST \(event) HTTP/1.0", "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n" + inner,
            get("GET\t\(event)\tHTTP/1.1"), get("GET  \(event) HTTP/1.1"),
            get("GET \(event) HTTP/1.1 "), get("GET \(event)"), get("GET \(event) HTTP/1.2"),
            get("GET \(event)\0 HTTP/1.1"), get("GET \(event)#x HTTP/1.1"),
            get("GET \(event) x HTTP/1.1"), get("GET \(event)\rX HTTP/1.1"),
            get("GET http://other.example\(event) HTTP/1.1"),
            get("CONNECT other.example:80 HTTP/1.1"),
            get("PRI * HTTP/2.0"), "\r\n\r\n\(inner)", "\0\(inner)", "\u{FEFF}\(inner)",
            "GET \(event) HTTP/1.1\nHost: stats.shop.example\n\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n\(inner)",
        ]

    @Test(
        "They get one refusal and the end, and the destination nothing at all",
        arguments: [false, true])
    func refused(isProxied: Bool) async throws {
        let upstream = try await RecordingUpstream()
        let configuration = ServeTests.configuration(port: upstream.port)
        let gateway = try await RunningGateway(
            configuration: isProxied
                ? configuration.replacing(
                    "  - address: 127.0.0.1:0\n",
                    with: "  - address: 127.0.0.1:0\n    proxy-protocol: true\n") : configuration)
        let start = isProxied ? "PROXY TCP4 198.51.100.7 192.0.2.1 4711 80\r\n" : ""
        func send(_ text: String) async throws -> RawClient.Answer {
            let bytes = (start + text).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            return try await RawClient.send(bytes, port: gateway.port)
        }
        for request in Self.requests {
            let answer = try await send(request + Self.inner + Self.inner)
            let words = request.debugDescription
            #expect([400, 413, 417, 501, 505].contains(answer.status), "\(words): \(answer)")
            #expect(answer.value("Connection") == "close", "\(words)")
            #expect(answer.body.isEmpty, "\(words)")
        }
        let last = Self.inner.replacing("en=inner", with: "en=last")
            .replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n")
        #expect(try await send(last).status == 204)
        try await Deadline.wait("the last one arrives") { !upstream.requests.isEmpty }
        #expect(upstream.requests.count == 1)
        #expect(upstream.requests[0].contains("en=last"))
        #expect(gateway.stop() == 0)
        await upstream.stop()
    }

    @Test("What grows together with the next request is the end of the connection")
    func grownTogether() async throws {
        let upstream = try await RecordingUpstream()
        let gateway = try await RunningGateway(
            configuration: ServeTests.configuration(port: upstream.port))
        let text = Self.post("Content-Length: 0", "X") + Self.inner + Self.inner
        let answer = try await RawClient.send(Array(text.utf8), port: gateway.port)
        #expect(answer.status == 204)
        let rest = String(decoding: answer.body, as: UTF8.self)
        #expect(rest.hasPrefix("HTTP/1.1 405 ") && rest.contains("Connection: close\r\n"))
        #expect(rest.components(separatedBy: "HTTP/1.1 ").count == 2)
        try await Deadline.wait("the first one arrives") { !upstream.requests.isEmpty }
        #expect(gateway.stop() == 0)
        #expect(upstream.requests.allSatisfy { !$0.contains("en=inner") })
        await upstream.stop()
    }
}
