import Bytes
import Delivery
package import Transport

/// Answers the admin listener: the statistics page, health, and metrics.
///
/// GET and HEAD only.
///
/// Reading the disk happens on the reader's queue, never on the lane; the answer comes back to the
/// lane when it is there.
package final class DashboardHandler: HTTPHandler {
    private let source: DashboardSource
    private let lane: Lane

    package init(_ source: DashboardSource, on lane: isolated Lane) {
        self.source = source
        self.lane = lane
    }

    package func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
        guard request.head.method == .get || request.head.method == .head else {
            return exchange.respond(DashboardAnswers.methodNotAllowed)
        }
        let path = request.bytes.extracting(request.head.path)
        // Monitors come by any name; what they get is no secret of a visitor or of the shop's trade.
        if path.equals("/healthz") { return exchange.respond(DashboardAnswers.alive) }
        if path.equals("/readyz") { return exchange.respond(readiness()) }
        if path.equals("/metrics") { return metrics(exchange) }
        guard isOwnHost(request) else { return exchange.respond(DashboardAnswers.misdirected) }
        if path.equals("/") || path.isEmpty { return overview(request, exchange) }
        if path.equals("/style.css") { return exchange.respond(DashboardAnswers.style) }
        if path.equals("/icon.svg") { return exchange.respond(DashboardAnswers.icon) }
        exchange.respond(DashboardAnswers.notFound)
    }

    private func isOwnHost(_ request: borrowing HTTPRequest) -> Bool {
        guard let host = request.head.host else { return false }
        return source.isOwnHost(request.bytes.extracting(host).string)
    }

    private func readiness() -> Answer {
        if let reason = source.whyNotReady() {
            return DashboardAnswers.plain(503, "not ready: \(reason)\n")
        }
        if case .failing(let error, _) = source.writer.health {
            return DashboardAnswers.plain(503, "not ready: statistics: \(error)\n")
        }
        return DashboardAnswers.ready
    }

    private func overview(_ request: borrowing HTTPRequest, _ exchange: Exchange) {
        var query = PageQuery()
        if let range = request.head.query { query = PageQuery(request.bytes.extracting(range)) }
        let later = LaneBound(exchange, on: lane)
        let isTaken = source.enqueue { [source, query] in
            later.respond(source.overview(query, today: source.today()))
        }
        if !isTaken { exchange.respond(DashboardAnswers.busy) }
    }

    private func metrics(_ exchange: Exchange) {
        let later = LaneBound(exchange, on: lane)
        Task { [source] in
            let numbers = await source.numbers()
            let text = Metrics.text(
                totals: numbers.totals, lanes: numbers.lanes, consent: numbers.consent,
                logs: numbers.logs, scripts: numbers.scripts,
                writerIsFailing: source.writer.isFailing, lostHandOvers: source.writer.refused)
            later.respond(DashboardAnswers.metrics(text))
        }
    }
}

/// An exchange that travels through other queues and is answered on its own lane.
private struct LaneBound: @unchecked Sendable {
    // SAFETY: `exchange` is private, and is touched only inside `post`, on its lane.
    private let exchange: Exchange
    private let lane: Lane

    init(_ exchange: Exchange, on lane: Lane) {
        self.exchange = exchange
        self.lane = lane
    }

    func respond(_ answer: Answer) {
        lane.post { _ in exchange.respond(answer) }
    }
}
