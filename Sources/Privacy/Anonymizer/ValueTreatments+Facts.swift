import Bytes
import Decoding

extension ValueTreatments {
    /// Reads a countable fact from a plain value, as coarsely as if there were no consent.
    mutating func note(_ fact: Fact, _ value: Span<UInt8>, in facts: inout FactsDraft) {
        switch fact {
        case .event: facts.event = eventName(value)
        case .page: facts.page = pagePath(value)
        case .referrer: facts.referrerDomain = referrerDomain(value)
        case .revenue: facts.setRevenue(value)
        case .currency: facts.setCurrency(value)
        }
    }

    /// What is no name, or holds personal data, is counted under one common name.
    private mutating func eventName(_ value: Span<UInt8>) -> String {
        guard value.count <= FactsDraft.longestEventName else { return FactsDraft.otherEvent }
        for index in value.indices where !isNameByte(value[index]) { return FactsDraft.otherEvent }
        var scrubbed = ByteBuffer()
        swap(&scrubbed, &draft)
        scrubbed.wipeAll()
        scrub(value, into: &scrubbed)
        let isClean = scrubbed.span.equals(value)
        scrubbed.wipeAll()
        swap(&scrubbed, &draft)
        return isClean ? value.string : FactsDraft.otherEvent
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "_-.: $/".utf8.contains(byte)
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
