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
        // Only lines of server logs have these.
        case .request, .method, .status, .host, .userAgent, .time, .purpose: break
        }
    }

    /// What is not written like a name is counted under one common name, unless the vendor's map
    /// knows it.
    private func noteEvent(_ value: Span<UInt8>, in facts: inout FactsDraft) {
        guard !value.isEmpty else { return }
        let sale = sales.first { Self.isWritten($0, value) }
        facts.isSale = sale != nil
        if let sale {
            facts.event = sale
        } else {
            let isName = TokenShape.isEventName(value) && !EncodedText.hidesText(value)
            facts.event = isName ? value.string : FactsDraft.otherEvent
        }
    }

    private static func isWritten(_ name: String, _ value: Span<UInt8>) -> Bool {
        guard name.utf8.count == value.count else { return false }
        var index = 0
        for byte in name.utf8 {
            guard byte == value[index] else { return false }
            index += 1
        }
        return true
    }

    /// Reads the page from a URL that is reduced already, with or without a query.
    func note(reducedPage url: Span<UInt8>, in facts: inout FactsDraft) {
        var end = url.firstOffset(of: UInt8(ascii: "?")) ?? url.count
        // As a reduction without a query ends.
        while end > 0, url[end - 1] <= 0x20 { end -= 1 }
        facts.page = Self.pagePath(reduced: url.extracting(0..<end))
    }

    /// The path alone, generalised; host, query and fragment are no part of a page's name.
    private mutating func pagePath(_ value: Span<UInt8>) -> String {
        draft.wipeAll()
        URLReduction.reduce(value, rules: strictRules, into: &draft)
        return Self.pagePath(reduced: draft.span)
    }

    private static func pagePath(reduced url: Span<UInt8>) -> String {
        let parts = URLParts(url)
        guard !parts.isOpaque else { return FactsDraft.otherPage }
        guard !parts.path.isEmpty else { return parts.host == nil ? "" : "/" }
        guard parts.path.count <= FactsDraft.longestPage else { return FactsDraft.otherPage }
        return url.extracting(parts.path).string
    }

    private mutating func referrerDomain(_ value: Span<UInt8>) -> String {
        draft.wipeAll()
        ReferrerReduction.referrerDomain(value, rules: strictRules, into: &draft)
        guard draft.count <= FactsDraft.longestDomain else { return "" }
        return draft.span.string
    }
}
