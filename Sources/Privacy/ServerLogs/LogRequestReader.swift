import Bytes
import Decoding
package import Records

/// What a log line is in the statistics.
package enum LogRequestResult: Sendable, Equatable {
    /// Somebody looked at a page.
    case page(EventFacts, day: Int?)
    /// A crawler, monitor or program asked for a page.
    case bot(EventFacts, day: Int?)
    /// A picture, an interface, an error, a form: nothing that is counted.
    case notAPage
    /// A page of another site than the one that is counted.
    case otherSite
}

/// Makes facts for the statistics of what a log line says.
///
/// One per worker. Everything in them is as coarse as if there were no consent: nobody asks for it
/// in a server log.
package struct LogRequestReader: ~Copyable {
    private var values: ValueTreatments
    private let rules: URLRules
    private let bots: BotScan
    private var scratch = ByteBuffer(capacity: 256)

    /// `options.ownHosts` are the hosts whose pages are counted; with none every host's are.
    package init(options: EngineOptions, bots: BotScan) {
        values = ValueTreatments(options: options)
        rules = URLRules.strict(ownHosts: options.ownHosts)
        hasOwnHosts = !options.ownHosts.isEmpty
        self.bots = bots
    }

    private let hasOwnHosts: Bool

    /// What `request` is.
    ///
    /// A page was asked for with GET, and was there: an answer from 200 to 299 that has a body and
    /// is whole, or 304. ``PageRules`` say what a page is. `day` is the line's own UTC day.
    package mutating func read(_ request: borrowing LogRequestDraft) -> LogRequestResult {
        guard request.method.span.equals("GET"), Self.isAnswered(request.status.span) else {
            return .notAPage
        }
        let target = request.target.span
        guard !target.isEmpty else { return .notAPage }
        let parts = URLParts(target)
        guard !parts.isOpaque,
            PageRules.isPage(
                path: target.extracting(parts.path),
                query: target.extracting(parts.query ?? 0..<0))
        else { return .notAPage }
        guard isOwn(request, parts) else { return .otherSite }

        var facts = FactsDraft()
        values.note(.page, target, in: &facts)
        if facts.page.isEmpty { facts.page = FactsDraft.otherPage }
        let scan = UserAgentScan(request.userAgent.span)
        let day = LogDay.read(request.time.span)
        if let name = botName(request, scan) {
            return .bot(.bot(name, page: facts.page), day: day)
        }
        values.note(.referrer, request.referrer.span, in: &facts)
        facts.event = Self.pageView
        return .page(facts.facts(of: UserAgentReducer.classify(scan)), day: day)
    }

    /// The name under which page views from logs are counted.
    private static let pageView = "pageview"

    /// 204 and 205 have no page, 206 is a part of a file.
    private static func isAnswered(_ status: Span<UInt8>) -> Bool {
        guard status.count == 3 else { return false }
        if status.equals("304") { return true }
        guard status[0] == UInt8(ascii: "2") else { return false }
        return !status.equals("204") && !status.equals("205") && !status.equals("206")
    }

    private func botName(
        _ request: borrowing LogRequestDraft, _ scan: UserAgentScan
    ) -> String? {
        if request.isPrefetch { return BotScan.prefetch }
        // A format without the column cannot tell.
        guard request.hasUserAgent else { return nil }
        return bots.name(of: request.userAgent.span, scan)
    }

    /// Whether the page is one of the hosts that are counted; a line that names none is.
    private mutating func isOwn(_ request: borrowing LogRequestDraft, _ parts: URLParts) -> Bool {
        guard hasOwnHosts else { return true }
        scratch.wipeAll()
        if let host = parts.host, !host.isEmpty {
            return rules.isOwnHost(parts, in: request.target.span, scratch: &scratch)
        }
        let host = request.host.span
        guard !host.isEmpty, !host.equals("-") else { return true }
        var url = ByteBuffer(capacity: host.count + 8)
        url.append("http://")
        url.append(host)
        url.append("/")
        let isOwn = rules.isOwnHost(URLParts(url.span), in: url.span, scratch: &scratch)
        url.wipe()
        return isOwn
    }
}
