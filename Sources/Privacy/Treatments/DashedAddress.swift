import Bytes

/// Reads addresses in host names that providers make from them: `ip-203-0-113-9.example.net`.
enum DashedAddress {
    private static let dash = UInt8(ascii: "-")

    /// Reads around the first dash at `position`.
    static func read(at position: Int, floor: Int, in text: Span<UInt8>) -> AddressMasker.Reading {
        let none = AddressMasker.Reading.none(resume: position &+ 1)
        var start = position
        while start > floor, position &- start < 3, ASCII.isDigit(text[start &- 1]) { start &-= 1 }
        while start < position {
            if start == floor || TextEscapes.isBoundary(before: start, in: text)
                || ASCII.isLetter(text[start &- 1]),
                let (value, end) = quad(at: start, in: text)
            {
                let runEnd = numbersEnd(after: end, in: text)
                let isOrdered = followsIP(start, in: text)
                guard isOrdered || isHostName(after: runEnd, in: text) else {
                    return .none(resume: runEnd)
                }
                return .address(
                    AddressMatch(
                        .dashed(value, isOrdered: isOrdered && runEnd == end), start,
                        addressEnd: end, end: runEnd))
            }
            start &+= 1
        }
        return none
    }

    private static func quad(at start: Int, in text: Span<UInt8>) -> (UInt32, Int)? {
        var value: UInt32 = 0
        var position = start
        for part in 0..<4 {
            if part > 0 {
                guard position < text.count, text[position] == dash else { return nil }
                position &+= 1
            }
            let first = position
            var number: UInt32 = 0
            while position < text.count, ASCII.isDigit(text[position]) {
                guard position &- first < 3 else { return nil }
                number = number &* 10 &+ UInt32(text[position] &- 0x30)
                position &+= 1
            }
            guard position > first, number <= 255 else { return nil }
            value = value &<< 8 | number
        }
        return (value, position)
    }

    /// The end of the numbers that follow after further dashes.
    ///
    /// `ec2-203-0-113-9` has five: which four are the address is unknown.
    private static func numbersEnd(after end: Int, in text: Span<UInt8>) -> Int {
        var position = end
        while position &+ 1 < text.count, text[position] == dash,
            ASCII.isDigit(text[position &+ 1])
        {
            position &+= 1
            while position < text.count, ASCII.isDigit(text[position]) { position &+= 1 }
        }
        return position
    }

    /// `ip-` or `ip` and another mark before: the order of Amazon and others, host part last.
    private static func followsIP(_ start: Int, in text: Span<UInt8>) -> Bool {
        guard start >= 3, text.extracting(start &- 3..<start &- 1).equalsIgnoringCase("ip") else {
            return false
        }
        return text[start &- 1] == dash && TextEscapes.isBoundary(before: start &- 3, in: text)
    }

    /// Whether two or more labels follow, so that this is a host name and not a file or a slug.
    private static func isHostName(after end: Int, in text: Span<UInt8>) -> Bool {
        var position = end
        var labels = 0
        while position < text.count, labels < 2 {
            let byte = text[position]
            if byte == UInt8(ascii: "."), position &+ 1 < text.count,
                ASCII.isAlphanumeric(text[position &+ 1])
            {
                labels &+= 1
            } else if !ASCII.isAlphanumeric(byte), byte != dash {
                break
            }
            position &+= 1
        }
        return labels >= 2
    }
}
