/// What one detector class finds, how it makes sure, and where the rule comes from.
package struct DetectorDescription: Sendable {
    package let kind: DetectorClass
    /// What is found.
    package let finds: StaticString
    /// What must hold besides the look.
    package let check: StaticString
    /// The standard, registry or practice behind it.
    package let source: StaticString

    fileprivate init(
        _ kind: DetectorClass, finds: StaticString, check: StaticString, source: StaticString
    ) {
        self.kind = kind
        self.finds = finds
        self.check = check
        self.source = source
    }
}

/// The list of all detector classes: documentation that programs can print.
package enum DetectorCatalogue {
    /// One entry for each class, in the order of ``DetectorClass``.
    package static let all: [DetectorDescription] = [
        DetectorDescription(
            .email,
            finds: """
                e-mail addresses, plain, percent-encoded up to three times, as HTML or JSON \
                escapes, internationalised, with tags, in base64, and spelled as (at) and (dot)
                """,
            check: "a host name with a top-level label; spelled forms need brackets or both words",
            source: "RFC 5321, RFC 6531"),
        DetectorDescription(
            .address,
            finds: "IPv4 and IPv6 addresses, cut to their prefix instead of replaced",
            check: "four numbers up to 255 or an RFC 4291 form; no version behind a word for one",
            source: "RFC 791, RFC 4291, RFC 5952"),
        DetectorDescription(
            .url, finds: "URLs, queries and request targets, reduced instead of replaced",
            check: "a scheme and two slashes, or a query with an equals sign",
            source: "RFC 3986, WHATWG URL"),
        DetectorDescription(
            .iban, finds: "bank account numbers of the SEPA countries, grouped or not",
            check: "the country's length, ISO 7064 mod 97-10", source: "ISO 13616, SWIFT registry"),
        DetectorDescription(
            .card,
            finds: "payment card numbers, also with most digits covered by stars or letters x",
            check: "a scheme's range and length, Luhn; short covered forms need a word before them",
            source: "ISO/IEC 7812, ranges of the schemes"),
        DetectorDescription(
            .nationalID,
            finds: """
                rijksregisternummer, BIS and eID numbers (BE), BSN (NL), NIR (FR), IdNr (DE), \
                matricule (LU)
                """,
            check: """
                check digits and a plausible date; a BSN that is not written 1234.56.782, and \
                other numbers without a strong check, need a word before them
                """,
            source: "python-stdnum"),
        DetectorDescription(
            .token,
            finds: "JWT, hexadecimal identifiers of 16 digits or more, opaque random texts",
            check: "three kinds of characters, many different ones, no words with dashes between",
            source: "RFC 7519; OWASP session management"),
        DetectorDescription(
            .uuid, finds: "UUID of any version, also behind a name, and ULID",
            check: "the grouping; the nil UUID stays", source: "RFC 9562, ULID specification"),
        DetectorDescription(
            .phone,
            finds: "telephone numbers, international, and national ones of BE, NL, LU, FR, DE",
            check: """
                the lengths, groupings and areas of the country; digits run together and numbers \
                without a leading zero need a word before them
                """,
            source: "ITU-T E.164, libphonenumber metadata"),
        DetectorDescription(
            .mac, finds: "hardware addresses (EUI-48, EUI-64)",
            check: "six or eight pairs; with dashes or dots at least one letter",
            source: "IEEE 802"),
        DetectorDescription(
            .order,
            finds: "order, invoice and booking numbers, and Belgian structured references",
            check: "a word before the number, a prefix such as wc_order_, or the check modulo 97",
            source: "shop platforms; Febelfin"),
        DetectorDescription(
            .userAgent, finds: "user agents inside text, reduced instead of replaced",
            check: "a product name and a version at the beginning", source: "RFC 9110 10.1.5"),
        DetectorDescription(
            .payment, finds: "identifiers of Stripe, Mollie and PayPal: pi_, tr_, PAYID- and kin",
            check: "the prefix and a random rest", source: "documentation of the services"),
        DetectorDescription(
            .parcel, finds: "parcel numbers of PostNL, bpost, DHL, DPD, UPS, Colissimo and S10",
            check: "the carrier's form, the check digit of S10, or a word before the number",
            source: "UPU S10, carriers' label specifications"),
        DetectorDescription(
            .companyNumber, finds: "VAT, KBO, KvK, SIREN and SIRET numbers",
            check: "the country's check digits; numbers without a country need a word before them",
            source: "python-stdnum, VIES"),
        DetectorDescription(
            .postalAddress,
            finds: "streets with a number, and Dutch postcodes with a number; BE, NL, FR, DE, LU",
            check: "a street's ending or word; no amount or unit behind the number",
            source: "postal services"),
        DetectorDescription(
            .hostName, finds: "host names in which providers spell the customer's address",
            check: "four numbers, or eight hexadecimal digits next to a provider's word",
            source: "reverse zones of access providers"),
        DetectorDescription(
            .hash, finds: "MD5, SHA-1, SHA-256, SHA-512 in hexadecimal, base64 or base64url",
            check: """
                the length; names of scripts and styles and integrity attributes stay; 32 \
                hexadecimal digits are of class token
                """,
            source: "RFC 1321, FIPS 180-4, RFC 4648"),
        DetectorDescription(
            .secret, finds: "API keys, bearer tokens, PEM blocks, passwords by their name",
            check: "the service's prefix, or the frame", source: "RFC 6750, RFC 7468, services"),
        DetectorDescription(
            .clientID, finds: "identifiers of Google Analytics, Meta and Google Ads cookies",
            check: "the prefix, or a plausible time behind the dot", source: "vendors' cookies"),
        DetectorDescription(
            .clickID, finds: "click identifiers of advertisers: gclid, fbclid and kin",
            check: "the name before, or the first letters", source: "lists of privacy filters"),
        DetectorDescription(
            .userID, finds: "customer and member numbers behind a word or name for one",
            check: "enough digits", source: "field names of shops"),
        DetectorDescription(
            .personName, finds: "names of persons behind a field name such as voornaam",
            check: "in prose capital letters", source: "field names of shops"),
        DetectorDescription(
            .birthDate, finds: "dates of birth behind a field name", check: "enough digits",
            source: "field names of shops"),
        DetectorDescription(
            .deviceID, finds: "IMEI and advertising identifiers behind a word for one",
            check: "14 to 16 digits", source: "3GPP TS 23.003"),
    ]
}
