package import Consent

/// A vendor's wire protocol as written in `config/vendors/<name>.yaml`.
package struct VendorDefinition: Sendable, Equatable {
    /// The vendor's settled name, such as `google-analytics-4`.
    package var name: String
    /// Where the protocol is described, for readers of the file.
    package var sources: [String]
    /// The vendor's own hosts: exact names, or `*.` and a domain.
    package var hosts: [String] = []
    /// Requests that belong to the vendor.
    package var endpoints: [EndpointDefinition]
    /// Purposes that the vendor needs unless the destination says otherwise.
    package var needs: [Purpose]
    /// The vendor's entry in the IAB Global Vendor List, if it has one.
    package var transparency: TransparencyVendor?
    /// The vendor's number in the IAB Global Vendor List, if it has one.
    package var tcfID: Int? { transparency.map { Int($0.id) } }
    /// Whether shops run the tool themselves, so that their own purposes may speak for it.
    package var isOwnTool = false
    /// The vendor's number among Google's Ad Tech Providers, if it has one.
    package var acID: Int?
    /// Files that pages load from the vendor, which the gateway can serve.
    package var scripts: [ScriptDefinition] = []
    /// What may be sent together; `nil` if each request goes alone.
    package var batch: BatchDefinition?
    /// Cookies of the vendor; none is ever forwarded.
    package var cookies: [FieldDefinition] = []
    /// Request headers that are read and may leave; every other header never does.
    package var headers: [FieldDefinition] = []
    /// Names of events whose amount is money that changed hands.
    package var sales: [String] = []
    /// Fields that carry a consent signal that is read everywhere in the same way.
    package var signals: [SignalField]
    /// Fields that carry the visitor's choice in the vendor's own way.
    package var consent: [ConsentField] = []
    /// Fields that an event gets where marketing is not granted.
    package var additions: [AddedField] = []
    package var map: FieldMapDefinition

    package init(
        name: String, sources: [String], endpoints: [EndpointDefinition], needs: [Purpose],
        signals: [SignalField], map: FieldMapDefinition
    ) {
        self.name = name
        self.sources = sources
        self.endpoints = endpoints
        self.needs = needs
        self.signals = signals
        self.map = map
    }

    /// The map of one endpoint under one profile.
    package func compiled(_ endpoint: EndpointDefinition, profile: Profile) -> CompiledMap {
        CompiledMap(
            eventFields: endpoint.fields ?? map.fields, query: endpoint.query,
            headers: endpoint.headers ?? headers,
            profile: profile, signals: signals, consent: consent, additions: additions,
            transparencyNeeds: transparency.map { _ in
                needs.reduce(into: []) { $0.formUnion(PurposeSet($1)) }
            })
    }
}

/// A path of a vendor and how its requests and answers look.
package struct EndpointDefinition: Sendable, Equatable {
    /// A path on the site's hosts, such as `/g/collect` or `/api/{project}/envelope/`.
    package var path: String
    /// Upper-case methods that carry events.
    package var methods: [String]
    /// The layouts that a body may have, told apart by its content.
    package var body: [BodyLayout]
    package var answer: AnswerShape
    /// Values of the query string by which a renamed endpoint is known; empty if by its path alone.
    package var recognised: [RecognisedField] = []
    /// Whether the project is named by the envelope instead of the path.
    package var isTunnel = false
    /// Fields of the query string where they differ from those of the body.
    package var query: [FieldDefinition]?
    /// The headers that are read at this endpoint instead of the vendor's.
    package var headers: [FieldDefinition]?
    /// The endpoint's own fields instead of the vendor's.
    package var fields: [FieldDefinition]?
    /// Line in the file, from 1.
    package var line = 0

    package init(path: String, methods: [String], body: [BodyLayout], answer: AnswerShape) {
        self.path = path
        self.methods = methods
        self.body = body
        self.answer = answer
    }
}

/// A query field and the value that gives a renamed endpoint away.
package struct RecognisedField: Sendable, Equatable {
    package var name: String
    /// An exact value, or a prefix and `*`.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Where an endpoint's events are.
///
/// The query string is always read as a form.
package enum BodyLayout: String, Sendable, CaseIterable {
    /// The query string holds the event; a body is not expected.
    case none
    /// The body is one form.
    case form
    /// Each line of the body is a form: one event that overrides the query's fields.
    case formLines = "form-lines"
    /// The body is one JSON text.
    case json
    /// Each line of the body is a JSON text.
    case jsonLines = "json-lines"
    /// Parts between boundaries (RFC 7578); files never leave.
    case multipart
    /// Sentry's envelope: a header line, then items with a header line each.
    case envelope
    /// A stream that no map can name field by field.
    case opaque
}

/// What the vendor's own endpoint answers, which the client library expects.
package enum AnswerShape: Sendable, Equatable {
    /// 204 without a body.
    case noContent
    /// 200 with a transparent 1×1 GIF.
    case pixel
    /// A status and a JSON text.
    case json(status: Int, text: String)
    /// A status and a plain text.
    case text(status: Int, text: String)

    /// 200 with `{}`.
    package static let emptyJSON = AnswerShape.json(status: 200, text: "{}")
}

/// A request field that carries a consent signal.
package struct SignalField: Sendable, Equatable {
    /// What the field means.
    package var signal: ConsentSignal
    /// The field's name in the query string or the body; names inside others follow after points.
    package var field: String

    package init(signal: ConsentSignal, field: String) {
        self.signal = signal
        self.field = field
    }
}
