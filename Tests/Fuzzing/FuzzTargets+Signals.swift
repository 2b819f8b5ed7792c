import Bytes
import Consent
import Decoding
import Privacy

// Consent in cookies and inside events.

extension FuzzTargets {
    /// The cache repeats what was read, nothing stays in the reader, and nothing grants without proof.
    static func cookies(_ header: Span<UInt8>) {
        let reader = CookieReader()
        for isStorage in [false, true] {
            let plain = read(header, isStorage, reader, nil)
            FuzzConsent.check(plain)
            let cache = ConsentCache(1, 2, places: 4)
            for _ in 0..<2 {
                // Something else in between, so that what stayed behind would show.
                _ = read(header.extracting(..<(header.count / 2)), isStorage, reader, cache)
                precondition(
                    isSame(read(header, isStorage, reader, cache), plain), "cached is otherwise")
            }
            precondition(
                isSame(read(header, isStorage, CookieReader(), nil), plain),
                "something stayed in the reader")
            let spoken = plain.statements.filter { $0.signal.platformPosition != nil }
            let reports = FuzzPlatforms.catalog.reports(
                cookies: header, isStorage: isStorage, watched: FuzzConsent.watched)
            if plain.statements.count < ConsentEvidence.mostStatements {
                precondition(reports.map(\.statement) == spoken, "reported otherwise")
            }
            for report in reports where report.statement.evidence != .explicit {
                precondition(
                    report.preferences != .granted && report.statistics != .granted
                        && report.marketing != .granted, "reports a grant without proof")
            }
        }
    }

    private static func read(
        _ header: Span<UInt8>, _ isStorage: Bool, _ reader: CookieReader, _ cache: ConsentCache?
    ) -> ConsentEvidence {
        let evidence = ConsentEvidence()
        FuzzPlatforms.catalog.read(
            cookies: header, isStorage: isStorage, watched: FuzzConsent.watched, into: evidence,
            with: reader, cache: cache)
        return evidence
    }

    private static func isSame(_ a: ConsentEvidence, _ b: ConsentEvidence) -> Bool {
        a.statements == b.statements && a.transparency == b.transparency
            && a.additional == b.additional
            && a.hasGlobalPrivacyControl == b.hasGlobalPrivacyControl
    }

    /// What is broken grants nothing, and what the site does not vouch for proves nothing.
    static func eventConsent(_ text: Span<UInt8>) {
        let half = text.firstOffset(of: UInt8(ascii: "\n")) ?? 0
        let reader = EventConsentReader()
        for layout in BodyLayout.allCases {
            for (query, body) in [(0..<half, half..<text.count), (0..<text.count, 0..<0)] {
                let event = RawEvent(
                    path: text.extracting(..<0), query: text.extracting(query),
                    body: text.extracting(body), userAgent: text.extracting(..<0),
                    headers: text.extracting(..<0), address: text.extracting(..<0))
                let trusted = read(event, layout, isTrusted: true, reader)
                FuzzConsent.check(trusted)
                let untrusted = read(event, layout, isTrusted: false, reader)
                FuzzConsent.check(untrusted)
                precondition(
                    isSame(read(event, layout, isTrusted: false, EventConsentReader()), untrusted),
                    "something stayed in the reader")
                for statement in untrusted.statements where statement.signal == .eventConsent {
                    precondition(statement.evidence != .explicit, "a page's own word is a proof")
                }
                precondition(refusals(in: untrusted) == refusals(in: trusted))
                if layout == .json, !body.isEmpty, isBroken(text.extracting(body)) {
                    precondition(grantsNothing(trusted), "broken JSON grants")
                }
            }
        }
    }

    private static func read(
        _ event: borrowing RawEvent, _ layout: BodyLayout, isTrusted: Bool,
        _ reader: EventConsentReader
    ) -> ConsentEvidence {
        let evidence = ConsentEvidence()
        reader.read(
            event, layouts: [layout], map: consentMap, trusted: isTrusted,
            watched: FuzzConsent.watched, into: evidence)
        return evidence
    }

    private static func refusals(in evidence: ConsentEvidence) -> PurposeSet {
        evidence.statements.reduce(into: []) { $0.formUnion($1.denied) }
    }

    /// Whether no site and no destination is granted anything.
    private static func grantsNothing(_ evidence: ConsentEvidence) -> Bool {
        let rules = FuzzConsent.rules[0]
        let site = ConsentModel.decide(evidence, rules: rules, now: FuzzConsent.now)
        return site.states.granted.isEmpty
            && FuzzConsent.destinations.allSatisfy { destination in
                ConsentModel.decide(
                    site, for: destination, evidence: evidence, watched: FuzzConsent.watched,
                    rules: rules, now: FuzzConsent.now
                ).states.granted.isEmpty
            }
    }

    private static func isBroken(_ text: Span<UInt8>) -> Bool {
        var cursor = JSONCursor()
        do throws(JSONFault) {
            guard try cursor.skipValue(in: text) != nil else { return true }
            return try cursor.next(in: text) != nil
        } catch {
            return true
        }
    }

    /// A map with consent in all places where vendors have it.
    private static let consentMap: CompiledMap = {
        let words = [
            CategoryDefinition(word: "analytics", purposes: .statistics),
            CategoryDefinition(word: "marketing", purposes: .marketing),
        ]
        var fields = [
            ConsentField(path: "consent", form: .members(words)),
            ConsentField(
                path: "choice",
                form: .choice(
                    purposes: .statistics, granted: ["granted", "true"],
                    denied: ["denied", "false"])),
            ConsentField(
                path: "lists", form: .lists(granted: "yes", denied: "no", categories: words)),
            ConsentField(path: "events.choice", form: .members(words)),
        ]
        fields[1].reading = .refusals
        var event = FieldDefinition(
            pattern: "events", kind: nil,
            fields: ["gcd", "gdpr_consent", "choice", "name"].map {
                FieldDefinition(pattern: $0, kind: .freeText)
            })
        event.isEvent = true
        let inner = ["gcd", "gdpr_consent"].map { FieldDefinition(pattern: $0, kind: .freeText) }
        var definitions = [
            event, FieldDefinition(pattern: "inner", kind: nil, decode: [.json], fields: inner),
            FieldDefinition(
                pattern: "wrapped", kind: nil, decode: [.base64, .json], fields: inner),
        ]
        definitions += [
            "consent", "choice", "lists", "asc", "gcd", "ad_user_data", "ad_personalization",
        ].map { FieldDefinition(pattern: $0, kind: .freeText) }
        let signals = [
            SignalField(signal: .advertisingStorage, field: "asc"),
            SignalField(signal: .userDataWord, field: "ad_user_data"),
            SignalField(signal: .personalizationWord, field: "ad_personalization"),
            SignalField(signal: .gcd, field: "gcd"), SignalField(signal: .gcd, field: "events.gcd"),
            SignalField(signal: .transparency, field: "events.gdpr_consent"),
            SignalField(signal: .gcd, field: "inner.gcd"),
            SignalField(signal: .transparency, field: "inner.gdpr_consent"),
            SignalField(signal: .gcd, field: "wrapped.gcd"),
        ]
        let kinds = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, Treatment.scrub) })
        return CompiledMap(
            eventFields: definitions, profile: Profile(name: "fuzz", events: kinds),
            signals: signals, consent: fields)
    }()
}
