import Bytes

/// What a record says about the visitor's browser, reduced as it would leave: the combination that
/// must not belong to too few visitors.
///
/// The first value of each kind counts, because vendors repeat them.
struct VisitorSurvey: ~Copyable {
    private var userAgent = ByteBuffer(capacity: 128)
    private var language = ByteBuffer(capacity: 8)
    private var screen = ByteBuffer(capacity: 16)
    /// The visitor's first client id, hashed; `nil` if the record names no visitor.
    private(set) var visitor: UInt64?

    mutating func removeAll() {
        userAgent.wipeAll()
        language.wipeAll()
        screen.wipeAll()
        visitor = nil
    }

    mutating func noteVisitor(_ value: Span<UInt8>, _ hashes: RareValueHashes) {
        guard visitor == nil, !value.isEmpty else { return }
        visitor = hashes.visitor(value)
    }

    mutating func noteUserAgent(_ value: Span<UInt8>) {
        guard userAgent.isEmpty else { return }
        UserAgentReducer.reduce(value, into: &userAgent)
    }

    /// As ``noteUserAgent(_:)``, for one that has been scanned.
    mutating func noteUserAgent(_ value: Span<UInt8>, _ scan: UserAgentScan) {
        guard userAgent.isEmpty else { return }
        UserAgentReducer.reduce(value, scan, into: &userAgent)
    }

    mutating func noteLanguage(_ value: Span<UInt8>) {
        guard language.isEmpty else { return }
        LanguageReduction.reduce(value, into: &language)
    }

    mutating func noteScreen(_ value: Span<UInt8>) {
        guard screen.isEmpty else { return }
        ScreenBuckets.reduce(value, into: &screen)
    }

    /// All three together, hashed.
    func combination(_ hashes: RareValueHashes) -> UInt64 {
        var combination = hashes.makeCombination()
        combination.add(userAgent.span)
        combination.add(language.span)
        combination.add(screen.span)
        return combination.finish()
    }
}
