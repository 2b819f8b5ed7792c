import Records

/// The countable facts of one event, as `explain` and the demonstration print them.
struct CountedEvent: Encodable, Sendable {
    let event: String
    let page: String
    let referrerDomain: String
    let browser: String
    let system: String
    let revenueCents: Int
    let currency: String

    init(_ facts: EventFacts) {
        event = facts.event
        page = facts.page
        referrerDomain = facts.referrerDomain
        browser = facts.browser
        system = facts.system
        revenueCents = facts.revenueCents
        currency = facts.currency
    }
}
