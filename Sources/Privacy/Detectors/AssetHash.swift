import Bytes

/// Digests in the names of scripts and styles, `app.3f2a9c1b4d5e6f70.js`: they name a build.
///
/// Pictures are not among them: those of people are named by the digest of an e-mail address.
enum AssetHash {
    private static let endings: [StaticString] = [".js", ".css", ".mjs", ".woff2", ".woff", ".map"]

    /// Whether the run is the digest part of such a name, or of an `integrity` attribute.
    ///
    /// A name must stand before it, with a dot or dash between.
    static func isAsset(_ text: Span<UInt8>, run: Range<Int>) -> Bool {
        guard run.upperBound < text.count else { return false }
        if text[run.upperBound] == UInt8(ascii: ".") {
            guard isNamed(text, run) else { return false }
            for ending in endings where text.hasPrefix(ending, from: run.upperBound) {
                let end = run.upperBound &+ ending.utf8CodeUnitCount
                return end == text.count || !ASCII.isAlphanumeric(text[end])
            }
        }
        return false
    }

    /// `app.`, `chunk-` before a digest in hexadecimal.
    private static func isNamed(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        var start = run.upperBound
        while start > run.lowerBound, ASCII.isHexDigit(text[start &- 1]) { start &-= 1 }
        guard run.upperBound &- start >= 8 else { return false }
        if start == run.lowerBound {
            return start >= 2 && text[start &- 1] == UInt8(ascii: ".")
                && ASCII.isLetter(text[start &- 2])
        }
        return text[start &- 1] == UInt8(ascii: "-") && start &- 1 > run.lowerBound
            && ASCII.isLetter(text[start &- 2])
    }

    /// The end of the digest behind `sha256-` in an `integrity` attribute, or `nil`.
    static func integrityEnd(_ text: Span<UInt8>, run: Range<Int>) -> Int? {
        guard run.lowerBound >= 11, text.hasPrefix("sha", from: run.lowerBound),
            text.extracting(run.lowerBound &- 11..<run.lowerBound &- 1)
                .equalsIgnoringCase("integrity=")
        else { return nil }
        var end = run.upperBound
        while end < text.count,
            ASCII.isAlphanumeric(text[end]) || text[end] == UInt8(ascii: "+")
                || text[end] == UInt8(ascii: "/") || text[end] == UInt8(ascii: "=")
        {
            end &+= 1
        }
        return end
    }
}
