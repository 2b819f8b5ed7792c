/// One event after the privacy wall: what may be sent, and what may be counted.
///
/// Only the anonymiser can make one (`@_spi(Anonymizer)`); whoever imports this room
/// inherits no path to raw data.
public struct AnonymousRecord: Sendable {
    /// Position of the site in the running configuration.
    public let site: Int
    /// Position of the destination in the running configuration.
    public let destination: Int
    /// The request that the destination gets, or `nil` when the record is only counted.
    public let request: OutboundRequest?
    /// What the statistics get, one entry per event of the batch.
    public let facts: [EventFacts]

    /// Makes a record; the anonymiser alone can.
    @_spi(Anonymizer)
    public init(site: Int, destination: Int, request: OutboundRequest?, facts: [EventFacts]) {
        self.site = site
        self.destination = destination
        self.request = request
        self.facts = facts
    }
}

/// A request built from the vendor's allow-list.
///
/// Nothing in it was passed through unseen.
public struct OutboundRequest: Sendable {
    /// `GET` or `POST`.
    public let method: String
    /// Path and query, starting with `/`.
    public let target: [UInt8]
    /// The body, empty for `GET`.
    public let body: [UInt8]
    /// `Content-Type` of the body, from the vendor map.
    public let contentType: String?
    /// The generalised `User-Agent`, empty when the profile removes it.
    public let userAgent: [UInt8]
    /// The reduced `Accept-Language`, empty when the profile removes it.
    public let language: [UInt8]
    /// Further header lines from the vendor map, each with its line break; usually empty.
    public let fields: [UInt8]
    /// Whether the visitor sent `Sec-GPC: 1`, which intermediaries must keep.
    public let globalPrivacyControl: Bool

    /// Makes a request; the anonymiser alone can.
    @_spi(Anonymizer)
    public init(
        method: String, target: [UInt8], body: [UInt8], contentType: String?,
        userAgent: [UInt8], language: [UInt8], fields: [UInt8] = [],
        globalPrivacyControl: Bool
    ) {
        self.method = method
        self.target = target
        self.body = body
        self.contentType = contentType
        self.userAgent = userAgent
        self.language = language
        self.fields = fields
        self.globalPrivacyControl = globalPrivacyControl
    }
}

extension OutboundRequest {
    /// Makes a request anew from what the spool kept of it; the spool alone can.
    @_spi(Spool)
    public init(
        spooled method: String, target: [UInt8], body: [UInt8], contentType: String?,
        userAgent: [UInt8], language: [UInt8], fields: [UInt8], globalPrivacyControl: Bool
    ) {
        self.init(
            method: method, target: target, body: body, contentType: contentType,
            userAgent: userAgent, language: language, fields: fields,
            globalPrivacyControl: globalPrivacyControl)
    }
}

/// The countable facts of one event: coarse values only, no identifier is computed for them.
public struct EventFacts: Sendable, Equatable {
    /// The event's name as the vendor writes it, such as `page_view`.
    public let event: String
    /// The page's path, generalised, without host, query or fragment; empty if the event has none.
    public let page: String
    /// The domain of an external referrer; empty if there is none or it is the site itself.
    public let referrerDomain: String
    /// Browser family, such as `Firefox`.
    public let browser: String
    /// Operating-system family, such as `Windows`.
    public let system: String
    /// Revenue in hundredths of `currency`; 0 if the event has none.
    public let revenueCents: Int
    /// ISO 4217 code, upper case; empty if the event has no revenue.
    public let currency: String
    /// Name of the crawler, monitor or program, from a closed list; empty if a visitor did it.
    public let bot: String

    /// Makes the facts of one event; the anonymiser alone can.
    @_spi(Anonymizer)
    public init(
        event: String, page: String, referrerDomain: String, browser: String, system: String,
        revenueCents: Int, currency: String, bot: String = ""
    ) {
        self.event = event
        self.page = page
        self.referrerDomain = referrerDomain
        self.browser = browser
        self.system = system
        self.revenueCents = revenueCents
        self.currency = currency
        self.bot = bot
    }
}
