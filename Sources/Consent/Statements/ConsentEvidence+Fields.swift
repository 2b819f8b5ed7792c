import Bytes

/// Signals that arrive as the value of one field or header.
extension ConsentEvidence {
    /// Adds the value of a field that a vendor map names as a signal.
    ///
    /// An empty value and a macro that nobody expanded (`${GDPR_CONSENT_755}`) are absent. A value
    /// that cannot be read becomes an opaque statement, so that it is counted and says nothing.
    /// TC and AC strings are left to the caller, which knows the watched vendors.
    package func add(signal: ConsentSignal, value: Span<UInt8>) {
        guard value.count > 0, !value.hasPrefix("${") else { return }
        switch signal {
        case .gcs: add(GoogleConsentMode(gcs: value), .gcs)
        case .gcd: add(GoogleConsentMode(gcd: value), .gcd)
        case .npa: add(noPersonalisedAdvertising: value)
        case .dmaServices: add(coreServices: value)
        case .transparency, .additional: return
        case .usPrivacy: add(usPrivacy: value)
        case .globalPrivacyPlatform: add(globalPrivacyPlatform: value)
        case .advertisingStorage: add(advertisingStorage: value)
        case .userDataWord: add(word: value, .adUserData)
        case .personalizationWord: add(word: value, .adPersonalization)
        case .globalPrivacyControl: add(globalPrivacyControl: value)
        case .doNotTrack: add(doNotTrack: value)
        }
    }

    /// Adds `Sec-GPC`.
    ///
    /// Only a value with a member `1` counts (W3C Global Privacy Control).
    package func add(globalPrivacyControl value: Span<UInt8>) {
        guard Self.isGlobalPrivacyControl(value) else { return }
        var statement = ConsentStatement(.globalPrivacyControl, .optOut)
        statement.denied = .marketing
        add(statement)
    }

    /// Adds `DNT` or `X-Do-Not-Track`.
    ///
    /// A value that starts with `1` denies statistics and marketing; `0` permits nothing.
    package func add(doNotTrack value: Span<UInt8>) {
        guard Self.isDoNotTrack(value) else { return }
        var statement = ConsentStatement(.doNotTrack, .optOut)
        statement.denied = [.statistics, .marketing]
        add(statement)
    }

    /// Whether a value of `Sec-GPC` is on: one of its members is `1`.
    ///
    /// Members are there because a hop may have joined several lines into `0, 1`; one line that
    /// refuses is enough.
    package static func isGlobalPrivacyControl(_ value: Span<UInt8>) -> Bool {
        var start = 0
        while start < value.count {
            let end = value.firstOffset(of: UInt8(ascii: ","), from: start) ?? value.count
            var member = start..<end
            while let first = member.first, isSpace(value[first]) { member.removeFirst() }
            while let last = member.last, isSpace(value[last]) { member.removeLast() }
            if member.count == 1, value[member.lowerBound] == UInt8(ascii: "1") { return true }
            start = end + 1
        }
        return false
    }

    /// Whether a value of `DNT` asks not to be tracked: it starts with `1`.
    package static func isDoNotTrack(_ value: Span<UInt8>) -> Bool {
        value.count > 0 && value[0] == UInt8(ascii: "1")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Google's parameters.
extension ConsentEvidence {
    /// One statement has one class, so what an update says and what a default says become two.
    ///
    /// Where `gcs` and `gcd` contradict each other the denial counts: the decision model sees to it.
    private func add(_ mode: GoogleConsentMode?, _ signal: SignalName) {
        guard let mode else { return add(ConsentStatement(signal, .opaque)) }
        // A value that only repeats the site's defaults says nothing; that it came is worth knowing.
        if mode.granted.isEmpty, mode.refused.isEmpty, mode.deniedByDefault.isEmpty {
            return add(ConsentStatement(signal, .none))
        }
        if !mode.granted.isEmpty || !mode.refused.isEmpty {
            var statement = ConsentStatement(signal, .explicit)
            statement.granted = mode.granted
            statement.denied = mode.refused
            add(statement)
        }
        if !mode.deniedByDefault.isEmpty {
            var statement = ConsentStatement(signal, .none)
            statement.denied = mode.deniedByDefault
            add(statement)
        }
    }

    private func add(noPersonalisedAdvertising value: Span<UInt8>) {
        if value.equals("1") || value.equals("true") {
            addDefaultDenial(of: .adPersonalization, .npa)
        } else if !value.equals("0"), !value.equals("false") {
            add(ConsentStatement(.npa, .opaque))
        }
    }

    private func add(coreServices value: Span<UInt8>) {
        if value.equals("-") { return addDefaultDenial(of: .adUserData, .dmaServices) }
        // Google does not document the letters; which of them are there says nothing here.
        for offset in value.indices where !ASCII.isLetter(value[offset]) {
            return add(ConsentStatement(.dmaServices, .opaque))
        }
    }

    private func addDefaultDenial(of purposes: PurposeSet, _ signal: SignalName) {
        var statement = ConsentStatement(signal, .none)
        statement.denied = purposes
        add(statement)
    }
}

/// Words in events.
extension ConsentEvidence {
    /// A grant shows no act of the visitor: the site may write the word for everybody.
    private func add(word value: Span<UInt8>, _ purpose: PurposeSet) {
        var statement = ConsentStatement(.eventConsent, .unproven)
        if value.equalsIgnoringCase("granted") {
            statement.granted = purpose
        } else if value.equalsIgnoringCase("denied") {
            statement.denied = purpose
        } else {
            statement.evidence = .opaque
        }
        add(statement)
    }

    /// `G` proves nothing, because for Microsoft unset counts as granted.
    private func add(advertisingStorage value: Span<UInt8>) {
        if value.equalsIgnoringCase("D") {
            var statement = ConsentStatement(.eventConsent, .unproven)
            statement.denied = .adStorage
            add(statement)
        } else if !value.equalsIgnoringCase("G") {
            add(ConsentStatement(.eventConsent, .opaque))
        }
    }
}
