/// A vendor's wire protocol as written in `config/vendors/<name>.yaml`.
package struct VendorDefinition: Sendable, Equatable {
    /// The vendor's settled name, such as `google-analytics-4`.
    package var name: String
    /// Where the protocol is described, for readers of the file.
    package var sources: [String]
    /// Requests that belong to the vendor.
    package var endpoints: [EndpointDefinition]
    /// Purposes that the vendor needs unless the destination says otherwise.
    package var needs: [Purpose]
    /// Fields that carry Google consent mode, by signal (`gcs`, `gcd`).
    package var signals: [SignalField]
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
}

/// A path of a vendor and how its requests and answers look.
package struct EndpointDefinition: Sendable, Equatable {
    /// An exact path on the site's hosts, such as `/g/collect`.
    package var path: String
    /// Upper-case methods that carry events.
    package var methods: [String]
    package var body: BodyLayout
    package var answer: AnswerShape

    package init(path: String, methods: [String], body: BodyLayout, answer: AnswerShape) {
        self.path = path
        self.methods = methods
        self.body = body
        self.answer = answer
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
}

/// What the vendor's own endpoint answers, which the client library expects.
package enum AnswerShape: String, Sendable, CaseIterable {
    /// 204 without a body.
    case noContent = "no-content"
    /// 200 with a transparent 1×1 GIF.
    case pixel
    /// 200 with `{}`.
    case emptyJSON = "empty-json"
}

/// A request field that carries a consent signal.
package struct SignalField: Sendable, Equatable {
    /// What the field means.
    package var signal: ConsentSignal
    /// The field's name in the query string or the body.
    package var field: String

    package init(signal: ConsentSignal, field: String) {
        self.signal = signal
        self.field = field
    }
}
