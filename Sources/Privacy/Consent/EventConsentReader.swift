import Bytes
package import Consent
package import Decoding

/// Reads the consent that travels inside events: in the query string, forms, and JSON.
///
/// It walks the same text by the same map as the engine, but only where the map says that consent
/// stands. What the engine finds in a value, it finds as well.
///
/// Invariants:
/// 1. Between two requests nothing of an event is left in it.
/// 2. What cannot be read to its end grants nothing; refusals before that count.
package final class EventConsentReader {
    /// Values inside values; the engine refuses deeper ones.
    private static let deepestLevel = 6
    /// Longest value of a signal; a TC string may have some 8 KiB, the sender pays for more.
    private static let longestValue = 32 * 1024

    /// Where one signal is read before it is known whether all events say the same.
    private let scratch = ConsentEvidence()
    /// What strings of the request say that hold facts instead of statements.
    private let facts = ConsentEvidence()
    var statements = EventStatements()
    /// How many more bytes compressed values may unfold to.
    private var inflationBudget = 0
    private var level = 0
    private var trustsEvents = false
    private var watched = WatchedVendors()
    /// Where a lane remembers what strings said; `nil` to read every time.
    private var cache: ConsentCache?

    package init() {}

    /// Adds what an event says.
    ///
    /// `trusted`: whether the site is known to fill the consent objects of its events from its
    /// consent platform. Otherwise their refusals count and their grants do not.
    package func read(
        _ event: borrowing RawEvent, layouts: [BodyLayout], map: CompiledMap,
        trusted: Bool, watched: WatchedVendors, into evidence: ConsentEvidence,
        cache: ConsentCache? = nil
    ) {
        self.cache = cache
        defer { self.cache = nil }
        statements.removeAll()
        level = 0
        trustsEvents = trusted
        self.watched = watched
        inflationBudget = BodyLayers.budget(received: event.query.count + event.body.count)
        read(form: event.query, map: map, table: CompiledMap.Root.query)
        if !event.body.isEmpty, map.fields(ofTable: CompiledMap.Root.body).holdsConsent {
            read(body: event.body, as: layouts.layout(of: event.body), map: map)
        }
        let isBroken = statements.isBroken
        statements.add(to: evidence)
        // Of a text that breaks off nobody knows what its strings would have been beside.
        if isBroken, facts.transparency != nil || facts.additional != nil {
            var statement = ConsentStatement(.transparency, .explicit)
            statement.denied = .all
            evidence.add(statement)
        } else {
            if let transparency = facts.transparency {
                evidence.add(transparencyFacts: transparency)
            }
            if let additional = facts.additional { evidence.add(additional) }
        }
        facts.removeAll()
        statements.removeAll()
    }

    // MARK: Bodies

    private func read(body: Span<UInt8>, as layout: BodyLayout, map: CompiledMap) {
        let table = CompiledMap.Root.body
        switch layout {
        case .form:
            read(form: body, map: map, table: table)
        case .formLines, .jsonLines:
            var lines = LineCursor()
            while let line = lines.next(in: body) {
                guard !line.content.isEmpty else { continue }
                let mark = statements.openEvent()
                let text = body.extracting(line.content)
                if layout == .formLines {
                    read(form: text, map: map, table: table)
                } else {
                    read(json: text, map: map, table: table)
                }
                statements.closeEvent(mark)
            }
        case .json:
            read(json: body, map: map, table: table)
        case .multipart:
            readParts(of: body, map: map, table: table)
        case .none, .envelope, .opaque:
            // No vendor with such bodies documents consent in them.
            return
        }
    }

    func read(form: Span<UInt8>, map: CompiledMap, table: Int) {
        let fields = map.fields(ofTable: table)
        guard fields.holdsConsent else { return }
        // Both stay without storage where nothing is encoded, as in most events.
        var name = ByteBuffer()
        var value = ByteBuffer()
        var cursor = FormCursor()
        while let field = cursor.next(in: form) {
            let written = form.extracting(field.name)
            guard fields.mayHoldConsent(writtenName: written.count) else { continue }
            let isPlainName = !PercentCoding.needsDecoding(written, plusIsSpace: true)
            if !isPlainName {
                name.removeAll()
                PercentCoding.decode(written, plusIsSpace: true, into: &name)
            }
            guard let rule = fields.consentRule(of: name.decoded(written, isPlain: isPlainName))
            else { continue }
            let raw = form.extracting(field.value)
            let isPlainValue = !PercentCoding.needsDecoding(raw, plusIsSpace: true)
            if !isPlainValue {
                value.removeAll()
                PercentCoding.decode(raw, plusIsSpace: true, into: &value)
            }
            read(value: value.decoded(raw, isPlain: isPlainValue), rule, map: map)
        }
    }

    private func readParts(of body: Span<UInt8>, map: CompiledMap, table: Int) {
        let fields = map.fields(ofTable: table)
        guard var cursor = MultipartCursor(body: body) else { return statements.breakOff() }
        do {
            while let part = try cursor.next(in: body) {
                guard part.fileName == nil,
                    let rule = fields.consentRule(of: body.extracting(part.name))
                else { continue }
                read(value: body.extracting(part.content), rule, map: map)
            }
        } catch {
            statements.breakOff()
        }
    }

    // MARK: Values

    /// Reads a plain value, or what is inside it.
    func read(value: Span<UInt8>, _ rule: FieldRule, map: CompiledMap) {
        let mark = rule.isEvent ? statements.openEvent() : nil
        defer { if let mark { statements.closeEvent(mark) } }
        if let signal = rule.consent.signal { note(signal, value, key: rule.consent.signalKey) }
        if rule.consent.place >= 0 { note(value, map, place: Int(rule.consent.place)) }
        guard rule.consent.isOnTheWay, let nested = rule.nested else { return }
        guard level < Self.deepestLevel else { return statements.breakOff() }
        level += 1
        unwrap(value, nested, depth: 0, map: map)
        level -= 1
    }

    private func unwrap(_ value: Span<UInt8>, _ nested: NestedRule, depth: Int, map: CompiledMap) {
        guard depth < nested.wrapperCount else { return split(value, nested, map: map) }
        var inside = ByteBuffer()
        switch nested.wrapper(at: depth) {
        case .base64:
            guard Base64.decode(value, into: &inside) != nil else {
                return unwrap(value, nested, depth: depth + 1, map: map)
            }
        case .percent:
            PercentCoding.decode(value, plusIsSpace: false, into: &inside)
        default:
            guard Compression.sniff(value) != nil else {
                return unwrap(value, nested, depth: depth + 1, map: map)
            }
            do {
                try Compression.inflate(value, limit: max(inflationBudget, 0), into: &inside)
                inflationBudget -= inside.count
            } catch {
                return statements.breakOff()
            }
        }
        unwrap(inside.span, nested, depth: depth + 1, map: map)
    }

    private func split(_ value: Span<UInt8>, _ nested: NestedRule, map: CompiledMap) {
        let table = Int(nested.table)
        guard let first = value.indices.first else { return }
        let isText = value[first] == UInt8(ascii: "{") || value[first] == UInt8(ascii: "[")
        switch nested.structure {
        case .json: read(json: value, map: map, table: table)
        case .object where isText: read(json: value, map: map, table: table)
        case .form:
            let hasMark = value[first] == UInt8(ascii: "?")
            read(form: value.extracting((hasMark ? 1 : 0)...), map: map, table: table)
        default: return
        }
    }

    /// Whether what is read stands inside another value.
    var isInside: Bool { level > 0 }

    // MARK: What is said

    private func note(_ signal: ConsentSignal, _ value: Span<UInt8>, key: Int) {
        guard value.count <= Self.longestValue else { return statements.breakOff() }
        switch signal {
        case .transparency, .additional: return noteString(signal, value, key: key)
        default: break
        }
        scratch.add(signal: signal, value: value)
        defer { scratch.removeAll() }
        for statement in scratch.statements {
            // What a choice says and what a default says are compared each with its like.
            statements.note(statement, key: key + statement.evidence.place)
        }
        // That a signal is there and says nothing counts: of two with one name, one may be meant.
        if scratch.statements.allSatisfy({ $0.evidence != .explicit }) {
            let nothing = ConsentStatement(scratch.statements.first?.signal ?? .none, .explicit)
            statements.note(nothing, key: key + EvidenceClass.explicit.place)
        }
    }

    /// Reads a TC or AC string, whose facts are kept beside the statements.
    private func noteString(_ signal: ConsentSignal, _ value: Span<UInt8>, key: Int) {
        let isTransparency = signal == .transparency
        // A macro that nobody expanded (`${GDPR_CONSENT_755}`) is absent.
        guard !value.isEmpty, !value.hasPrefix("${") else { return }
        if isTransparency, let read = transparency(value) {
            facts.add(read)
        } else if !isTransparency, let read = additional(value) {
            facts.add(read)
        } else {
            let name: SignalName = isTransparency ? .transparency : .additional
            return statements.note(
                ConsentStatement(name, .opaque), key: key + EvidenceClass.opaque.place)
        }
        if isTransparency { statements.noteString() }
    }

    private func transparency(_ value: Span<UInt8>) -> TransparencyFacts? {
        guard let cache else { return TransparencyFacts.read(value, watched: watched) }
        return cache.transparency(value, watched: watched)
    }

    private func additional(_ value: Span<UInt8>) -> AdditionalFacts? {
        guard let cache else { return AdditionalFacts.read(value, watched: watched) }
        return cache.additional(value, watched: watched)
    }

    private func note(_ value: Span<UInt8>, _ map: CompiledMap, place: Int) {
        let field = map.consentFields[place]
        guard field.reading != .nothing, !field.isItem else { return }
        let isProof = trustsEvents && field.reading == .choices
        var statement = ConsentStatement(.eventConsent, isProof ? .explicit : .unproven)
        if field.isObject {
            // Other libraries write something else under the name; that says nothing.
            guard let first = value.indices.first, value[first] == UInt8(ascii: "{") else {
                return statements.note(statement, key: Self.firstField + place)
            }
            do {
                let states = try ConsentObject.read(value, as: field)
                statement.granted = states.granted
                statement.denied = states.denied
            } catch {
                return statements.breakOff()
            }
        } else {
            switch field.state(of: value) {
            case .granted: statement.granted = field.purposes
            case .denied: statement.denied = field.purposes
            case .unknown: break
            }
        }
        statements.note(statement, key: Self.firstField + place)
    }

    /// Keys of fields begin beyond those of signals.
    private static let firstField = 1 << 20
}

extension EvidenceClass {
    fileprivate var place: Int {
        switch self {
        case .explicit: 0
        case .unproven: 1
        case .implied: 2
        case .none: 3
        case .optOut: 4
        case .opaque: 5
        }
    }
}
