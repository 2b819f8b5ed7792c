import Bytes
import Transport

/// Serves the shop of the embedded example, and what its glass shows.
///
/// One per lane.
final class DemonstrationPages: HTTPHandler {
    private let ring: PreviewRing
    private let pages: [(path: [UInt8], answer: Answer)]
    private let shop: Answer

    init(ring: PreviewRing, catalog: Catalog) {
        self.ring = ring
        var pages: [(path: [UInt8], answer: Answer)] = []
        for file in catalog.demonstrationFiles {
            let path = Array("/demo/\(file.name)".utf8)
            pages.append((path, Self.answer(file.name, file.text)))
        }
        self.pages = pages
        let index = catalog.demonstrationFiles.first { $0.name == "index.html" }
        shop = Self.answer("index.html", index?.text ?? "")
    }

    func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        guard request.head.method == .get || request.head.method == .head else {
            return exchange.respond(Self.wrongMethod)
        }
        let path = request.bytes.extracting(request.head.path)
        if path.equals("/demo/events") {
            return exchange.respond(events(request))
        }
        if let page = pages.first(where: { $0.path.span.equals(path) }) {
            return exchange.respond(page.answer)
        }
        let isShopPage = path.equals("/") || Self.shopPaths.contains { path.hasPrefix($0) }
        exchange.respond(isShopPage ? shop : Self.notFound)
    }

    private func events(_ request: borrowing HTTPRequest) -> Answer {
        var after = 0
        if let query = request.head.query {
            let text = request.bytes.extracting(query).string
            if text.hasPrefix("after=") { after = Int(text.dropFirst("after=".count)) ?? 0 }
        }
        return Answer(
            status: 200,
            fields: Array("Content-Type: application/json\r\nCache-Control: no-store\r\n".utf8),
            body: ring.json(after: after))
    }

    // MARK: Answers

    /// Real paths of the shop's pages, which one document shows.
    private static let shopPaths: [StaticString] = [
        "/p/", "/zoeken", "/winkelmand", "/afrekenen", "/bedankt",
    ]
    private static let notFound = Answer(status: 404, fields: "")
    private static let wrongMethod = Answer(status: 405, fields: "Allow: GET, HEAD\r\n")

    private static func answer(_ name: String, _ text: String) -> Answer {
        let type =
            switch name.split(separator: ".").last {
            case "html": "text/html; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "text/plain; charset=utf-8"
            }
        let fields = """
            Content-Type: \(type)\r
            Cache-Control: no-cache\r
            X-Content-Type-Options: nosniff\r
            Referrer-Policy: same-origin\r
            Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'\r

            """
        return Answer(status: 200, fields: Array(fields.utf8), body: Array(text.utf8))
    }
}
