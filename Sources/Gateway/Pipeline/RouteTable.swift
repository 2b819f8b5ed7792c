import Bytes
import Consent
import Delivery
import Privacy
import Transport

/// What the running configuration knows about requests: from host and path to destinations.
///
/// Built once per configuration and key period, then only read. Positions are those of the
/// configuration.
package struct RouteTable: Sendable {
    let sites: [SiteRoutes]
    /// For each destination what its engine must know.
    let engineOptions: [EngineOptions]
    let clients: ClientAddress
    /// The vendors and providers that a TC or AC string is asked about.
    let watched: WatchedVendors
    /// The site of each destination, by position.
    let destinationSites: [Int]
    /// The sites' pages for choices, by position.
    let pages: [ConsentEndpointSettings]
    /// The words for what lanes count of consent.
    let words: ConsentWords
    /// Under which lanes remember the texts of signals; drawn anew with every table, so at least daily.
    let signalKey: (UInt64, UInt64)

    /// The site of a `Host`, given without port; a final dot means the same host (RFC 3986 3.2.2).
    func site(host written: Span<UInt8>) -> SiteRoutes? {
        let hasDot = written.count > 1 && written[written.count - 1] == UInt8(ascii: ".")
        let host = written.extracting(0..<(hasDot ? written.count - 1 : written.count))
        return sites.first { site in site.own.hosts.contains { $0.span.equalsIgnoringCase(host) } }
    }
}

/// What belongs to a site: its hosts, and further origins that may read answers.
struct SiteOrigins: Sendable {
    /// Lower case, IPv6 in brackets.
    let hosts: [[UInt8]]
    /// Lower case.
    let origins: [[UInt8]]

    init(hosts: [String], origins: [String]) {
        self.hosts = hosts.map { Array($0.lowercased().utf8) }
        self.origins = origins.map { Array($0.lowercased().utf8) }
    }
}

/// One site's hosts, origins and endpoints, and how its visitors' choices are read.
final class SiteRoutes: Sendable {
    /// Position in the running configuration.
    let position: Int
    let own: SiteOrigins
    /// Those without variable segments before those with some.
    let endpoints: [EndpointRoutes]
    let signals: SiteSignals
    /// Vendors' files that the site serves itself.
    let scripts: [ScriptRoute]
    /// How many events the site takes, of everybody and of one network; `nil` for as many as come.
    let rate: BucketRate?
    let networkRate: BucketRate?

    init(
        position: Int, own: SiteOrigins, endpoints: [EndpointRoutes], signals: SiteSignals,
        scripts: [ScriptRoute] = [], rate: BucketRate? = nil, networkRate: BucketRate? = nil
    ) {
        self.scripts = scripts
        self.rate = rate
        self.networkRate = networkRate
        self.position = position
        self.signals = signals
        self.own = own
        self.endpoints =
            endpoints.filter(\.template.isExact) + endpoints.filter { !$0.template.isExact }
    }

    /// The endpoint of a path that takes the method; if none does, one that has the path.
    func endpoint(path: Span<UInt8>, method: HTTPMethod) -> EndpointRoutes? {
        var other: EndpointRoutes?
        for endpoint in endpoints where endpoint.matches(path) {
            if endpoint.methods.contains(method) { return endpoint }
            if other == nil { other = endpoint }
        }
        return other
    }
}

/// One path of a site, and the destinations behind it.
final class EndpointRoutes: Sendable {
    /// What a renamed request must have in its query.
    typealias Recognised = (name: [UInt8], value: [UInt8], isPrefix: Bool)

    /// Mount and vendor path.
    let path: [UInt8]
    /// How many bytes of ``path`` are the mount.
    let mountLength: Int
    let template: PathTemplate
    let methods: [HTTPMethod]
    let answer: Answer
    /// `Allow: …` and CRLF, for other methods.
    let allow: [UInt8]
    /// Whether the path takes GET, and so says by HEAD what it would answer.
    let answersHead: Bool
    /// The methods that carry events, and OPTIONS, for a preflight.
    let allowedMethods: [UInt8]
    /// Headers that the vendor's map names, in lower case.
    let headerNames: [[UInt8]]
    let recognised: [Recognised]
    let destinations: [DestinationRoutes]

    init(
        _ definition: EndpointDefinition, mount: String, allowed: [String],
        headerNames: [[UInt8]], destinations: [DestinationRoutes]
    ) {
        path = Array((mount + definition.path).utf8)
        mountLength = mount.utf8.count
        template = PathTemplate(mount + definition.path)
        methods = definition.methods.compactMap(HTTPMethod.init(named:))
        answer = definition.answer.answer
        allowedMethods = Array((allowed + ["OPTIONS"]).joined(separator: ", ").utf8)
        answersHead = allowed.contains("GET")
        let known = (answersHead ? ["HEAD"] : []) + ["OPTIONS"]
        allow = Array("Allow: \((allowed + known).joined(separator: ", "))\r\n".utf8)
        self.headerNames = headerNames
        recognised = definition.recognised.map { field in
            let isPrefix = field.value.hasSuffix("*")
            return (
                Array(field.name.utf8),
                Array((isPrefix ? field.value.dropLast() : field.value[...]).utf8),
                isPrefix
            )
        }
        self.destinations = destinations
    }

    /// Whether the body is a stream that is not looked into.
    var isStream: Bool { destinations.first?.body.first == .opaque }

    func matches(_ written: Span<UInt8>) -> Bool {
        guard template.isExact else { return template.matches(written) }
        let known = path
        return written.equals(known.span)
    }
}

/// One destination at one path: what happens for each coverage of its needs.
final class DestinationRoutes: Sendable {
    let destination: Int
    /// What the configuration says that it needs.
    let needs: [Purpose]
    let consent: DestinationConsent
    /// The layouts that a body may have.
    let body: [BodyLayout]
    /// Any compiled map of the vendor: the signals are the same in all of them.
    let signals: CompiledMap
    let actions: ConsentActions
    /// The action of a full grant, under which streams may pass.
    private let granted: ActionRoutes
    /// By place of the action among all of them.
    private let others: [ActionRoutes]

    init(
        destination: Int, needs: [Purpose], consent: DestinationConsent, body: [BodyLayout],
        signals: CompiledMap, actions: ConsentActions, granted: ActionRoutes, others: [ActionRoutes]
    ) {
        self.destination = destination
        self.needs = needs
        self.consent = consent
        self.body = body
        self.signals = signals
        self.actions = actions
        self.granted = granted
        self.others = others
    }

    /// What happens with an event; one of a minor is counted only.
    func action(
        for coverage: DestinationDecision.Coverage, isMinor: Bool = false
    ) -> ActionRoutes {
        let action = actions.action(for: coverage)
        if isMinor { return others[action.counted.place] }
        return coverage == .granted ? granted : others[action.place]
    }
}

extension ConsentAction {
    /// The place in a list with one entry per action.
    var place: Int {
        switch self {
        case .forward: 0
        case .forwardAnonymous: 1
        case .aggregate: 2
        case .drop: 3
        }
    }
}

/// An action and how it reads an event, by method; without routes the event is dropped.
final class ActionRoutes: Sendable {
    let action: ConsentAction
    private let routes: [(method: HTTPMethod, route: EventRoute)]

    init(_ action: ConsentAction, routes: [(method: HTTPMethod, route: EventRoute)]) {
        self.action = action
        self.routes = routes
    }

    func route(_ method: HTTPMethod) -> EventRoute? {
        routes.first { $0.method == method }?.route
    }
}
