import Bytes

/// Random identifiers: UUID, JWT, long hexadecimal numbers, keys with a known prefix, and opaque
/// tokens by their look.
enum TokenDetector {
    /// Shortest hexadecimal number that is no colour, version or counter.
    static let shortestHex = 16
    /// Shortest number without letters that is an identifier and no time, card or article number.
    static let shortestNumber = 20
    /// Shortest opaque token; article slugs of this length consist of words.
    static let shortestOpaque = 20
    /// Fewest different characters of an opaque token: 20 random ones have 3.5 bits each or more.
    private static let fewestDistinct = 11

    /// What the run of letters, digits, `_` and `-` in `run` is as a whole; a JWT goes on behind it.
    static func match(_ text: Span<UInt8>, run: Range<Int>) -> Finding? {
        guard run.count >= 11 else { return nil }
        if let end = jwtEnd(text, run) { return Finding(.token, run.lowerBound..<end) }
        if isUUID(text, run) {
            return isNil(text, run) ? nil : Finding(.uuid, run)
        }
        let word = text.extracting(run)
        if word.hasPrefix("wc_order_") { return Finding(.order, run) }
        if hasKeyPrefix(word) || isHex(word) || isOpaque(word) { return Finding(.token, run) }
        return nil
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

    /// Identifiers of payment services and access keys: a prefix and at least eight characters of
    /// which not all are lower-case letters.
    private static func hasKeyPrefix(_ word: Span<UInt8>) -> Bool {
        guard hasPrefixMark(word) else { return false }
        for prefix in keyPrefixes where word.hasPrefix(prefix) {
            return looksRandom(word, from: prefix.utf8CodeUnitCount)
        }
        return false
    }

    /// A dash or underscore early on, or one of the two that have none.
    private static func hasPrefixMark(_ word: Span<UInt8>) -> Bool {
        for index in 2..<5
        where word[index] == UInt8(ascii: "_") || word[index] == UInt8(ascii: "-") {
            return true
        }
        return word[0] == UInt8(ascii: "A") && (word[1] | 0x20 == 0x6B || word[1] | 0x20 == 0x69)
    }

    private static let keyPrefixes: [StaticString] = [
        "pi_", "pm_", "cs_test_", "cs_live_", "cus_", "ch_", "cst_", "seti_", "src_", "sub_",
        "sk_live_", "sk_test_", "tr_", "ord_", "mdt_", "re_", "rk_live_", "live_", "test_", "ghp_",
        "xoxb-", "xoxp-", "AKIA", "AIza",
    ]

    private static func looksRandom(_ word: Span<UInt8>, from start: Int) -> Bool {
        guard word.count &- start >= 8 else { return false }
        for index in start..<word.count
        where ASCII.isDigit(word[index]) || word[index] &- 0x41 < 26 {
            return true
        }
        return false
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
