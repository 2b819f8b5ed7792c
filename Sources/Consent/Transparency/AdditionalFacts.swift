/// What an Additional Consent string says about the watched providers: fixed in size.
package struct AdditionalFacts: Sendable, Equatable {
    /// Places of providers that have consent; none of them is in ``refused``.
    private var consented: UInt16 = 0
    /// Places of providers that were shown and have no consent.
    private var refused: UInt16 = 0

    /// Names nobody.
    package init() {}

    /// The facts of a string that was read.
    package init(_ string: AdditionalConsent, watched: WatchedVendors) {
        for (place, provider) in watched.providers.enumerated() {
            let bit: UInt16 = 1 &<< UInt16(place)
            if string.consented.contains(Int(provider)) { consented |= bit }
            if string.disclosed?.contains(Int(provider)) == true { refused |= bit }
        }
    }

    /// Reads an Additional Consent string without keeping it; `nil` if it is malformed.
    package static func read(_ text: Span<UInt8>, watched: WatchedVendors) -> AdditionalFacts? {
        var facts = AdditionalFacts()
        let numbers = watched.providerNumbers
        let count = watched.providers.count
        do {
            _ = try AdditionalConsent.read(text) { provider, isConsented in
                for place in 0..<count where numbers[place] == provider {
                    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: place)
                    if isConsented {
                        facts.consented |= bit
                    } else {
                        facts.refused |= bit
                    }
                }
            }
        } catch {
            return nil
        }
        return facts
    }

    /// What the watched provider at a place may do; unknown if the string does not name it.
    package func state(provider slot: Int) -> ConsentState {
        let bit: UInt16 = 1 &<< UInt16(slot)
        if refused & bit != 0 { return .denied }
        return consented & bit != 0 ? .granted : .unknown
    }

    /// The stricter of two strings, provider by provider.
    func combined(with other: Self) -> Self {
        var result = self
        result.refused |= other.refused
        result.consented &= other.consented & ~result.refused
        return result
    }
}
