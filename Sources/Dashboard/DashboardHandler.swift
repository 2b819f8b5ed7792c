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
        // Monitors come by any name and without a token: they learn whether it runs, and no more.
        if path.equals("/healthz") { return health(exchange) }
        if path.equals("/readyz") { return exchange.respond(readiness()) }
        switch source.login.judge(request) {
        case .admitted: break
        case .denied: return exchange.respond(DashboardAnswers.unauthorized)
        case .tooMany: return exchange.respond(DashboardAnswers.tooManyFailures)
        }
        // Whoever has shown the token is no page of a stranger's that plays with names.
        let isMetrics = path.equals("/metrics")
        guard
            isOwnHost(request) || (isMetrics && (source.login.isAsked || request.isClientVerified))
        else {
            return exchange.respond(DashboardAnswers.misdirected)
        }
        if isMetrics { return metrics(exchange) }
        if path.equals("/") || path.isEmpty { return overview(request, exchange) }
        if path.equals("/style.css") { return exchange.respond(DashboardAnswers.style) }
        if path.equals("/icon.svg") { return exchange.respond(DashboardAnswers.icon) }
        exchange.respond(DashboardAnswers.notFound)
    }

    private func isOwnHost(_ request: borrowing HTTPRequest) -> Bool {
        guard let host = request.head.host else { return false }
        return source.isOwnHost(request.bytes.extracting(host).string)
    }

    /// Whether every lane answers.
    private func health(_ exchange: Exchange) {
        guard let pulse = source.pulse else { return exchange.respond(DashboardAnswers.alive) }
        let later = LaneBound(exchange, on: lane)
        pulse.check { isAlive in
            later.respond(isAlive ? DashboardAnswers.alive : DashboardAnswers.hanging)
        }
    }

    private func readiness() -> Answer {
        if let reason = source.whyNotReady() { return DashboardAnswers.notReady(reason) }
        return source.writer.isFailing
            ? DashboardAnswers.notReady(.state) : DashboardAnswers.ready
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
            let state = Metrics.StateNumbers(
                isWriting: !source.writer.isFailing, lostHandOvers: source.writer.refused,
                commits: source.writer.numbers,
                failedLogins: source.login.failureCount, version: source.version,
                process: ProcessNumbers.read())
            let text = Metrics.text(numbers, state: state)
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
