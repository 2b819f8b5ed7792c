/// What happens to a value.
///
/// A small pure function each; the table of them is the product's vocabulary.
///
/// The raw value is the spelling in `config/profiles/*.yaml`.
package enum Treatment: String, Sendable, CaseIterable {
    /// Copied byte for byte.
    case keep
    /// Left out, with its name; a log column becomes the format's own "missing".
    case remove
    /// Each address cut to the configured prefixes; what is no address goes.
    case truncateAddress = "truncate-address"
    /// Each address encrypted with a key that the operator keeps: a pseudonym, for those who must
    /// join records. What is no address goes.
    case encryptAddress = "encrypt-address"
    /// Only addresses inside the text change.
    case maskAddresses = "mask-addresses"
    /// Personal data found by the detectors becomes a placeholder such as `{email}`.
    case scrub
    /// Kept if it is written like a protocol's own token, otherwise left out.
    case token
    /// Kept if it is written like the name of an event, otherwise left out.
    case eventName = "event-name"
    /// A URL without userinfo, fragment and path identifiers; campaign parameters stay.
    case reduceURL = "reduce-url"
    /// As `reduce-url`, and no query at all.
    case stripURL = "strip-url"
    /// Internal referrers as `reduce-url`; of external ones the origin stays.
    case referrerOrigin = "referrer-origin"
    /// Internal referrers as `strip-url`; external ones go.
    case referrerInternal = "referrer-internal"
    /// Browser family and major version, system family.
    case generaliseUserAgent = "generalise-user-agent"
    /// The first language's primary subtag.
    case primaryLanguage = "primary-language"
    /// The nearest of a few common sizes.
    case bucketScreen = "bucket-screen"
    /// The country of a region code.
    case country
    /// A time cut to the minute; what is no time is left out.
    case roundToMinute = "round-to-minute"
    /// A time cut to the hour; what is no time is left out.
    case roundToHour = "round-to-hour"
    /// A keyed pseudonym in the vendor's own shape.
    case pseudonymise
    /// A new value in the shape that the protocol needs; without a shape it is left out.
    case regenerate
    /// Kept if it is written like a key: for secrets that the destination refuses to work without.
    case credential
}
