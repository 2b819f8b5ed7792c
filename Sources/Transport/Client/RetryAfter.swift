import Bytes

/// Reads `Retry-After` (RFC 9110 10.2.3).
enum RetryAfter {
    /// Longest wait that is told; whoever asks for more gets this, and the caller bounds it further.
    ///
    /// An upstream that means well pays: it is asked again after a day.
    static let longest = 86_400

    /// The seconds from `now` (since 1970) that the field asks for: a number, or a date.
    ///
    /// A date that has passed is zero. Refused: signs, fractions, and dates in an obsolete form.
    static func seconds(_ text: Span<UInt8>, now: Int) -> Int? {
        if let date = IMFFixdate.seconds(text) { return min(max(0, date - now), longest) }
        guard !text.isEmpty else { return nil }
        var value = 0
        for index in 0..<text.count {
            guard ASCII.isDigit(text[index]) else { return nil }
            value = min(value * 10 + Int(text[index] - 0x30), longest)
        }
        return value
    }
}
