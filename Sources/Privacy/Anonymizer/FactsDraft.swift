import Bytes

/// The countable facts of an event while it is being read.
///
/// A line of a batch starts from the facts of the query string and overrides them, as its fields do.
struct FactsDraft {
    var event = ""
    /// Whether the event is one whose amount is money that changed hands; a viewed product's price is
    /// no revenue.
    var isSale = false
    var page = ""
    var referrerDomain = ""
    var currency = ""
    var revenueCents = 0

    /// The name under which all others are counted.
    static let otherEvent = "(other)"
    /// The page under which all others are counted.
    static let otherPage = "(other)"
    /// Longest host name (RFC 1035 2.3.4).
    static let longestDomain = 253
    /// Longest page path that is counted under its own name.
    static let longestPage = 256

    /// Whether there is nothing to count.
    var isEmpty: Bool { event.isEmpty && page.isEmpty }

    mutating func setCurrency(_ value: Span<UInt8>) {
        guard value.count == 3 else { return currency = "" }
        for index in value.indices where !ASCII.isLetter(value[index]) { return currency = "" }
        currency = value.string.uppercased()
    }

    /// Reads a decimal amount such as `499`, `12.50` or `-3.5`; anything else counts as none.
    mutating func setRevenue(_ value: Span<UInt8>) {
        revenueCents = Self.cents(value) ?? 0
    }

    private static func cents(_ value: Span<UInt8>) -> Int? {
        let isNegative = value.count > 0 && value[0] == UInt8(ascii: "-")
        var whole = 0
        var fraction = 0
        var fractionDigits: Int?
        var digits = 0
        for index in (isNegative ? 1 : 0)..<value.count {
            let byte = value[index]
            if byte == UInt8(ascii: "."), fractionDigits == nil {
                fractionDigits = 0
            } else if ASCII.isDigit(byte) {
                digits += 1
                guard let seen = fractionDigits else {
                    whole = whole * 10 + Int(byte - UInt8(ascii: "0"))
                    guard digits <= longestAmount else { return nil }
                    continue
                }
                if seen < 2 { fraction = fraction * 10 + Int(byte - UInt8(ascii: "0")) }
                fractionDigits = seen + 1
            } else {
                return nil
            }
        }
        guard digits > 0 else { return nil }
        if fractionDigits == 1 { fraction *= 10 }
        return (isNegative ? -1 : 1) * (whole * 100 + fraction)
    }

    /// Most digits before the decimal point; a larger amount is a mistake, not a sale.
    private static let longestAmount = 12
}
