import Bytes

/// Random identifiers: UUID, JWT, long hexadecimal numbers, keys with a known prefix, and opaque
/// tokens by their look.
enum TokenDetector {
    /// Shortest run that is looked at.
    static let shortestRun = 11
    /// Shortest hexadecimal number that is no colour, version or counter.
    static let shortestHex = 16
    /// Shortest number without letters that is an identifier and no time, card or article number.
    ///
    /// Identifiers made of a time and a counter (snowflakes) have 17 digits or more.
    static let shortestNumber = 17
    /// Shortest opaque token; article slugs of this length consist of words.
    static let shortestOpaque = 20
    /// Fewest different characters of an opaque token: 20 random ones have 3.5 bits each or more.
    private static let fewestDistinct = 11

    /// What the run of letters, digits, `_` and `-` in `run` is as a whole; a JWT goes on behind it.
    static func match(_ text: Span<UInt8>, run: Range<Int>) -> Finding? {
        guard run.count >= shortestRun else { return nil }
        if let end = jwtEnd(text, run) { return Finding(.token, run.lowerBound..<end) }
        if isUUID(text, run) {
            return isNil(text, run) ? nil : Finding(.uuid, run)
        }
        let word = text.extracting(run)
        if let known = KnownPrefixes.match(word) {
            return Finding(known, run.lowerBound..<dottedEnd(text, run, known))
        }
        if isHex(word) {
            if word.count == 24, ASCII.isDigit(word[0]),
                NumberContext.before(run.lowerBound, in: text)?.meaning == .parcel
            {
                return Finding(.parcel, run)
            }
            // 32 digits are also sessions and identifiers of many kinds.
            let isDigest = word.count == 40 || word.count == 64 || word.count == 128
            return Finding(isDigest ? .hash : .token, run)
        }
        if let start = suffixedUUID(text, run) { return Finding(.uuid, start..<run.upperBound) }
        if isULID(word) { return Finding(.uuid, run) }
        if ParcelDetector.matches(word) { return Finding(.parcel, run) }
        if word.count >= 12, let masked = maskedCard(text, run) { return masked }
        if isOpaque(word) {
            return Finding(DigestDetector.isDigest(word) ? .hash : .token, run)
        }
        if DigestDetector.isDigest(word) { return Finding(.hash, run) }
        if MixedToken.matches(word) { return Finding(.token, run) }
        return Base64Text.holdsEmail(word) ? Finding(.email, run) : nil
    }

    private static func maskedCard(_ text: Span<UInt8>, _ run: Range<Int>) -> Finding? {
        guard
            text[run.lowerBound] | 0x20 == 0x78
                || ASCII.isDigit(text[run.lowerBound]) && text[run.lowerBound &+ 6] | 0x20 == 0x78,
            let found = MaskedCardDetector.match(text, at: run.lowerBound),
            found.upperBound >= run.upperBound
        else { return nil }
        return Finding(.card, found)
    }

    /// Keys of some services have parts with dots between.
    private static func dottedEnd(
        _ text: Span<UInt8>, _ run: Range<Int>, _ kind: DetectorClass
    ) -> Int {
        var end = run.upperBound
        guard kind == .secret else { return end }
        while end &+ 1 < text.count, text[end] == UInt8(ascii: "."), isRunByte(text[end &+ 1]) {
            var next = end &+ 1
            while next < text.count, isRunByte(text[next]) { next &+= 1 }
            guard next &- end > shortestOpaque else { break }
            end = next
        }
        return end
    }

    // MARK: Forms

    private static func jwtEnd(_ text: Span<UInt8>, _ run: Range<Int>) -> Int? {
        guard text.hasPrefix("eyJ", from: run.lowerBound) else { return nil }
        var position = run.upperBound
        var dots = 0
        while position < text.count, dots < 2, text[position] == UInt8(ascii: ".") {
            dots &+= 1
            position &+= 1
            while position < text.count, isRunByte(text[position]) { position &+= 1 }
        }
        return dots > 0 || run.count >= shortestOpaque ? position : nil
    }

