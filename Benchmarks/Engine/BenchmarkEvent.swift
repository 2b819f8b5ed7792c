import Bytes
import Decoding
import Foundation
import Privacy

/// A request as a browser sends it, read from a file in the form of the golden fixtures:
/// `METHOD /path?query`, header lines, an empty line, and the body.
struct BenchmarkEvent {
    let name: String
    let vendor: String
    let method: String
    let path: [UInt8]
    let query: [UInt8]
    let body: [UInt8]
    let headers: [String: String]

    /// Bytes of query and body.
    var size: Int { query.count + body.count }

    /// The cases: those of this folder, and fixtures that are as long as such events usually are.
    static func all() throws -> [BenchmarkEvent] {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let own = here.appending(path: "Events")
        let fixtures = here.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tests/Fixtures")
        let files = [
            ("GA4 page_view, GET", "google-analytics-4", own.appending(path: "ga4-page-view.in")),
            ("GA4 purchase, 3 lines", "google-analytics-4", own.appending(path: "ga4-purchase.in")),
            ("Sentry event, envelope", "sentry", own.appending(path: "sentry-event.in")),
            ("Matomo page view, GET", "matomo", own.appending(path: "matomo-page-view.in")),
            ("Meta pixel, GET", "meta-pixel", fixtures.appending(path: "meta-pixel/page-view.in")),
            ("PostHog, gzip", "posthog", fixtures.appending(path: "posthog/gzip.in")),
        ]
        return try files.map { try BenchmarkEvent($0.0, vendor: $0.1, file: $0.2) }
    }

    private init(_ name: String, vendor: String, file: URL) throws {
        self.name = name
        self.vendor = vendor
        let text = try String(contentsOf: file, encoding: .utf8)
        let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = halves[0].split(separator: "\n")
        let start = lines[0].split(separator: " ")
        method = String(start[0])
        let target = start[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Array(target[0].utf8)
        query = target.count > 1 ? Array(target[1].utf8) : []
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        self.headers = headers
        var content = halves.count > 1 ? String(halves[1]) : ""
        if content.hasSuffix("\n") { content.removeLast() }
        body =
            headers["fixture-body"] == "base64"
            ? Array(Data(base64Encoded: content, options: .ignoreUnknownCharacters) ?? Data())
            : Array(content.utf8)
    }

    /// Calls with the request as the handler would hand it to the engine.
    func withRaw<Result, Failure: Error>(
        _ map: CompiledMap, _ run: (borrowing RawEvent) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let names = map.headerNames.map { String(decoding: $0, as: UTF8.self) }
        let lines = names.compactMap { name in headers[name].map { "\(name): \($0)\n" } }
        let fields = Array(lines.joined().utf8)
        let userAgent = Array((headers["user-agent"] ?? "").utf8)
        let address: [UInt8] = [192, 0, 2, 7]
        var plain = ByteBuffer()
        let content = BodyLayers.unwrap(body.span, into: &plain) ? plain.span.array : body
        return try run(
            RawEvent(
                path: path.span, query: query.span, body: content.span, userAgent: userAgent.span,
                headers: fields.span, address: address.span))
    }
}
