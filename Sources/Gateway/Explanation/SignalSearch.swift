import Bytes
import Consent
import Delivery
import Privacy
import Transport

/// Reads the consent of a request as ``EventHandler`` does, and notes where each statement came from.
struct SignalSearch {
    private let reader: ConsentReader
    private let table: RouteTable
    private let site: SiteRoutes
    let decision: ConsentDecision
    /// What was said, in the order of reading.
    let signals: [EventExplanation.Signal]

    /// `now` is in seconds since 1970.
    init(
        _ request: RequestText, _ place: RequestPlace, _ site: SiteRoutes, _ table: RouteTable,
        now: Int64
    ) {
        let reader = ConsentReader(table)
        reader.begin(now: now)
        var signals: [EventExplanation.Signal] = []
        func note(_ place: String) {
            for statement in reader.statements.dropFirst(signals.count) {
                signals.append(Self.signal(statement, place, site.signals.platforms))
            }
        }
        for header in request.headers {
            let name = header.name.lowercased()
            let known: KnownHeader =
                switch name {
                case "sec-gpc": .secGPC
                case "dnt": .dnt
                case "referer": .referer
                default: .other
                }
            guard name != "cookie" else { continue }
            let text = Array(header.name.utf8)
            reader.read(
                header: known, name: text.span, value: header.value.span, site.signals)
            note("headers")
        }
        let cookies = request.headers.filter { $0.name.lowercased() == "cookie" }.map(\.value)
        if !cookies.isEmpty {
            let header = Array(cookies.joined(separator: Array("; ".utf8)))
            reader.read(cookies: header.span, site.signals, watched: table.watched)
            note("cookies")
        }
        place.withEvent(of: request) { event in
            reader.read(event, place.endpoint, site.signals, watched: table.watched)
        }
        note("event")
        decision = reader.decide(site.signals)
        self.reader = reader
        self.table = table
        self.site = site
        self.signals = signals
    }

    /// The decision for one destination.
    func decide(_ routes: DestinationRoutes) -> DestinationDecision {
        reader.decide(decision, for: routes, site, watched: table.watched)
    }

    /// The chain in words, for one destination.
    func consent(
        _ routes: DestinationRoutes, _ covered: DestinationDecision
    ) -> EventExplanation.Consent {
        let asked: [Purpose] = [
            .preferences, .statistics, .adStorage, .adUserData, .adPersonalization,
        ]
        return EventExplanation.Consent(
            signals: signals,
            purposes: asked.map { purpose in
                EventExplanation.PurposeDecision(
                    purpose: purpose.rawValue, state: decision.states.state(for: purpose).rawValue,
                    rule: decision.rule(for: purpose).rawValue,
                    signal: name(of: decision.signal(for: purpose)),
                    why: decision.rule(for: purpose).words)
            },
            statistics: decision.states.statistics.rawValue,
            marketing: decision.states.marketing.rawValue, needs: routes.needs.map(\.rawValue),
            coverage: covered.coverage.rawValue, rule: covered.rule.rawValue,
            signal: name(of: covered.signal), why: covered.rule.words,
            isMinor: decision.isMinor)
    }

    private func name(of signal: SignalName) -> String? {
        signal == .none ? nil : site.signals.platforms.name(of: signal)
    }

    private static func signal(
        _ statement: ConsentStatement, _ place: String, _ platforms: PlatformCatalog
    ) -> EventExplanation.Signal {
        func names(_ services: ServiceSet) -> [String] {
            platforms.serviceNames.enumerated().filter { services.contains($0.offset) }
                .map(\.element)
        }
        return EventExplanation.Signal(
            name: platforms.name(of: statement.signal), place: place,
            evidence: statement.evidence.rawValue, granted: statement.granted.names,
            denied: statement.denied.names, grantedServices: names(statement.grantedServices),
            deniedServices: names(statement.deniedServices), tools: names(statement.tools),
            chosen: statement.time.map { Day(secondsSince1970: Int($0)).description })
    }
}
