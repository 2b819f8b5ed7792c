package import Bytes

extension Scrubber {
    /// Longest text that is written out for a look.
    ///
    /// A longer one with an escape in it counts as hiding something: who sends it loses the value.
    private static let longestHiding = 65_536

    /// Whether escapes in a text that was scrubbed hide what a detector finds.
    ///
    /// Escapes are written out up to three times; `scratch` gets its bytes back. A URL that hides
    /// nothing itself is no find. The caller replaces the whole text.
    package static func hidesFinding(
        _ scrubbed: Span<UInt8>, scratch: inout ByteBuffer
    ) -> Bool {
        guard EscapeDecoder.applies(to: scrubbed) else { return false }
        guard scrubbed.count <= longestHiding else { return true }
        let start = scratch.count
        scratch.append(scrubbed)
        defer { scratch.truncate(to: start) }
        guard EscapeDecoder.decode(&scratch, from: start) else { return false }
        var finds = HiddenFinds(findsURLs: true)
        finds.search(scratch.span.extracting(start..<scratch.count), visible: scrubbed)
        return !finds.isEmpty
    }

    /// As ``hidesFinding(_:scratch:)`` for the end of `output`, where a part of a URL was written.
    static func hidesFinding(from start: Int, in output: inout ByteBuffer) -> Bool {
        guard EscapeDecoder.applies(to: output.span.extracting(start..<output.count)) else {
            return false
        }
        let end = output.count
        guard end &- start <= longestHiding else { return true }
        defer { output.truncate(to: end) }
        copy(start..<end, &output)
        guard EscapeDecoder.decode(&output, from: end) else { return false }
        var finds = HiddenFinds(findsURLs: false)
        finds.search(
            output.span.extracting(end..<output.count),
            visible: output.span.extracting(start..<end))
        return !finds.isEmpty
    }

    /// Replaces the words of a scrubbed text, `output` from `start`, that hide a find.
    static func replaceHiding(
        from start: Int, in output: inout ByteBuffer, counts: inout ScrubCounts
    ) {
        guard EscapeDecoder.applies(to: output.span.extracting(start..<output.count)) else {
            return
        }
        let end = output.count
        guard end &- start <= longestHiding else {
            output.truncate(to: start)
            output.append(DetectorClass.token.placeholder)
            return counts.add(.token)
        }
        copy(start..<end, &output)
        let isWritten = EscapeDecoder.decode(&output, from: end)
        var finds = HiddenFinds(findsURLs: true)
        if isWritten {
            finds.search(
                output.span.extracting(end..<output.count),
                visible: output.span.extracting(start..<end))
        }
        output.truncate(to: end)
        guard !finds.isEmpty else { return }
        replaceWords(start..<end, finds, &output, &counts)
    }

    /// Rewrites `text`, the end of `output`: words under a find to which a word with escapes belongs
    /// become placeholders.
    ///
    /// No escape reaches beyond a word, so that each can be written out alone to see where it is in
    /// the whole.
    private static func replaceWords(
        _ text: Range<Int>, _ finds: HiddenFinds, _ output: inout ByteBuffer,
        _ counts: inout ScrubCounts
    ) {
        var words: [(raw: Range<Int>, written: Range<Int>, hides: Bool)] = []
        var position = text.lowerBound
        var offset = 0
        while position < text.upperBound {
            if output[position] <= 0x20 {
                position &+= 1
                offset &+= 1
                continue
            }
            let first = position
            while position < text.upperBound, output[position] > 0x20 { position &+= 1 }
            copy(first..<position, &output)
            let hides = EscapeDecoder.decode(&output, from: text.upperBound)
            let length = output.count &- text.upperBound
            output.truncate(to: text.upperBound)
            words.append((first..<position, offset..<offset &+ length, hides))
            offset &+= length
        }
        var isGone = [Bool](repeating: false, count: words.count)
        for find in finds.ranges {
            let under = words.indices.filter { words[$0].written.overlaps(find) }
            guard under.contains(where: { words[$0].hides }) else { continue }
            for index in under { isGone[index] = true }
        }
        var copied = text.lowerBound
        for index in words.indices where isGone[index] {
            copy(copied..<words[index].raw.lowerBound, &output)
            output.append(DetectorClass.token.placeholder)
            counts.add(.token)
            copied = words[index].raw.upperBound
        }
        copy(copied..<text.upperBound, &output)
        // The new text takes the place of the old one.
        let length = output.count &- text.upperBound
        for index in 0..<length {
            output[text.lowerBound &+ index] = output[text.upperBound &+ index]
        }
        output.truncate(to: text.lowerBound &+ length)
    }

    /// Appends a part of `output` to it.
    private static func copy(_ range: Range<Int>, _ output: inout ByteBuffer) {
        output.reserve(range.count)
        for index in range { output.append(output[index]) }
    }
}

/// What the detectors find in a text whose escapes were written out.
struct HiddenFinds {
    private(set) var ranges: [Range<Int>] = []
    private let findsURLs: Bool

    init(findsURLs: Bool) { self.findsURLs = findsURLs }

    var isEmpty: Bool { ranges.isEmpty }

    /// `visible` is the text before: addresses that stand in it were cut.
    mutating func search(_ text: Span<UInt8>, visible: Span<UInt8>) {
        var cursor = DetectorCursor(findsURLs: findsURLs)
        while let finding = cursor.next(in: text) {
            switch finding.kind {
            case .url, .userAgent: searchInside(finding.range, of: text)
            default: ranges.append(finding.range)
            }
        }
        var addresses = AddressLookout()
        var position = 0
        while position < text.count,
            let address = addresses.first(in: position..<text.count, of: text)
        {
            if !Self.holds(visible, text.extracting(address)) { ranges.append(address) }
            position = max(address.upperBound, position &+ 1)
        }
    }

    /// Names of scripts and articles look like tokens and stay in URLs.
    private mutating func searchInside(_ url: Range<Int>, of text: Span<UInt8>) {
        let inside = text.extracting(url)
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: inside) {
            guard finding.kind != .token, finding.kind != .hash else { continue }
            ranges.append(
                url.lowerBound &+ finding.range.lowerBound..<url.lowerBound
                    &+ finding.range.upperBound)
        }
    }

    /// Whether the address `part` stands in `text`, its colons plain or encoded.
    private static func holds(_ text: Span<UInt8>, _ part: Span<UInt8>) -> Bool {
        for start in text.indices where begins(text, start, with: part) { return true }
        return false
    }

    private static func begins(
        _ text: Span<UInt8>, _ start: Int, with part: Span<UInt8>
    ) -> Bool {
        var position = start
        for index in part.indices {
            let length =
                part[index] == UInt8(ascii: ":")
                ? TextEscapes.spelledLength(of: part[index], at: position, in: text)
                : position < text.count && text[position] == part[index] ? 1 : 0
            guard length > 0 else { return false }
            position &+= length
        }
        return true
    }
}