    /// `8-4-4-4-12` (RFC 9562 4), any version.
    static func isUUID(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        guard run.count == 36 else { return false }
        for place in 0..<36 {
            let byte = text[run.lowerBound &+ place]
            let isDash = place == 8 || place == 13 || place == 18 || place == 23
            guard isDash ? byte == UInt8(ascii: "-") : ASCII.isHexDigit(byte) else { return false }
        }
        return true
    }

    /// The nil UUID names nobody.
    private static func isNil(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        for index in run where text[index] != UInt8(ascii: "0") && text[index] != UInt8(ascii: "-")
        {
            return false
        }
        return true
    }

    static func isHex(_ word: Span<UInt8>) -> Bool {
        guard word.count >= shortestHex else { return false }
        var hasLetter = false
        for index in word.indices {
            guard ASCII.isHexDigit(word[index]) else { return false }
            hasLetter = hasLetter || ASCII.isLetter(word[index])
        }
        return hasLetter || word.count >= shortestNumber
    }

    /// The start of a UUID with a name before it, as in `user_746f4b90-…`.
    private static func suffixedUUID(_ text: Span<UInt8>, _ run: Range<Int>) -> Int? {
        let start = run.upperBound &- 36
        guard start > run.lowerBound, text[run.upperBound &- 13] == UInt8(ascii: "-"),
            isUUID(text, start..<run.upperBound)
        else { return nil }
        return start
    }

    /// 26 digits of Crockford's base 32 that begin with a time between 2005 and 2039.
    private static func isULID(_ word: Span<UInt8>) -> Bool {
        guard word.count == 26, word[0] == UInt8(ascii: "0"), word[1] == UInt8(ascii: "1") else {
            return false
        }
        var letters = 0
        for index in word.indices {
            let byte = word[index]
            if ASCII.isDigit(byte) { continue }
            letters &+= 1
            guard byte &- 0x41 < 26, byte != UInt8(ascii: "I"), byte != UInt8(ascii: "L"),
                byte != UInt8(ascii: "O"), byte != UInt8(ascii: "U")
            else { return false }
        }
        return letters >= 5
    }

    /// Lower and upper case and digits, many different ones, and not words with dashes between.
    static func isOpaque(_ word: Span<UInt8>) -> Bool {
        guard word.count >= shortestOpaque else { return false }
        var seen: UInt64 = 0
        var hasLower = false
        var hasUpper = false
        var hasDigit = false
        for index in word.indices {
            let byte = word[index]
            hasLower = hasLower || byte &- 0x61 < 26
            hasUpper = hasUpper || byte &- 0x41 < 26
            hasDigit = hasDigit || ASCII.isDigit(byte)
            seen |= 1 &<< UInt64(byte & 63)
        }
        return hasLower && hasUpper && hasDigit && seen.nonzeroBitCount >= fewestDistinct
            && !isSlug(word)
    }

    /// Two or more parts joined by dashes or underscores, each a word or a short number.
    private static func isSlug(_ word: Span<UInt8>) -> Bool {
        var start = 0
        var parts = 0
        while start <= word.count {
            var end = start
            var letters = 0
            var changes = 0
            while end < word.count, ASCII.isAlphanumeric(word[end]) {
                if ASCII.isLetter(word[end]) { letters &+= 1 }
                // `Nike` and `NIKE` are words, `niKe` is not.
                let isUpper = word[end] &- 0x41 < 26
                if isUpper, end > start, word[end &- 1] &- 0x61 < 26 { changes &+= 1 }
                end &+= 1
            }
            let length = end &- start
            let isWord = letters == length && changes <= 1 && length <= longestWord
            guard isWord || length <= longestMixedPart else { return false }
            if length > 0 { parts &+= 1 }
            start = end &+ 1
        }
        return parts >= 2
    }

    private static let longestWord = 24
    private static let longestMixedPart = 6

    @inline(__always)
    static func isRunByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
}
