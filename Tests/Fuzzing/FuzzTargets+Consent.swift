import Bytes
import Consent

// Consent strings and the fields of hits.

extension FuzzTargets {
    /// Both readings of a TC string agree, and a string that was cut short grants no more.
    static func transparency(_ bytes: Span<UInt8>) {
        let watched = FuzzConsent.watched
        let facts = TransparencyFacts.read(bytes, watched: watched)
        let string = try? TransparencyString.decode(bytes)
        precondition(
            facts == string.map { TransparencyFacts($0, watched: watched) }, "read otherwise")
        if let facts, let string {
            precondition(
                facts.isUsable(now: facts.time, grantDays: 396)
                    == string.validity(now: facts.time, deletedPlatforms: watched.deletedPlatforms)
                    .isEmpty, "of another validity")
            let twice = ConsentEvidence()
            twice.add(transparencyFacts: facts)
            precondition(twice.statements.allSatisfy { $0.granted.isEmpty }, "grants by itself")
            twice.add(transparencyFacts: facts)
            precondition(twice.transparency == facts, "the same twice is another thing")
        }
        let evidence = ConsentEvidence()
        evidence.add(transparency: bytes, watched: watched)
        FuzzConsent.check(evidence)
        guard bytes.count > 1 else { return }
        // The bytes choose where to cut, so that an input fails again.
        let end = Int(bytes[bytes.count / 2]) * bytes.count / 256
        checkCut(bytes, at: end, facts)
        checkCut(bytes, at: bytes.count - 1, facts)
        if let dot = bytes.firstOffset(of: UInt8(ascii: ".")) { checkCut(bytes, at: dot, facts) }
        checkTwo(bytes.extracting(..<end), bytes.extracting(end...))
    }

    private static func checkCut(_ bytes: Span<UInt8>, at end: Int, _ whole: TransparencyFacts?) {
        let watched = FuzzConsent.watched
        let text = bytes.extracting(..<end)
        guard let whole, let string = try? TransparencyString.decode(bytes),
            let cut = TransparencyFacts.read(text, watched: watched),
            let piece = try? TransparencyString.decode(text)
        else { return }
        // Without its segment of disclosed vendors an older string is another, and a valid one.
        guard string.disclosed == nil || piece.disclosed != nil else { return }
        for slot in watched.vendors.indices {
            let (more, less) = (
                whole.states(vendor: slot, watched: watched, now: whole.time, grantDays: 396),
                cut.states(vendor: slot, watched: watched, now: whole.time, grantDays: 396)
            )
            precondition(less.granted.isSubset(of: more.granted), "less grants more")
        }
        precondition(
            cut.purposeStates.granted.isSubset(of: whole.purposeStates.granted), "less grants more")
        precondition(cut.publisherStatistics != .granted || whole.publisherStatistics == .granted)
    }

    /// Of two strings of one request the order does not matter.
    private static func checkTwo(_ first: Span<UInt8>, _ second: Span<UInt8>) {
        let watched = FuzzConsent.watched
        let forwards = ConsentEvidence()
        forwards.add(transparency: first, watched: watched)
        forwards.add(transparency: second, watched: watched)
        let backwards = ConsentEvidence()
        backwards.add(transparency: second, watched: watched)
        backwards.add(transparency: first, watched: watched)
        precondition(forwards.transparency == backwards.transparency, "the order matters")
    }

    /// Both readings of an AC string agree, and a whole number of providers grants no others.
    static func additional(_ bytes: Span<UInt8>) {
        let text = FuzzText.list(bytes)
        for text in [bytes.array, text] {
            let watched = FuzzConsent.watched
            let facts = AdditionalFacts.read(text.span, watched: watched)
            let string = try? AdditionalConsent.decode(text.span)
            precondition(
                facts == string.map { AdditionalFacts($0, watched: watched) }, "read otherwise")
            let evidence = ConsentEvidence()
            evidence.add(additional: text.span, watched: watched)
            FuzzConsent.check(evidence)
            guard let string, let dot = text.lastIndex(of: UInt8(ascii: ".")) else { continue }
            precondition(
                Set(string.consented).isDisjoint(with: string.disclosed ?? []),
                "consented to and not")
            let shorter = Array(text[..<dot])
            guard let cut = try? AdditionalConsent.decode(shorter.span) else { continue }
            precondition(
                Set(cut.consented).isSubset(of: string.consented), "less grants other providers")
        }
    }

    /// A GPP string grants nothing of its own, and its TC string is what it is alone.
    static func globalPrivacyPlatform(_ bytes: Span<UInt8>) {
        let watched = FuzzConsent.watched
        let evidence = ConsentEvidence()
        evidence.add(signal: .globalPrivacyPlatform, value: bytes, watched: watched)
        for statement in evidence.statements {
            precondition(statement.granted.isEmpty, "grants")
        }
        let range = GlobalPrivacyHeader.transparency(in: bytes)
        let inner = range.flatMap {
            TransparencyFacts.read(bytes.extracting($0), watched: watched)
        }
        precondition(evidence.transparency == inner, "another TC string")
        if let header = try? GlobalPrivacyHeader(of: bytes) {
            for (earlier, later) in zip(header.sections, header.sections.dropFirst()) {
                precondition(earlier < later, "sections out of order")
            }
            var end = 0
            for payload in (try? header.payloads(in: bytes)) ?? [] {
                precondition(end < payload.lowerBound || end == 0, "payloads out of order")
                end = payload.upperBound
            }
            precondition(end <= bytes.count)
        } else {
            precondition(
                evidence.statements.contains { $0.evidence == .opaque } || bytes.hasPrefix("${"),
                "an unreadable string is not counted")
        }
        if let section = try? USSection(guessing: bytes) { _ = section.isOptOut }
        FuzzConsent.check(evidence)
    }

    /// Each field of a hit by itself: none but an update of consent mode grants.
    static func fields(_ bytes: Span<UInt8>) {
        let all = ConsentEvidence()
        for signal in ConsentSignal.allCases {
            let evidence = ConsentEvidence()
            evidence.add(signal: signal, value: bytes, watched: FuzzConsent.watched)
            all.add(signal: signal, value: bytes, watched: FuzzConsent.watched)
            let granted = ConsentModel.decide(
                evidence, rules: FuzzConsent.rules[0], now: FuzzConsent.now
            ).states.granted
            precondition(granted.isSubset(of: signal == .gcd ? updates(bytes) : []), "grants")
            precondition(evidence.statements.count <= 3)
        }
        FuzzConsent.check(all)
        let letters = FuzzText.letters(bytes)
        let evidence = ConsentEvidence()
        evidence.add(signal: .gcd, value: letters.span)
        let granted = ConsentModel.decide(
            evidence, rules: FuzzConsent.rules[0], now: FuzzConsent.now
        ).states.granted
        precondition(granted == updates(letters.span), "other letters than those of an update")
        if let text = USPrivacyString(bytes) {
            precondition((text.saleOptOut == true) == USPrivacyString.isOptOut(bytes))
        }
    }

    /// What the letters of a `gcd` grant, read in the simplest way.
    private static func updates(_ text: Span<UInt8>) -> PurposeSet {
        var granted: PurposeSet = []
        guard text.count >= 10 else { return [] }
        for (place, type) in GoogleConsentMode.types.enumerated() {
            if "nrv".utf8.contains(text[2 + 2 * place]) { granted.formUnion(type) }
        }
        return granted
    }
}
