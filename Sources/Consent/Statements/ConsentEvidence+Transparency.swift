import Bytes

/// TC and AC strings, which are read for the vendors that a configuration watches.
extension ConsentEvidence {
    /// Adds a TC string; an empty value and a macro that nobody expanded are absent.
    ///
    /// Callers with a cache of facts use ``add(transparencyFacts:)``.
    package func add(transparency value: Span<UInt8>, watched: WatchedVendors) {
        guard value.count > 0, !value.hasPrefix("${") else { return }
        add(transparencyFacts: TransparencyFacts.read(value, watched: watched))
    }

    /// Adds what a TC string says; `nil` for one that cannot be read, which is counted.
    ///
    /// It grants nothing by itself: a grant is for vendors, and is looked for where a destination
    /// is decided.
    package func add(transparencyFacts facts: TransparencyFacts?) {
        guard let facts else { return add(ConsentStatement(.transparency, .opaque)) }
        add(facts)
        var statement = ConsentStatement(.transparency, .explicit)
        statement.denied = facts.purposeStates.denied
        statement.time = facts.time
        statement.isVetoOnly = true
        add(statement)
    }

    /// Adds an Additional Consent string; it is about providers only, so it denies no purpose.
    package func add(additional value: Span<UInt8>, watched: WatchedVendors) {
        guard value.count > 0, !value.hasPrefix("${") else { return }
        add(additionalFacts: AdditionalFacts.read(value, watched: watched))
    }

    /// Adds what an AC string says; `nil` for one that cannot be read, which is counted.
    package func add(additionalFacts facts: AdditionalFacts?) {
        guard let facts else { return add(ConsentStatement(.additional, .opaque)) }
        add(facts)
    }

    /// Adds a field's value whatever it is, TC and AC strings included.
    ///
    /// The TC string in section 2 of a GPP string is read like one that stands by itself.
    package func add(signal: ConsentSignal, value: Span<UInt8>, watched: WatchedVendors) {
        switch signal {
        case .transparency: add(transparency: value, watched: watched)
        case .additional: add(additional: value, watched: watched)
        case .globalPrivacyPlatform:
            add(signal: signal, value: value)
            if let range = GlobalPrivacyHeader.transparency(in: value) {
                add(transparency: value.extracting(range), watched: watched)
            }
        default: add(signal: signal, value: value)
        }
    }
}
