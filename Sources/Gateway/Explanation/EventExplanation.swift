/// What becomes of one request at every destination behind its path.
///
/// The members are those of `matglas explain --format json`, with underscores between words. Nothing in
/// it is a value of the request as it arrived, unless that was asked for.
package struct EventExplanation: Encodable, Sendable {
    /// Name of the configuration.
    let configuration: String
    let site: String
    let method: String
    /// The path as the configuration and the vendor's map write it.
    let endpoint: String
    let recognised: Recognition
    /// What a reader must know to read the rest.
    let notes: [String]
    let destinations: [Destination]

    /// How the endpoint was found.
    enum Recognition: String, Encodable {
        case byPath = "path"
        /// An unknown path with a query that only this vendor has.
        case renamed
        /// Path and query in base64 inside a parameter.
        case wrapped
    }

    /// One destination behind the path.
    struct Destination: Encodable {
        let name: String
        let vendor: String
        /// File of the vendor's map.
        let map: String
        let consent: Consent
        /// What is done under the consent found; in the embedded example every action that there is.
        let actions: [Action]
    }

    /// The chain from signals to action.
    struct Consent: Encodable {
        let signals: [Signal]
        /// What was decided for each purpose that is asked about.
        let purposes: [PurposeDecision]
        let statistics: String
        let marketing: String
        /// Purposes that the destination needs consent for.
        let needs: [String]
        /// How far they are covered.
        let coverage: String
        /// The rule that made the decision for this destination, its signal, and why in words.
        let rule: String
        let signal: String?
        let why: String
        let isMinor: Bool
    }

    /// What one consent signal says, without its value.
    struct Signal: Encodable {
        let name: String
        /// `headers`, `cookies` or `event`.
        let place: String
        /// How far it proves a choice, such as `explicit`.
        let evidence: String
        let granted: [String]
        let denied: [String]
        /// Services that it names.
        let grantedServices: [String]
        let deniedServices: [String]
        /// The only tools that it is about; empty if it is about every destination.
        let tools: [String]
        /// The day of the choice, if the signal says it.
        let chosen: String?
    }

    /// What was decided for one purpose.
    struct PurposeDecision: Encodable {
        let purpose: String
        let state: String
        let rule: String
        let signal: String?
        let why: String
    }

    /// One action carried out.
    struct Action: Encodable {
        let action: String
        let profile: String?
        /// The outcome that the counters get.
        let outcome: String
        /// The outcome in words where nothing leaves and nothing is counted.
        let reason: String?
        let fields: [Field]
        /// How many headers came that nobody looks at; none of them leaves.
        let otherHeaders: Int
        /// What the destination gets; missing where nothing is sent.
        let request: Request?
        /// What is counted, one entry per event.
        let events: [CountedEvent]
    }

    /// One field of the request.
    struct Field: Encodable {
        /// `query`, `headers` or `body`.
        let place: String
        /// The line of a body of lines, from 1.
        let line: Int?
        /// Names from the outermost field inwards; `(unknown, N bytes)` where no map has the name.
        let path: [String]
        let kind: String
        /// `FILE:LINE`; missing where no map names the field.
        let rule: String?
        /// `map`, `name` (what the name means decides), or `nothing`.
        let namedBy: String
        let treatment: String
        /// How long the value was.
        let bytes: Int
        /// What leaves; missing where the field is left out, or nothing is sent.
        let result: String?
        /// What the statistics read from the field.
        let countedAs: String?
        /// The value as it arrived, if that was asked for.
        let input: String?
    }

    /// The request that the destination gets.
    struct Request: Encodable {
        let method: String
        let target: String
        let headers: [Header]
        /// Missing where the body is no text.
        let body: String?
        let bodyBytes: Int

        struct Header: Encodable {
            let name: String
            let value: String
        }
    }
}
