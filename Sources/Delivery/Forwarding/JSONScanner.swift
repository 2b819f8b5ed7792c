import Bytes

/// Passes over JSON values, strictly (RFC 8259), and keeps nothing of them.
///
/// What delivery holds was written on the other side of the privacy wall; the readers of raw data there
/// are out of reach here, so this is a scanner of its own. It finds ends, and no more.
///
/// Each call begins with white space and gives `false` or `nil` for what is not JSON; after that the
/// scanner is of no use. That the text is UTF-8 is for the caller to see to.
///
/// Invariant: `0 <= position <= text.count`.
struct JSONScanner {
    /// Nesting that events stay below (the maps take 64); who nests deeper goes alone.
    static let mostNested = 72

    private var position = 0
    private var depth = 0

    /// The next byte that is no white space; `nil` at the end.
    mutating func peek(in text: Span<UInt8>) -> UInt8? {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Passes over a value of any type.
    mutating func value(in text: Span<UInt8>) -> Bool {
        switch peek(in: text) {
        case UInt8(ascii: "{"): object(in: text) { scanner, text, _ in scanner.value(in: text) }
        case UInt8(ascii: "["): array(in: text) != nil
        case UInt8(ascii: "\""): string(in: text) != nil
        case UInt8(ascii: "t"): word("true", in: text)
        case UInt8(ascii: "f"): word("false", in: text)
        case UInt8(ascii: "n"): word("null", in: text)
        case nil: false
        default: number(in: text)
        }
    }

    /// Passes over an array, and gives what is in it.
    mutating func array(in text: Span<UInt8>) -> EventArray? {
        guard open("[", in: text) else { return nil }
        let start = position
        var count = 0
        if peek(in: text) != UInt8(ascii: "]") {
            repeat {
                guard value(in: text) else { return nil }
                count += 1
            } while take(",", in: text)
        }
        let end = position
        guard close("]", in: text) else { return nil }
        return EventArray(interior: start..<end, count: count)
    }

    /// Passes over an object; `member` gets the range of each name, without quotes, and passes over its
    /// value.
    mutating func object(
        in text: Span<UInt8>,
        _ member: (inout JSONScanner, Span<UInt8>, Range<Int>) -> Bool
    ) -> Bool {
        guard open("{", in: text) else { return false }
        if peek(in: text) != UInt8(ascii: "}") {
            repeat {
                guard peek(in: text) == UInt8(ascii: "\""), let name = string(in: text),
                    take(":", in: text), member(&self, text, name)
                else { return false }
            } while take(",", in: text)
        }
        return close("}", in: text)
    }

    // MARK: Parts

    private mutating func take(_ mark: Unicode.Scalar, in text: Span<UInt8>) -> Bool {
        guard peek(in: text) == UInt8(ascii: mark) else { return false }
        position += 1
        return true
    }

    private mutating func open(_ mark: Unicode.Scalar, in text: Span<UInt8>) -> Bool {
        depth += 1
        return depth <= Self.mostNested && take(mark, in: text)
    }

    private mutating func close(_ mark: Unicode.Scalar, in text: Span<UInt8>) -> Bool {
        depth -= 1
        return take(mark, in: text)
    }

    /// Passes over the string whose quote is next, and gives what is between the quotes.
    private mutating func string(in text: Span<UInt8>) -> Range<Int>? {
        position += 1
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"):
                guard escape(in: text) else { return nil }
            case 0..<0x20: return nil
            default: position += 1
            }
        }
        return nil
    }

    private mutating func escape(in text: Span<UInt8>) -> Bool {
        position += 1
        guard position < text.count else { return false }
        switch text[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
            return true
        case UInt8(ascii: "u"):
            position += 1
            let end = position + 4
            guard end <= text.count else { return false }
            while position < end {
                guard ASCII.isHexDigit(text[position]) else { return false }
                position += 1
            }
            return true
        default: return false
        }
    }

    private mutating func word(_ word: StaticString, in text: Span<UInt8>) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= text.count else { return false }
        for index in 0..<word.utf8CodeUnitCount {
            guard unsafe text[position + index] == word.utf8Start[index] else { return false }
        }
        position = end
        return true
    }

    private mutating func number(in text: Span<UInt8>) -> Bool {
        if text[position] == UInt8(ascii: "-") { position += 1 }
        if position < text.count, text[position] == UInt8(ascii: "0") {
            position += 1
        } else {
            guard digits(in: text) else { return false }
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            guard digits(in: text) else { return false }
        }
        guard position < text.count, text[position] | 0x20 == UInt8(ascii: "e") else { return true }
        position += 1
        if position < text.count,
            text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-")
        {
            position += 1
        }
        return digits(in: text)
    }

    private mutating func digits(in text: Span<UInt8>) -> Bool {
        let start = position
        while position < text.count, ASCII.isDigit(text[position]) { position += 1 }
        return position > start
    }
}
