import Bytes
import Decoding

extension ValueTreatments {
    /// Reads a countable fact from a plain value, as coarsely as if there were no consent.
    mutating func note(_ fact: Fact, _ value: Span<UInt8>, in facts: inout FactsDraft) {
        switch fact {
        case .event: noteEvent(value, in: &facts)
        case .page: facts.page = pagePath(value)
        case .referrer: facts.referrerDomain = referrerDomain(value)
        case .revenue: facts.setRevenue(value)
        case .currency: facts.setCurrency(value)
        }
    }

    /// What is not written like a name is counted under one common name, unless the vendor's map
    /// knows it.
    private func noteEvent(_ value: Span<UInt8>, in facts: inout FactsDraft) {
        guard !value.isEmpty else { return }
        let sale = sales.first { value.equals(Array($0.utf8).span) }
        facts.isSale = sale != nil
        if let sale {
            facts.event = sale
        } else {
            let isName = TokenShape.isEventName(value)
            facts.event = isName ? value.string : FactsDraft.otherEvent
        }
    }

    /// The path alone, generalised; host, query and fragment are no part of a page's name.
    private mutating func pagePath(_ value: Span<UInt8>) -> String {
        draft.wipeAll()
        URLReduction.reduce(value, rules: strictRules, into: &draft)
        let parts = URLParts(draft.span)
        guard !parts.isOpaque else { return FactsDraft.otherPage }
        guard !parts.path.isEmpty else { return parts.host == nil ? "" : "/" }
        guard parts.path.count <= FactsDraft.longestPage else { return FactsDraft.otherPage }
        return draft.span.extracting(parts.path).string
    }

    private mutating func referrerDomain(_ value: Span<UInt8>) -> String {
        draft.wipeAll()
        ReferrerReduction.referrerDomain(value, rules: strictRules, into: &draft)
        guard draft.count <= FactsDraft.longestDomain else { return "" }
        return draft.span.string
    }
}
