@_spi(Anonymizer) package import Records

import Bytes
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
    /// Most events in one request (GA4 allows 25).
    static let maximumEvents = 100

    var values: ValueTreatments
    var scratch = ScratchStack()

    package init(options: EngineOptions) { values = ValueTreatments(options: options) }

    /// How many values of each kind were treated since the start.
    package var tally: TreatmentTally { values.tally }

    /// Reads one event and leaves nothing of it behind but the record.
    package mutating func anonymize(
        _ event: borrowing RawEvent, route: EventRoute, decision: ConsentStates
    ) throws(AnonymizerFault) -> AnonymousRecord {
        var target = scratch.take()
        var body = scratch.take()
        defer {
            scratch.give(&body)
            scratch.give(&target)
        }
        values.begin(
            keys: route.keys, identity: try identity(of: event, route), decision: decision)
        let browser = UserAgentReducer.classify(event.userAgent)
        var facts: [EventFacts] = []

        target.append(route.path)
        let queryStart = target.count
        target.append(UInt8(ascii: "?"))
        var shared = FactsDraft()
        let isKnown = try anonymizeForm(
            event.query, map: route.map, table: 0, into: &target, facts: &shared)
        if target.count == queryStart + 1 { target.truncate(to: queryStart) }

        switch route.body {
        case .none:
            guard event.body.isEmpty, isKnown else { throw .malformed }
            facts.append(shared.facts(of: browser))
        case .form:
            let isBodyKnown = try anonymizeForm(
                event.body, map: route.map, table: 0, into: &body, facts: &shared)
            guard isKnown || isBodyKnown else { throw .malformed }
            facts.append(shared.facts(of: browser))
        case .formLines:
            guard isKnown || !event.body.isEmpty else { throw .malformed }
            try anonymizeLines(event.body, map: route.map, shared: shared, into: &body) {
                facts.append($0.facts(of: browser))
            }
        case .json:
            try anonymizeJSON(event.body, map: route.map, table: 0, into: &body, facts: &shared)
            facts.append(shared.facts(of: browser))
        }
        // A body of which nothing may stay is not replaced by the query alone: that would be
        // another event.
        let isEmptied = body.isEmpty && !event.body.isEmpty
        let request =
            route.isSent && !isEmptied
            ? makeRequest(
                route, target: target.span, body: body.span, userAgent: event.userAgent, decision)
            : nil
        return AnonymousRecord(
            site: route.site, destination: route.destination, request: request, facts: facts)
    }

    // MARK: Steps

    /// The visitor that colliding pseudonyms come from: the first client id of the event, folded.
    private mutating func identity(
        of event: borrowing RawEvent, _ route: EventRoute
    ) throws(AnonymizerFault) -> UInt64? {
        guard let keys = route.keys, keys.collide else { return nil }
        if let found = identity(in: event.query, keys, route.map) { return found }
        guard route.body == .form || route.body == .formLines else { return nil }
        var lines = LineCursor()
        while let line = lines.next(in: event.body) {
            let fields = event.body.extracting(line.content)
            if let found = identity(in: fields, keys, route.map) { return found }
        }
        return nil
    }

    private mutating func identity(
        in form: Span<UInt8>, _ keys: PseudonymKeys, _ map: CompiledMap
    ) -> UInt64? {
        var plain = scratch.take()
        defer { scratch.give(&plain) }
        var cursor = FormCursor()
        while let field = cursor.next(in: form) {
            plain.wipeAll()
            PercentCoding.decode(form.extracting(field.name), plusIsSpace: true, into: &plain)
            guard map.rule(for: plain.span).kind == .clientID else { continue }
            plain.wipeAll()
            PercentCoding.decode(form.extracting(field.value), plusIsSpace: true, into: &plain)
            if let found = keys.fold(plain.span) { return found }
        }
        return nil
    }

    /// Each line is an event; an empty body means that the query string is the only one.
    private mutating func anonymizeLines(
        _ lines: Span<UInt8>, map: CompiledMap, shared: FactsDraft, into body: inout ByteBuffer,
        event: (FactsDraft) -> Void
    ) throws(AnonymizerFault) {
        var cursor = LineCursor()
        var events = 0
        while let line = cursor.next(in: lines) {
            guard !line.content.isEmpty else { continue }
            events += 1
            guard events <= Self.maximumEvents else { throw .tooLarge }
            var facts = shared
            let mark = body.count
            if mark > 0 { body.append(UInt8(ascii: "\n")) }
            let start = body.count
            let isKnown = try anonymizeForm(
                lines.extracting(line.content), map: map, table: 0, into: &body, facts: &facts)
            guard isKnown else { throw .malformed }
            if body.count == start { body.truncate(to: mark) }
            event(facts)
        }
        if events == 0 { event(shared) }
    }

    private mutating func makeRequest(
        _ route: EventRoute, target: Span<UInt8>, body: Span<UInt8>,
        userAgent: Span<UInt8>, _ decision: ConsentStates
    ) -> OutboundRequest {
        var generalised = scratch.take()
        defer { scratch.give(&generalised) }
        if route.map.profile.treatment(of: .userAgent) == .generaliseUserAgent {
            UserAgentReducer.reduce(userAgent, into: &generalised)
        }
        return OutboundRequest(
            method: route.method, target: target.array, body: body.array,
            contentType: body.isEmpty ? nil : route.body.contentType,
            userAgent: generalised.span.array, language: [],
            globalPrivacyControl: decision.hasGlobalPrivacyControl)
    }
}

extension FactsDraft {
    /// The facts with what the request itself says about the browser.
    fileprivate func facts(of userAgent: UserAgentClass) -> EventFacts {
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
        case .form: "application/x-www-form-urlencoded"
        case .formLines: "text/plain;charset=UTF-8"
        case .json: "application/json"
        }
    }
}
