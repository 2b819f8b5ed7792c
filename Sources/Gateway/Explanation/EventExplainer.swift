import Bytes
import Consent
import Decoding
import Delivery
import Foundation
import Privacy
import Records
import Transport

/// Reads one request as the gateway would and says what becomes of each field.
///
/// It works with the same routes, maps and engine as ``EventHandler``; only the keys are its own, and
/// browsers are taken for common ones.
struct EventExplainer {
    private let configuration: Configuration
    private let table: RouteTable
    /// Whether every action is shown instead of the one that follows from consent.
    private let showsAllActions: Bool
    private let showsInput: Bool

    init(
        _ source: ConfigurationSource, showsInput: Bool
    ) throws(ConfigurationFault) {
        var configuration = try source.load()
        showsAllActions = if case .embeddedExample = source { true } else { false }
        if showsAllActions {
            for index in configuration.destinations.indices {
                configuration.destinations[index].whenGranted = .forward
                configuration.destinations[index].whenDenied = .forwardAnonymous
                configuration.destinations[index].whenUnknown = .aggregate
            }
        }
        self.configuration = configuration
        self.showsInput = showsInput
        var generator = SystemRandomNumberGenerator()
        let key = SecretKey(generator.next(), generator.next())
        table = try RouteTable(configuration, keys: KeyRing(lasting: key, in: nil))
    }

    func explain(_ request: RequestText) throws(ExplanationFault) -> EventExplanation {
        let site = try RequestPlace.site(of: request, in: table, configuration)
        let place = try RequestPlace(request, site: table.sites[site])
        var destinations: [EventExplanation.Destination] = []
        let search = SignalSearch(
            request, place, table.sites[site], table, now: Int64(Date.now.timeIntervalSince1970))
        for routes in place.endpoint.destinations {
            do {
                destinations.append(try explain(request, place, search, routes))
            } catch {
                throw ExplanationFault(exitCode: error.exitCode, description: error.description)
            }
        }
        return EventExplanation(
            configuration: configuration.file, site: configuration.sites[site].name,
            method: "\(request.method.name)",
            endpoint: String(decoding: place.endpoint.path, as: UTF8.self),
            recognised: place.recognised, notes: notes(on: destinations),
            destinations: destinations)
    }

    // MARK: Notes

    private func notes(
        on destinations: [EventExplanation.Destination]
    ) -> [String] {
        let sent = destinations.flatMap(\.actions).filter { $0.request != nil }
        let profiles = sent.compactMap(\.profile).compactMap {
            try? configuration.catalog.profile(named: $0)
        }
        var notes: [String] = []
        if showsAllActions {
            notes.append("the embedded example forwards nothing; every action is shown")
        }
        if profiles.contains(where: { $0.pseudonyms != nil }) {
            notes.append("pseudonyms are made with a throw-away key; the gateway makes others")
        }
        if let fewest = profiles.compactMap(\.commonFrom).max() {
            notes.append(
                "browser, language and screen are those of a common browser; "
                    + "\"other\" leaves where fewer than \(fewest) visitors share them")
        }
        return notes
    }

    // MARK: One destination

    private func explain(
        _ request: RequestText, _ place: RequestPlace, _ search: SignalSearch,
        _ routes: DestinationRoutes
    ) throws(ConfigurationFault) -> EventExplanation.Destination {
        let destination = configuration.destinations[routes.destination]
        let vendor = try configuration.vendor(of: destination)
        let covered = search.decide(routes)
        let actions =
            showsAllActions
            ? [.granted, .denied, .unknown].map { routes.action(for: $0) }
            : [routes.action(for: covered.coverage, isMinor: search.decision.isMinor)]
        let files = RuleFiles(
            vendor: vendor.map.file, configuration: configuration.file, own: destination.fields)
        return EventExplanation.Destination(
            name: destination.name, vendor: destination.vendor, map: vendor.map.file,
            consent: search.consent(routes, covered),
            actions: actions.map { action in
                explain(
                    request, place, action, covered.states, destination, vendor, files)
            })
    }

