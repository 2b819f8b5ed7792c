/// What a field is about.
///
/// A field map gives every field one kind; a profile gives every kind a treatment.
///
/// The raw value is the spelling in YAML, reports and metrics.
package enum Kind: String, Sendable, CaseIterable {
    /// An IP address, or a list of them, in clear.
    case ip
    /// A browser-scoped pseudonymous identifier.
    case clientID = "client-id"
    /// An account-scoped identifier set by the shop.
    case userID = "user-id"
    /// A visit-scoped or page-load-scoped identifier.
    case sessionID = "session-id"
    /// An ad-click identifier.
    case clickID = "click-id"
    /// A hardware, advertising or install identifier.
    case deviceID = "device-id"
    /// The address of a page, link or frame.
    case url
    /// The address of the page before.
    case referrer
    /// A page title.
    case title
    /// Text that people write: search phrases, labels, messages.
    case freeText = "free-text"
    /// A `User-Agent` string.
    case userAgent = "user-agent"
    /// A value of the User-Agent Client Hints.
    case clientHint = "client-hint"
    /// Screen or viewport size, colour depth, pixel ratio.
    case screen
    /// A locale or list of locales.
    case language
    /// Country, region, city, coordinates, time zone.
    case geo
    /// The time of an event or an earlier visit.
    case timestamp
    /// An e-mail address, in clear.
    case email
    /// A telephone number.
    case phone
    /// A person's name.
    case personName = "name"
    /// A postal address or a part of one.
    case postalAddress = "address"
    /// A date of birth.
    case birthDate = "birth-date"
    /// A hash of an e-mail address, phone number or name; as personal as the original.
    case hashedPerson = "hashed-person"
    /// An order, transaction, invoice or cart identifier.
    case orderID = "order-id"
    /// Price, quantity, currency, product.
    case money
    /// The type of the event.
    case eventName = "event-name"
    /// A measurement, pixel or site identifier.
    case siteID = "site-id"
    /// A consent or opt-out signal.
    case consent
    /// Protocol version, batching, library.
    case technical
    /// A cache buster or nonce.
    case random
    /// A value that adds entropy and no insight.
    case fingerprint
    /// An API key, token or signature.
    case secret
    /// A stream that no map can name field by field, such as the recording of a session.
    case opaque
    /// A field that no map names. Every profile removes it.
    case unknown
}
