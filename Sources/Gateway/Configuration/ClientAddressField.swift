/// A field in which a trusted proxy may name the client's address.
///
/// The raw value is the word in the configuration: the field's name in lower case.
package enum ClientAddressField: String, Sendable, CaseIterable {
    case xForwardedFor = "x-forwarded-for"
    /// RFC 7239.
    case forwarded
    case cfConnectingIP = "cf-connecting-ip"
    case trueClientIP = "true-client-ip"
    case xRealIP = "x-real-ip"
    case fastlyClientIP = "fastly-client-ip"
    case xAzureClientIP = "x-azure-clientip"
    /// The only one with a port behind the address.
    case cloudfrontViewerAddress = "cloudfront-viewer-address"

    /// What proxies that are no content network set.
    package static let usual: [ClientAddressField] = [.xForwardedFor, .forwarded]
}