    private func explain(
        _ request: RequestText, _ place: RequestPlace, _ action: ActionRoutes,
        _ decision: ConsentStates, _ destination: DestinationConfiguration,
        _ vendor: VendorDefinition, _ files: RuleFiles
    ) -> EventExplanation.Action {
        func end(_ outcome: Outcome, _ reason: String) -> EventExplanation.Action {
            EventExplanation.Action(
                action: action.action.rawValue, profile: action.action.profileName,
                outcome: outcome.rawValue, reason: reason, fields: [], otherHeaders: 0,
                request: nil, events: [])
        }
        guard let route = action.route(request.method)?.withoutRareValues else {
            return end(.droppedByDecision, "consent does not cover it and the rules say drop")
        }
        guard !isUnreadable(request) else {
            return end(.malformed, "the body is encoded in a way that is not undone")
        }
        var options = table.engineOptions[route.destination]
        if options.upstreamHost.isEmpty, let host = upstreamHost(destination, vendor) {
            options.upstreamHost = Array(host.utf8)
        }
        let trace = TreatmentTrace()
        var anonymizer = EventAnonymizer(options: options)
        anonymizer.trace = trace
        let record: AnonymousRecord
        do {
            record = try place.withEvent(of: request) { event throws(AnonymizerFault) in
                try anonymizer.anonymize(event, route: route, decision: decision)
            }
        } catch {
            return end(error.outcome, error.words)
        }
        return EventExplanation.Action(
            action: action.action.rawValue, profile: action.action.profileName,
            outcome: (record.request == nil ? Outcome.aggregated : .forwarded).rawValue,
            reason: route.isSent && record.request == nil
                ? "nothing of the body may leave, so no request is made" : nil,
            fields: fields(trace.steps, request, place, record.request, route, files),
            otherHeaders: HeaderFields.others(in: request, place.endpoint),
            request: record.request.map {
                EventExplanation.Request($0, host: upstreamHost(destination, vendor) ?? "")
            },
            events: record.facts.map(CountedEvent.init))
    }

    /// Where the request goes: the configured server, or in the embedded example the vendor's own.
    private func upstreamHost(
        _ destination: DestinationConfiguration, _ vendor: VendorDefinition
    ) -> String? {
        destination.upstream?.authority ?? vendor.hosts.first { !$0.contains("*") }
    }

    /// As ``EventHandler`` does it: what cannot be undone is refused, not passed.
    private func isUnreadable(_ request: RequestText) -> Bool {
        guard let encoding = request.header("content-encoding") else { return false }
        let name = String(decoding: encoding, as: UTF8.self).lowercased()
        return !["identity", "gzip", "x-gzip", "deflate"].contains(name)
    }

    /// The fields in the order in which the engine reads them; the browser is read with the headers.
    private func fields(
        _ steps: [TreatmentTrace.Step], _ request: RequestText, _ place: RequestPlace,
        _ sent: Records.OutboundRequest?, _ route: EventRoute, _ files: RuleFiles
    ) -> [EventExplanation.Field] {
        var fields = steps.map { field($0, isSent: sent != nil, files) }
        let browser = HeaderFields.userAgent(
            of: request, place.endpoint, sent, route.map.profile, showsInput: showsInput)
        if let browser {
            fields.insert(browser, at: fields.firstIndex { $0.place == "body" } ?? fields.count)
        }
        return fields
    }

    private func field(
        _ step: TreatmentTrace.Step, isSent: Bool, _ files: RuleFiles
    ) -> EventExplanation.Field {
        let isNamed = step.rule.isKnown || showsInput
        var path = step.path
        if !isNamed, let name = path.popLast() {
            path.append("(unknown, \(name.utf8.count) bytes)")
        }
        let (place, line): (String, Int?) =
            switch step.place {
            case .query: ("query", nil)
            case .headers: ("headers", nil)
            case .body(let line): ("body", line > 0 ? line : nil)
            }
        return EventExplanation.Field(
            place: place, line: line, path: path, kind: step.rule.kindName,
            rule: files.origin(of: step),
            namedBy: step.rule.line > 0 ? "map" : step.rule.isKnown ? "name" : "nothing",
            treatment: step.rule.treatmentName, bytes: step.length,
            result: isSent ? step.result : nil, countedAs: step.rule.countedAs,
            input: showsInput ? step.input : nil)
    }
}

extension EventRoute {
    /// The same route without the question how rare a browser is: a lone request has no others
    /// beside it.
    fileprivate var withoutRareValues: EventRoute {
        EventRoute(
            site: site, destination: destination, method: method, body: body, map: map, keys: keys,
            isSent: isSent, sales: sales, isTunnel: isTunnel)
    }
}

extension AnonymizerFault {
    fileprivate var words: String {
        switch self {
        case .malformed: "the body does not follow the vendor's format"
        case .tooLarge: "more fields, events or levels than are read"
        case .opaque: "nothing but a stream that no map can name field by field"
        case .foreignDestination: "the envelope names a server that is not the destination's"
        }
    }
}
