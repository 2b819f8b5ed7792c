@_spi(Anonymizer) package import Records

import Bytes
package import Consent
package import Decoding

/// Turns raw events into anonymous records.
///
/// One per lane and site; the only way through the wall.
///
/// Invariants:
/// 1. A field leaves only through the treatment that the compiled map gives it; there is no other
///    way into a buffer that becomes a request.
/// 2. Between two calls all scratch buffers are empty.
package struct EventAnonymizer: ~Copyable {
    /// Most fields in one request; a GA4 request holds 25 events.
    ///
    /// The sender pays with `too-large`.
    static let maximumFields = 4096
    /// Most events in one request; log importers send some hundreds.
    static let maximumEvents = 1000

    let options: EngineOptions
    var values: ValueTreatments
    var scratch = ScratchStack()
    /// How many fields of the record its map knows so far.
    var knownFields = 0
    /// How many more bytes compressed parts of the record may unfold to.
    var inflationBudget = 0
    /// Whether what the lines of the body share says already what is added to them.
    var isSettledByQuery = false
    /// Whether a part of the record was a stream that is blocked.
    var hasBlockedStream = false
    /// The events of the record that have been read to their end.
    private var finished: [FactsDraft] = []
    /// What each field became, for `explain`; `nil` in service.
    package var trace: TreatmentTrace?

    package init(options: EngineOptions) {
        self.options = options
        values = ValueTreatments(options: options)
    }

    /// How many values of each kind were treated since the start.
    package var tally: TreatmentTally { values.tally }

    /// Reads one event and leaves nothing of it behind but the record.
    package mutating func anonymize(
        _ event: borrowing RawEvent, route: EventRoute, decision: ConsentStates
    ) throws(AnonymizerFault) -> AnonymousRecord {
        var target = scratch.take()
        var body = scratch.take()
        var headers = scratch.take()
        defer {
            scratch.give(&headers)
            scratch.give(&body)
            scratch.give(&target)
        }
        // One look at the user agent for all that is asked of it.
        let agent = UserAgentScan(event.userAgent)
        try survey(event, agent, route, decision)
        hasBlockedStream = false
        finished.removeAll(keepingCapacity: true)
        let layout = try walk(
            event, route, target: &target, body: &body, headers: &headers)

        let browser = UserAgentReducer.classify(agent)
        let facts = finished.map { $0.facts(of: browser) }
        // A body of which nothing may stay is not replaced by the query alone: that would be
        // another event.
        let isEmptied = body.isEmpty && !event.body.isEmpty
        if isEmptied, hasBlockedStream { throw .opaque }
        let request =
            route.isSent && !isEmptied
            ? makeRequest(
                route, target: target.span, body: body.span, headers: headers.span,
                contentType: layout.contentType, userAgent: event.userAgent, agent, decision)
            : nil
        return AnonymousRecord(
            site: route.site, destination: route.destination, request: request, facts: facts)
    }

    // MARK: Steps

    /// Reads everything once before anything is written, where what may be written depends on it:
    /// whose pseudonyms these are, and whether the browser is a rare one.
    private mutating func survey(
        _ event: borrowing RawEvent, _ agent: UserAgentScan, _ route: EventRoute,
        _ decision: ConsentStates
    ) throws(AnonymizerFault) {
        values.begin(route, decision: decision)
        let needsIdentity = route.keys?.collide ?? false
        guard needsIdentity || route.rareValues != nil else { return }
        var target = scratch.take()
        var body = scratch.take()
        var headers = scratch.take()
        defer {
            scratch.give(&headers)
            scratch.give(&body)
            scratch.give(&target)
        }
        values.beginSurvey()
        defer { values.endSurvey() }
        _ = try walk(event, route, target: &target, body: &body, headers: &headers)
        if let table = route.rareValues {
            values.judgeRarity(
                userAgent: event.userAgent, agent, address: event.address, table: table)
        }
    }

    /// Walks path, query, headers and body, and returns the layout that the body had.
    private mutating func walk(
        _ event: borrowing RawEvent, _ route: EventRoute, target: inout ByteBuffer,
        body: inout ByteBuffer, headers: inout ByteBuffer
    ) throws(AnonymizerFault) -> BodyLayout {
        knownFields = 0
        isSettledByQuery = false
        inflationBudget = BodyLayers.budget(received: event.query.count + event.body.count)
        target.append(event.path)
        let queryStart = target.count
        target.append(UInt8(ascii: "?"))
        var shared = FactsDraft()
        trace?.enter(.query)
        try anonymizeForm(
            event.query, map: route.map, table: CompiledMap.Root.query, into: &target,
            facts: &shared)
        if target.count == queryStart + 1 { target.truncate(to: queryStart) }
        trace?.enter(.headers)
        try anonymizeHeaders(event.headers, map: route.map, into: &headers, facts: &shared)
        trace?.enter(.body(line: 0))
        let layout = try anonymizeBody(
            event.body, route, into: &body, target: &target, facts: &shared)
        guard knownFields > 0 || layout == .opaque else { throw .malformed }
        if finished.isEmpty { try finish(shared) }
        return layout
    }

    /// Takes an event that has been read to its end.
    ///
    /// What names neither an event nor a page, such as a request for settings, is not counted.
    mutating func finish(_ facts: FactsDraft) throws(AnonymizerFault) {
        guard !values.isSurveying, !facts.isEmpty else { return }
        guard finished.count < Self.maximumEvents else { throw .tooLarge }
        finished.append(facts)
    }

    private mutating func makeRequest(
        _ route: EventRoute, target: Span<UInt8>, body: Span<UInt8>, headers: Span<UInt8>,
        contentType: String?, userAgent: Span<UInt8>, _ agent: UserAgentScan,
        _ decision: ConsentStates
    ) -> OutboundRequest {
        var generalised = scratch.take()
        defer { scratch.give(&generalised) }
        if route.map.profile.treatment(of: .userAgent) == .generaliseUserAgent {
            values.generalise(userAgent, agent, into: &generalised)
        }
        return OutboundRequest(
            method: route.method, target: target.array, body: body.array,
            contentType: body.isEmpty ? nil : contentType,
            userAgent: generalised.span.array, language: [], fields: headers.array,
            globalPrivacyControl: decision.hasGlobalPrivacyControl)
    }
}

extension EventFacts {
    /// The facts of a page that a crawler, monitor or program of the name `bot` asked for.
    static func bot(_ bot: String, page: String) -> EventFacts {
        EventFacts(
            event: "", page: page, referrerDomain: "", browser: "", system: "", revenueCents: 0,
            currency: "", bot: bot)
    }
}

extension FactsDraft {
    /// The facts with what the request itself says about the browser.
    func facts(of userAgent: UserAgentClass) -> EventFacts {
        let hasRevenue = isSale && revenueCents != 0 && !currency.isEmpty
        return EventFacts(
            event: event, page: page, referrerDomain: referrerDomain, browser: userAgent.browser,
            system: userAgent.system, revenueCents: hasRevenue ? revenueCents : 0,
            currency: hasRevenue ? currency : "")
    }
}

extension BodyLayout {
    /// What the vendor's own client sends with such a body; `nil` where there is none.
    var contentType: String? {
        switch self {
        case .none: nil
        // A form is what becomes of parts: it has no boundary that a value could imitate.
        case .form, .multipart: "application/x-www-form-urlencoded"
        case .formLines: "text/plain;charset=UTF-8"
        case .json: "application/json"
        case .jsonLines: "application/x-ndjson"
        case .envelope: "application/x-sentry-envelope"
        case .opaque: "application/octet-stream"
        }
    }
}
