import Bytes
import Decoding

/// What becomes of a value that no name says the kind of, by what it looks like.
///
/// What looks like nothing known is unknown, and goes: a captured header may hold a customer number or
/// a name as well.
struct PartRules: Sendable {
    private let ip: FieldRule
    private let referrer: FieldRule
    private let userAgent: FieldRule
    private let technical: FieldRule

    init(_ profile: Profile) {
        func rule(_ kind: Kind) -> FieldRule {
            FieldRule(kind: kind, treatment: profile.logTreatment(of: kind))
        }
        ip = rule(.ip)
        referrer = rule(.referrer)
        userAgent = rule(.userAgent)
        // A kept value is one whose grammar is known, and that is what it was recognised by.
        technical = rule(.technical)
    }

    /// The rule for a decoded value.
    func rule(for value: Span<UInt8>) -> FieldRule {
        if LogFieldShape.address.fits(value) || Self.isAddressList(value) { return ip }
        if Self.isURL(value) { return referrer }
        if Self.isSiteName(value) || LogFieldShape.mediaType.fits(value) { return technical }
        let scan = UserAgentScan(value)
        if scan.isBrowserLike || scan.crawler != nil || scan.tool != nil { return userAgent }
        return .unknown
    }

    /// What `X-Forwarded-For` holds: the first element tells.
    private static func isAddressList(_ value: Span<UInt8>) -> Bool {
        guard let comma = value.firstOffset(of: UInt8(ascii: ",")) else { return false }
        return LogFieldShape.address.fits(value.extracting(0..<comma))
    }

    private static func isURL(_ value: Span<UInt8>) -> Bool {
        value.hasPrefix("http://") || value.hasPrefix("https://")
            || value.hasPrefix("android-app://") || value.hasPrefix("/")
    }

    /// A host name of two labels or more; no name that a provider makes from an address.
    private static func isSiteName(_ value: Span<UInt8>) -> Bool {
        guard LogFieldShape.hostName.fits(value), value.firstOffset(of: UInt8(ascii: ".")) != nil
        else { return false }
        var cursor = DetectorCursor(findsURLs: false)
        return cursor.next(in: value) == nil
    }
}
