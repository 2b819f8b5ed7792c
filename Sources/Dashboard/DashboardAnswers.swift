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
        Cross-Origin-Resource-Policy: same-origin\r
        X-Content-Type-Options: nosniff\r

        """

    private static let plainFields = """
        Content-Type: text/plain; charset=utf-8\r
        Cache-Control: no-store\r
        X-Content-Type-Options: nosniff\r

        """

    private static let metricsFields = """
        Content-Type: text/plain; version=0.0.4; charset=utf-8\r
        Cache-Control: no-store\r
        X-Content-Type-Options: nosniff\r

        """

    private static let styleFields = """
        Content-Type: text/css; charset=utf-8\r
        Cache-Control: max-age=300\r
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

    static let alive = plain(200, "alive\n")
    static let ready = plain(200, "ready\n")
    static let notFound = page(404, Page.message("Not found", "There is no such page here."))
    static let misdirected = page(
        421,
        Page.message(
            "Unknown host",
            "These pages are shown under an address, localhost or a configured name."))
    static let methodNotAllowed = Answer(status: 405, fields: "Allow: GET, HEAD\r\n")
    static let busy = Answer(status: 503, fields: "Retry-After: 2\r\n")
    static let style = Answer(
        status: 200, fields: Array(styleFields.utf8),
        body: Array(Stylesheet.css.description.utf8))
    static let icon = Answer(
        status: 200,
        fields: "Content-Type: image/svg+xml\r\nCache-Control: max-age=86400\r\n",
        body: Stylesheet.icon)
}
