import Bytes
import Consent

/// Applies treatments to plain values: the one place where a kind's fate is carried out.
///
/// A record begins with ``begin(_:decision:)``; the treatments themselves keep no state.
package struct ValueTreatments: ~Copyable {
    private let options: EngineOptions
    private let campaignRules: URLRules
    let strictRules: URLRules
    /// As the rules above, with nothing left of an address.
    private let addresslessRules: URLRules
    /// Whether the profile leaves nothing of an address, inside texts as elsewhere.
    private var hidesAddresses = false
    var keys: PseudonymKeys?
    private(set) var decision = ConsentStates.unknown
    /// The consent fields of the record's map.
    var consentFields: [CompiledConsentField] = []
    /// What has to be granted for a TC string to go on; `nil` where none ever does.
    var transparencyNeeds: PurposeSet?
    /// What all colliding pseudonyms of the record come from; `nil` if it names no visitor.
    var identity: UInt64?
    /// Whether values are only looked at, before anything of the record is written.
    var isSurveying = false
    var survey = VisitorSurvey()
    /// Whether too few visitors have the same browser, language and screen.
    var isRare = false
    /// Names of events whose amount is revenue.
    private(set) var sales: [String] = []
    /// Counts the records, so that what must be new for each is.
    private var recordNumber = 0
    private var detected = ScrubCounts()
    /// Where facts are written before they become text.
    var draft = ByteBuffer(capacity: 256)
    /// How many values of each kind were treated since the start.
    package var tally = TreatmentTally()

    init(options: EngineOptions) {
        self.options = options
        campaignRules = URLRules.campaigns(
            keeping: options.keptParameters, ownHosts: options.ownHosts,
            prefixes: options.prefixes)
        strictRules = URLRules.strict(ownHosts: options.ownHosts, prefixes: options.prefixes)
        addresslessRules = URLRules.strict(ownHosts: options.ownHosts, prefixes: Self.nothing)
    }

    /// Nothing of an address stays.
    private static let nothing = AddressPrefixes(ipv4: 0, ipv6: 0)

    /// For URLs of which no query stays.
    private var pathRules: URLRules { hidesAddresses ? addresslessRules : strictRules }

    private var prefixes: AddressPrefixes { hidesAddresses ? Self.nothing : options.prefixes }

    /// Takes over what holds for the whole record.
    mutating func begin(_ route: EventRoute, decision: ConsentStates) {
        keys = route.keys
        sales = route.sales
        hidesAddresses = route.map.profile.treatment(of: .ip) == .remove
        self.decision = decision
        consentFields = route.map.consentFields
        transparencyNeeds = route.map.transparencyNeeds
        identity = nil
        isRare = false
        recordNumber &+= 1
    }

    /// Whether a value of a rule that judges stays as it is; `nil` where it has to be rewritten.
    ///
    /// For values that are treated, not surveyed. Most values of most records end here, without
    /// being copied.
    mutating func judge(_ value: Span<UInt8>, _ rule: FieldRule) -> Bool? {
        let stays: Bool
        switch rule.treatment {
        case .keep: stays = true
        case .scrub:
            guard isPlainWord(value) else { return nil }
            stays = true
        case .token, .eventName, .credential: stays = hasShape(value, rule)
        default: return nil
        }
        tally.count(rule)
        return stays
    }

    /// Whether a value is written as its treatment asks for, and is no identifier in that shape.
    private func hasShape(_ value: Span<UInt8>, _ rule: FieldRule) -> Bool {
        switch rule.treatment {
        case .token where rule.kind == .siteID: TokenShape.isSiteID(value) && !holdsPerson(value)
        case .token: TokenShape.isToken(value) && !holdsIdentifier(value)
        case .eventName: TokenShape.isEventName(value) && !EncodedText.hidesText(value)
        case .credential: TokenShape.isCredential(value) && !holdsPerson(value)
        default: false
        }
    }

    /// Appends the treated value.
    ///
    /// Returns `false` when the field is left out; what was appended until then is to be forgotten.
    mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard !isSurveying else {
            note(value, rule)
            return false
        }
        tally.count(rule)
        if isRare, rule.isBrowser, rule.treatment != .remove {
            output.append(Self.rareValue)
            return true
        }
        if rule.isLowered, rule.treatment != .remove {
            return lower(value, rule, into: &output)
        }
        switch rule.treatment {
        case .keep:
            output.append(value)
        case .remove:
            return false
        case .truncateAddress:
            return truncate(value, into: &output)
        case .encryptAddress:
            return options.addressEncryption?.encrypt(value, into: &output) ?? false
        case .maskAddresses:
            let context = rule.kind == .userAgent ? TextContext.userAgent : .plain
            _ = AddressMasker.mask(
                value, prefixes: options.prefixes, context: context, into: &output)
        case .scrub:
            guard value.count <= Self.longestText else { return false }
            scrub(value, into: &output)
        case .token, .eventName, .credential:
            guard hasShape(value, rule) else { return false }
            output.append(value)
        case .reduceURL:
            guard value.count <= Self.longestURL else { return false }
            URLReduction.reduce(value, rules: campaignRules, into: &output)
        case .stripURL:
            guard value.count <= Self.longestURL else { return false }
            URLReduction.reduce(
                value, rules: pathRules, into: &output)
        case .referrerOrigin:
            return ReferrerReduction.reduce(
                value, external: .origin, rules: campaignRules, into: &output)
        case .referrerInternal:
            return ReferrerReduction.reduce(
                value, external: .remove, rules: pathRules,
                into: &output)
        case .generaliseUserAgent:
            generalise(value, UserAgentScan(value), into: &output)
        case .primaryLanguage where isRare, .bucketScreen where isRare, .country where isRare:
            output.append(Self.rareValue)
        case .primaryLanguage:
            return leaves(into: &output) { LanguageReduction.reduce(value, into: &$0) }
        case .bucketScreen:
            return leaves(into: &output) { ScreenBuckets.reduce(value, into: &$0) }
        case .country:
            return leaves(into: &output) { CountryReduction.reduce(value, into: &$0) }
        case .roundToMinute:
            return leaves(into: &output) { TimeReduction.reduce(value, to: .minute, into: &$0) }
        case .roundToHour:
            return leaves(into: &output) { TimeReduction.reduce(value, to: .hour, into: &$0) }
        case .regenerate:
            return regenerate(value, rule, into: &output)
        case .pseudonymise:
            return keys?.write(value, rule, identity: identity, into: &output) ?? false
        }
        return true
    }

    /// Appends a new value in the place of a nonce.
    ///
    /// Where pseudonyms collide it is new for each record as well: a nonce that a shop makes from a
    /// customer number would otherwise recognise the customer.
    private mutating func regenerate(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard let keys, !value.isEmpty else { return false }
        draft.wipeAll()
        draft.append(value)
        if keys.collide {
            draft.append(UInt8(ascii: " "))
            draft.append(decimal: recordNumber)
        }
        return keys.regenerate(
            draft.span, kindPosition: rule.kindPosition, shape: rule.shape, into: &output)
    }

    /// Whether a reduction found something that may stay; a value in no known form goes.
    private func leaves(
        into output: inout ByteBuffer, _ reduce: (inout ByteBuffer) -> Void
    ) -> Bool {
        let mark = output.count
        reduce(&output)
        return output.count > mark
    }

    /// As ``treat(_:_:into:)`` for a column of addresses in a log.
    @inline(__always)
    mutating func truncateColumn(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        tally.count(rule)
        return truncate(value, into: &output)
    }

    /// Most client columns hold one address; the list form is for forwarding headers.
    private func truncate(_ value: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        if AddressTruncation.truncateToken(value, prefixes: options.prefixes, into: &output) {
            return true
        }
        return AddressTruncation.truncateList(value, prefixes: options.prefixes, into: &output) > 0
    }

    /// Numbers, single words and empty values hold nothing that a detector looks for.
    mutating func scrub(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        guard !isPlainWord(value) else { return output.append(value) }
        guard !TokenShape.isClientID(value) else { return output.append("{id}") }
        guard !EncodedText.hidesText(value) else { return output.append("{token}") }
        Scrubber.scrub(value, prefixes: prefixes, counts: &detected, into: &output)
    }

    private func isPlainWord(_ value: Span<UInt8>) -> Bool {
        guard value.count <= Self.longestPlainWord else { return false }
        for index in value.indices where !ASCII.isAlphanumeric(value[index]) { return false }
        return true
    }

    /// Whether a token that looks like a program's own is an identifier after all: a UUID, an
    /// account number, a digest.
    private func holdsIdentifier(_ value: Span<UInt8>) -> Bool {
        guard !isPlainWord(value) else { return false }
        var cursor = DetectorCursor(findsURLs: false)
        return cursor.next(in: value) != nil || EncodedText.hidesText(value)
    }

    /// Whether a key or a site's id is a person's after all: an account number, a telephone number.
    ///
    /// Digests of 32 digits and UUIDs are what sites' own ids look like.
    private func holdsPerson(_ value: Span<UInt8>) -> Bool {
        guard !isPlainWord(value) else { return false }
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: value) {
            switch finding.kind {
            case .email, .address, .iban, .card, .nationalID, .phone, .mac: return true
            default: continue
            }
        }
        return EncodedText.hidesText(value)
    }

    /// Longest text that the detectors read.
    ///
    /// A longer one is a document; the sender pays, it goes.
    private static let longestText = 64 * 1024
    /// Longest URL; browsers stop at some 32 KiB, servers far before.
    private static let longestURL = 16 * 1024

    /// Shorter than any telephone number, card, token or identifier that a detector knows.
    private static let longestPlainWord = 7
}
