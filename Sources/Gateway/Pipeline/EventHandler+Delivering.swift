import Consent
import Decoding
import Delivery
import Privacy
import Records
import Transport

/// What becomes of an event at one destination.
extension EventHandler {
    /// Decides, anonymises and hands over, and gives the one outcome.
    func deliver(
        _ event: borrowing RawEvent, _ request: borrowing HTTPRequest, _ site: SiteRoutes,
        _ endpoint: EndpointRoutes, _ decision: ConsentDecision, _ routes: DestinationRoutes
    ) -> Outcome {
        let method = request.head.method
        var covered = consent.decide(decision, for: routes, site, watched: table.watched)
        let action = routes.action(for: covered.coverage, isMinor: decision.isMinor)
        guard var route = action.route(method) else {
            note(covered, action.action, at: routes)
            tap?.note(
                event, method, endpoint: endpoint.path, covered.states, .droppedByDecision, [])
            return end(.droppedByDecision, at: routes)
        }
        // With several destinations all were asked before the first.
        guard
            endpoint.destinations.count > 1
                || delivery.mayAccept(destination: routes.destination, isSent: route.isSent)
        else {
            delivery.refuse(destination: routes.destination)
            return .queueFull
        }
        var record: AnonymousRecord
        do {
            record = try anonymize(event, route, covered, routes)
            // The page is known only now; what comes from an age gate is counted, not sent.
            let counted = routes.action(for: covered.coverage, isMinor: true)
            if route.isSent, site.signals.minors.hasPages, hasAgePage(record, site),
                let own = counted.route(method)
            {
                route = own
                (covered.rule, covered.signal) = (.minor, .ageSignal)
                record = try anonymize(event, route, covered, routes)
            }
        } catch {
            note(covered, action.action, at: routes)
            return end(error.outcome, at: routes)
        }
        let tags = record.request == nil ? VisitorTags.none : tags(of: request, event, site)
        let outcome = delivery.accept(record, tags: tags)
        // The client comes back with an event that found no room, and is decided for again.
        if outcome != .queueFull {
            note(covered, route.isSent ? action.action : .aggregate, at: routes)
        }
        tap?.note(event, method, endpoint: endpoint.path, covered.states, outcome, record.facts)
        return outcome
    }

    /// By which a withdrawal finds the events of this visitor.
    ///
    /// Asked only for events that are sent, and for refusals where something can be waiting.
    func tags(
        of request: borrowing HTTPRequest, _ event: borrowing RawEvent, _ site: SiteRoutes
    ) -> VisitorTags {
        if let known = tags { return known }
        let new = withdrawals.tags(of: request, address: event.address, site: site.position)
        tags = new
        return new
    }

    /// Counts a decision, with the rule that made it and the signals that it was made from.
    private func note(
        _ covered: DestinationDecision, _ action: ConsentAction, at routes: DestinationRoutes
    ) {
        // Of who refused nothing is kept but the number (not even a bit of a sketch).
        let value = covered.coverage == .denied || covered.coverage == .refused ? 0 : consent.value
        delivery.note(
            DecisionNote(
                destination: routes.destination, coverage: covered.coverage.number,
                action: UInt8(truncatingIfNeeded: action.place), rule: covered.rule.number,
                signals: consent.found, value: value))
    }

    private func anonymize(
        _ event: borrowing RawEvent, _ route: EventRoute, _ covered: DestinationDecision,
        _ routes: DestinationRoutes
    ) throws(AnonymizerFault) -> AnonymousRecord {
        let begun = meters.now
        defer { meters.anonymized(site: route.site, since: begun) }
        return try engines[routes.destination].anonymizer.anonymize(
            event, route: route, decision: covered.states)
    }

    private func hasAgePage(_ record: AnonymousRecord, _ site: SiteRoutes) -> Bool {
        record.facts.contains { site.signals.minors.isAgePage(Array($0.page.utf8).span) }
    }

    func end(_ outcome: Outcome, at routes: DestinationRoutes) -> Outcome {
        delivery.note(outcome, destination: routes.destination)
        return outcome
    }
}
