package import Bytes

/// Replaces what the detectors find in free text by placeholders; everything else is copied.
///
/// Addresses are cut, URLs, the targets of request lines and user agents reduced instead; a query
/// goes wherever one begins. One pass: the detectors are asked at the beginnings of words and at a
/// few marks only. What is left with escapes in it is looked at once more without them, and words
/// that hid something go. Whole log lines that fit no format are text like any other.
package enum Scrubber {
    /// Appends `text` scrubbed and says how much of what was found.
    package static func scrub(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> ScrubCounts {
        var counts = ScrubCounts()
        scrub(text, prefixes: prefixes, counts: &counts, into: &output)
        return counts
    }

    /// As ``scrub(_:prefixes:into:)``, adding to `counts`.
    package static func scrub(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, counts: inout ScrubCounts,
        into output: inout ByteBuffer
    ) {
        let start = output.count
        scrub(text, prefixes: prefixes, findsURLs: true, counts: &counts, into: &output)
        replaceHiding(from: start, in: &output, counts: &counts)
    }

    /// With `findsURLs` false a URL is text like any other: the value of a URL's own parameter.
    static func scrub(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, findsURLs: Bool,
        counts: inout ScrubCounts, into output: inout ByteBuffer
    ) {
        var copied = 0
        var cursor = DetectorCursor(findsURLs: findsURLs)
        while let finding = cursor.next(in: text) {
            copy(
                text.extracting(copied..<finding.range.lowerBound), prefixes, &counts, &output)
            counts.add(finding.kind)
            let reduced = text.extracting(finding.reduced)
            switch finding.kind {
            case .url where finding.isEscaped:
                URLReduction.reduceEscaped(reduced, prefixes: prefixes, into: &output)
            case .url:
                URLReduction.reduce(reduced, rules: .strict(prefixes: prefixes), into: &output)
            case .userAgent:
                UserAgentReducer.reduce(reduced, into: &output)
            default:
                output.append(finding.placeholder)
            }
            copied = finding.range.upperBound
        }
        copy(text.extracting(copied..<text.count), prefixes, &counts, &output)
    }

    /// What lies between two finds holds nothing but addresses.
    private static func copy(
        _ text: Span<UInt8>, _ prefixes: AddressPrefixes, _ counts: inout ScrubCounts,
        _ output: inout ByteBuffer
    ) {
        guard !text.isEmpty else { return }
        let found = AddressMasker.mask(text, prefixes: prefixes, context: .plain, into: &output)
        if found > 0 { counts.add(.address, found) }
    }
}
