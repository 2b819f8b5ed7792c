import Bytes

/// Card numbers with most digits covered: `**** **** **** 1234`, `411111XXXXXX1111`.
///
/// What is left names a card together with a name, and its first six digits name the bank.
enum MaskedCardDetector {
    /// Shortest and longest covered number.
    private static let lengths = 12...19
    /// Fewest covered digits; a product code has fewer letters x in a row.
    private static let fewestCovered = 4

    /// Whether the word of digits from `start` to `end` can begin a covered number.
    @inline(__always)
    static func mayBegin(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end < text.count, end &- start == 4 || end &- start == 6 else { return false }
        if text[end] == UInt8(ascii: "*") || text[end] == 0xE2 { return true }
        // `4111 11XX XXXX 1111`
        return end &- start == 4 && end &+ 3 < text.count
            && (text[end &+ 3] | 0x20 == 0x78 || text[end &+ 3] == UInt8(ascii: "*"))
    }

    /// The number that begins with a digit or a cover at `start`.
    ///
    /// A short form such as `**** 1234` needs a word for a card before it.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        var position = start
        var units = 0
        var covered = 0
        var leading = 0
        var trailing = 0
        while position < text.count, units <= lengths.upperBound {
            let cover = coverLength(text, position)
            if cover > 0 {
                covered &+= 1
                units &+= 1
                trailing = 0
                position &+= cover
            } else if ASCII.isDigit(text[position]) {
                units &+= 1
                trailing &+= 1
                if covered == 0 { leading &+= 1 }
                position &+= 1
            } else {
                guard units > 0 else { return nil }
                let gap = DigitGroups.separator(text, at: position, [.space, .dash])
                let next = position &+ gap
                guard gap > 0, next < text.count,
                    ASCII.isDigit(text[next]) || coverLength(text, next) > 0
                else { break }
                // Behind the last four digits a space ends the number.
                if covered > 0, trailing >= 4 { break }
                position = next
            }
        }
        guard covered >= fewestCovered, (3...5).contains(trailing), leading <= 8 else {
            return nil
        }
        if position < text.count, ASCII.isAlphanumeric(text[position]) { return nil }
        if lengths.contains(units) { return start..<position }
        guard units < lengths.lowerBound,
            NumberContext.before(start, in: text)?.meaning == .card
        else { return nil }
        return start..<position
    }

    /// The length of a cover at `position`: `*`, `x`, `X`, a bullet.
    private static func coverLength(_ text: Span<UInt8>, _ position: Int) -> Int {
        switch text[position] {
        case UInt8(ascii: "*"), UInt8(ascii: "x"), UInt8(ascii: "X"): 1
        case 0xE2:
            text.hasPrefix("•", from: position) || text.hasPrefix("●", from: position) ? 3 : 0
        default: 0
        }
    }
}
