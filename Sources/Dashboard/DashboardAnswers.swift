import Transport

/// The answers of the admin listener.
enum DashboardAnswers {
    /// Pages load their own style and icon and nothing else, and no script.
    private static let pageFields = """
        Content-Type: text/html; charset=utf-8\r
        Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r
        Cache-Control: no-store\r
        Referrer-Policy: no-referrer\r
        Cross-Origin-Opener-Policy: same-origin\r
        Cross-Origin-Resource-Policy: same-origin\r
        X-Content-Type-Options: nosniff\r
        X-Frame-Options: DENY\r

        """

    private static let plainFields = """
        Content-Type: text/plain; charset=utf-8\r
        Cache-Control: no-store\r
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
        Cross-Origin-Resource-Policy: same-origin\r
        X-Content-Type-Options: nosniff\r

        """

    private static let metricsFields = """
        Content-Type: text/plain; version=0.0.4; charset=utf-8\r
        Cache-Control: no-store\r
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
        Cross-Origin-Resource-Policy: same-origin\r
        X-Content-Type-Options: nosniff\r

        """

    private static let styleFields = """
        Content-Type: text/css; charset=utf-8\r
        Cache-Control: private, max-age=300\r
        Cross-Origin-Resource-Policy: same-origin\r
        X-Content-Type-Options: nosniff\r

        """

    static func page(_ status: Int, _ html: String) -> Answer {
        Answer(status: status, fields: Array(pageFields.utf8), body: Array(html.utf8))
    }

    static func plain(_ status: Int, _ text: String) -> Answer {
        Answer(
            status: status,
            fields: Array(plainFields.utf8),
            body: Array(text.utf8))
    }

    static func metrics(_ text: String) -> Answer {
        Answer(
            status: 200,
            fields: Array(metricsFields.utf8),
            body: Array(text.utf8))
    }

    static func notReady(_ reason: Unreadiness) -> Answer {
        plain(503, "not ready: \(reason.rawValue)\n")
    }

    static let alive = plain(200, "alive\n")
    static let hanging = plain(503, "a lane does not answer\n")
    static let ready = plain(200, "ready\n")
    static let notFound = page(404, Page.message("Not found", "There is no such page here."))
    static let misdirected = page(
        421,
        Page.message(
            "Unknown host",
            "These pages are shown under an address, localhost or a configured name."))
    /// A browser asks for a login; the user's name does not count.
    static let unauthorized = Answer(
        status: 401,
        fields: Array(
            (plainFields
                + """
                WWW-Authenticate: Basic realm="Matglas", charset="UTF-8"\r
                WWW-Authenticate: Bearer realm="Matglas"\r

                """).utf8),
        body: Array("The token is missing or wrong.\n".utf8))
    static let tooManyFailures = Answer(
        status: 429, fields: Array((plainFields + "Retry-After: 5\r\n").utf8),
        body: Array("Too many wrong tokens.\n".utf8))
    static let methodNotAllowed = Answer(status: 405, fields: "Allow: GET, HEAD\r\n")
    static let busy = Answer(status: 503, fields: "Retry-After: 2\r\n")
    static let style = Answer(
        status: 200, fields: Array(styleFields.utf8),
        body: Array(Stylesheet.css.description.utf8))
    static let icon = Answer(
        status: 200,
        fields: """
            Content-Type: image/svg+xml\r
            Cache-Control: private, max-age=86400\r
            Cross-Origin-Resource-Policy: same-origin\r
            X-Content-Type-Options: nosniff\r

            """,
        body: Stylesheet.icon)
}
