import Bytes

/// Looking at a record before anything of it is written: who the visitor is, and how rare the browser.
extension ValueTreatments {
    /// From here values are only looked at.
    mutating func beginSurvey() {
        isSurveying = true
        survey.removeAll()
    }

    /// From here values are treated again, with what the survey has found.
    mutating func endSurvey() { isSurveying = false }

    /// Remembers what a value says about the visitor.
    mutating func note(_ value: Span<UInt8>, _ rule: FieldRule) {
        switch rule.kind {
        case .clientID:
            if identity == nil { identity = keys?.fold(value) }
            if let keys { survey.noteVisitor(value, keys.rareValues) }
        case .userAgent: survey.note(value) { UserAgentReducer.reduce($0, into: &$1) }
        case .language: survey.note(value) { LanguageReduction.reduce($0, into: &$1) }
        case .screen: survey.note(value) { ScreenBuckets.reduce($0, into: &$1) }
        case .geo: survey.note(value) { CountryReduction.reduce($0, into: &$1) }
        default: if rule.isBrowser { survey.note(value) { $1.append($0) } }
        }
    }

    /// Asks whether enough visitors share the browser, language and screen of this one.
    ///
    /// A visitor without an id is told apart by its address, which is hashed under the short-lived
    /// key and leaves one bit behind.
    mutating func judgeRarity(
        userAgent: Span<UInt8>, _ scan: UserAgentScan, address: Span<UInt8>, table: RareValueTable
    ) {
        survey.note(userAgent) { UserAgentReducer.reduce($0, scan, into: &$1) }
        guard let hashes = keys?.rareValues else { return isRare = true }
        survey.noteVisitor(address, hashes)
        guard let visitor = survey.visitor else { return isRare = true }
        isRare = !table.isCommon(combination: survey.combination(hashes), visitor: visitor)
    }

    /// Appends the reduced user agent, or what stands for all rare ones.
    mutating func generalise(
        _ userAgent: Span<UInt8>, _ scan: UserAgentScan, into output: inout ByteBuffer
    ) {
        guard !userAgent.isEmpty else { return }
        guard !isRare else { return output.append(Self.rareValue) }
        UserAgentReducer.reduce(userAgent, scan, into: &output)
    }

    /// What leaves in the place of a browser, language or screen that too few visitors have.
    static let rareValue: StaticString = "other"
}
