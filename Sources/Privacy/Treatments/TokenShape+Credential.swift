import Bytes
import Decoding

extension TokenShape {
    /// Longest key that a destination gives out; Meta's access tokens have some 250 characters.
    private static let longestCredential = 512

    /// Whether `value` is written like a key of a service: letters, digits and the marks of base64,
    /// no address, no sentence.
    ///
    /// One of the words that `Authorization` begins with may stand before it (RFC 9110 11.4).
    static func isCredential(_ value: Span<UInt8>) -> Bool {
        if value.hasPrefix("Basic ") { return isUserWithoutPassword(value.extracting(6...)) }
        for scheme in schemes where value.hasPrefix(scheme) {
            return isKey(value.extracting(scheme.utf8CodeUnitCount...))
        }
        return isKey(value)
    }

    private static let schemes: [StaticString] = ["Bearer ", "Token ", "Bot "]
    /// Shorter words are names and numbers.
    private static let shortestKey = 8

    /// Basic authentication as services use it that have keys: the key as the user, no password.
    private static func isUserWithoutPassword(_ value: Span<UInt8>) -> Bool {
        var user = ByteBuffer()
        defer { user.wipeAll() }
        guard Base64.decode(value, into: &user) != nil, user.count > 1,
            user[user.count - 1] == UInt8(ascii: ":")
        else { return false }
        return isKey(user.span.extracting(0..<(user.count - 1)))
    }

    private static func isKey(_ value: Span<UInt8>) -> Bool {
        guard value.count <= longestCredential, value.count >= shortestKey else { return false }
        // A JSON Web Token says who it was made for.
        guard !value.hasPrefix("eyJ") else { return false }
        var digits = 0
        for index in value.indices {
            if ASCII.isDigit(value[index]) { digits += 1 }
            guard !ASCII.isAlphanumeric(value[index]) else { continue }
            guard "-._~+/=|".utf8.contains(value[index]) else { return false }
        }
        // Words and numbers alone are names and customers.
        guard digits > 0 || value.count >= 2 * shortestKey, digits < value.count else {
            return false
        }
        return !isClientID(value) && !isDottedNumber(value)
    }

    /// Longest site id; DSNs and lists of pixels are the longest that we know.
    private static let longestSiteID = 128
    /// Most digits of a site id that is a number; Meta's have sixteen.
    private static let mostSiteDigits = 20

    /// Whether `value` is written like the id of a site, pixel or project: `G-TEST000001`,
    /// `377194366672297`, `1:1234567890:web:0123456789abcdef`.
    ///
    /// Refused are sentences, client ids and addresses.
    static func isSiteID(_ value: Span<UInt8>) -> Bool {
        guard value.count <= longestSiteID else { return false }
        var digits = 0
        for index in value.indices {
            let byte = value[index]
            if ASCII.isDigit(byte) { digits += 1 }
            guard ASCII.isAlphanumeric(byte) || "_.~|:-".utf8.contains(byte) else { return false }
        }
        guard digits < value.count || digits <= mostSiteDigits else { return false }
        // Digests of SHA-1, SHA-256 and SHA-512: of a person, never of a site.
        if [40, 64, 128].contains(value.count), TokenDetector.isHex(value) { return false }
        // Cookies of Google and Meta, and tokens that say who they were made for.
        for prefix in ["GA1.", "GS1.", "GS2.", "fb.1.", "GCL.", "eyJ"] as [StaticString]
        where value.hasPrefix(prefix) { return false }
        return !isClientID(value) && !isDottedNumber(value) && !AddressMasker.holdsAddress(value)
    }

    /// Whether a segment of a vendor's path may be the id of a site or the version of an interface.
    package static func isPathID(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty, isSiteID(value) else { return false }
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: value) {
            switch finding.kind {
            // Projects and containers have UUIDs and digests of their own.
            case .uuid, .token: continue
            default: return false
            }
        }
        return true
    }

    /// Digits with dots or colons between them, of which there is more than a version's worth.
    private static func isDottedNumber(_ value: Span<UInt8>) -> Bool {
        var digits = 0
        var marks = 0
        for index in value.indices {
            if ASCII.isDigit(value[index]) {
                digits += 1
            } else if value[index] == UInt8(ascii: ".") || value[index] == UInt8(ascii: ":") {
                marks += 1
            } else {
                return false
            }
        }
        return marks > 0 && digits > mostVersionDigits
    }

    /// Digits of a version such as `134.0.6998.89` are fewer.
    private static let mostVersionDigits = 9
}
