import Bytes

/// What a record says about the visitor's browser, reduced as it would leave: the combination that
/// must not belong to too few visitors.
///
/// The first value of each kind counts, because vendors repeat them.
struct VisitorSurvey: ~Copyable {
    private var userAgent = ByteBuffer(capacity: 128)
    private var language = ByteBuffer(capacity: 8)
    private var screen = ByteBuffer(capacity: 16)
    private var joined = ByteBuffer(capacity: 160)

    mutating func removeAll() {
        userAgent.wipeAll()
        language.wipeAll()
        screen.wipeAll()
        joined.wipeAll()
    }

    mutating func noteUserAgent(_ value: Span<UInt8>) {
        guard userAgent.isEmpty else { return }
        UserAgentReducer.reduce(value, into: &userAgent)
    }

    mutating func noteLanguage(_ value: Span<UInt8>) {
        guard language.isEmpty else { return }
        LanguageReduction.reduce(value, into: &language)
    }

    mutating func noteScreen(_ value: Span<UInt8>) {
        guard screen.isEmpty else { return }
        ScreenBuckets.reduce(value, into: &screen)
    }

    /// Joins all three, with line feeds between them, into ``combination``.
    mutating func join() {
        var all = ByteBuffer()
        swap(&all, &joined)
        all.wipeAll()
        all.append(userAgent.span)
        all.append(UInt8(ascii: "\n"))
        all.append(language.span)
        all.append(UInt8(ascii: "\n"))
        all.append(screen.span)
        swap(&all, &joined)
    }

    /// What was joined last.
    var combination: Span<UInt8> {
        @_lifetime(borrow self)
        get { joined.span }
    }
}
