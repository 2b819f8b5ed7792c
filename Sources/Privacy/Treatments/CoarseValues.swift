package import Bytes

/// Keeps the language and drops the region and every further choice: `nl-BE,nl;q=0.9` is `nl`.
package enum LanguageReduction {
    /// Appends the primary subtag of the first item in lower case (RFC 5646 2.2.1).
    ///
    /// What does not begin with two or three letters, or with more before the first `-`, `_`, `,` or
    /// `;`, is no language and becomes nothing. `*` and `-` stay.
    package static func reduce(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        if value.equals("-") || value.equals("*") { return output.append(value) }
        var start = 0
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        var end = start
        while end < value.count, ASCII.isLetter(value[end]) { end += 1 }
        guard (2...3).contains(end - start) else { return }
        if end < value.count {
            switch value[end] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ","), UInt8(ascii: ";"),
                UInt8(ascii: " "):
                break
            default: return
            }
        }
        for index in start..<end { output.append(ASCII.lowercased(value[index])) }
    }
}

/// Replaces a screen or viewport size by the nearest smaller one of six.
///
/// 360x640 and 390x844 (telephones), 768x1024 (tablets), 1366x768, 1920x1080, 2560x1440; below the
/// smallest 360x640, and portrait or landscape as it was.
package enum ScreenBuckets {
    /// Longer side from, and the bucket's short and long side.
    private static let buckets: [(from: Int, short: Int, long: Int)] = [
        (2560, 1440, 2560), (1800, 1080, 1920), (1200, 768, 1366), (1000, 768, 1024),
        (800, 390, 844), (0, 360, 640),
    ]
    /// A larger number is no screen.
    private static let longestSide = 99_999

    /// Sides that a single number is cut to.
    private static let sides = [2560, 1920, 1366, 1024, 768, 640, 360]

    /// Appends the bucket of `1920x1080`, `1920,1080`, `1920*1080`, or of one side alone.
    ///
    /// A third number, the scale, becomes 1; anything else becomes nothing.
    package static func reduce(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        var position = 0
        guard let width = number(value, &position) else { return }
        guard position < value.count else {
            return output.append(decimal: sides.first { width >= $0 } ?? 360)
        }
        let separator = value[position]
        switch separator {
        case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: ","), UInt8(ascii: "*"): break
        default: return
        }
        position += 1
        guard let height = number(value, &position),
            position == value.count || isScale(value, separator, from: position)
        else { return }
        let long = max(width, height)
        guard let bucket = buckets.first(where: { long >= $0.from }) else { return }
        output.append(decimal: width > height ? bucket.long : bucket.short)
        output.append(separator)
        output.append(decimal: width > height ? bucket.short : bucket.long)
        if position < value.count {
            output.append(separator)
            output.append(UInt8(ascii: "1"))
        }
    }

    private static func isScale(_ value: Span<UInt8>, _ separator: UInt8, from start: Int) -> Bool {
        guard value[start] == separator, start + 1 < value.count, value.count - start <= 6 else {
            return false
        }
        for index in (start + 1)..<value.count
        where !ASCII.isDigit(value[index]) && value[index] != UInt8(ascii: ".") { return false }
        return true
    }

    private static func number(_ value: Span<UInt8>, _ position: inout Int) -> Int? {
        let start = position
        var number = 0
        while position < value.count, ASCII.isDigit(value[position]) {
            number = number * 10 + Int(value[position] - UInt8(ascii: "0"))
            guard number <= longestSide else { return nil }
            position += 1
        }
        return position > start ? number : nil
    }
}

/// Keeps the country of a region code: `BE-VLG` is `BE` (ISO 3166-2).
package enum CountryReduction {
    /// Appends the two letters in upper case; what begins otherwise becomes nothing.
    package static func reduce(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        guard value.count >= 2, ASCII.isLetter(value[0]), ASCII.isLetter(value[1]) else { return }
        if value.count > 2 {
            guard value[2] == UInt8(ascii: "-") || value[2] == UInt8(ascii: "_") else { return }
        }
        output.append(value[0] & ~0x20)
        output.append(value[1] & ~0x20)
    }
}

/// Rounds a number down to a multiple of a step: times to the hour, sizes to a hundred.
package enum NumberCoarsening {
    /// Longest number that is read; longer ones are no measurements.
    private static let mostDigits = 18

    /// Appends the rounded number; a fraction is dropped, anything but a number becomes nothing.
    package static func reduce(_ value: Span<UInt8>, step: Int, into output: inout ByteBuffer) {
        let isNegative = value.count > 0 && value[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        var end = start
        var number = 0
        while end < value.count, ASCII.isDigit(value[end]), end - start < mostDigits {
            number = number * 10 + Int(value[end] - UInt8(ascii: "0"))
            end += 1
        }
        guard end > start else { return }
        if end < value.count {
            guard value[end] == UInt8(ascii: ".") else { return }
            for index in end + 1..<value.count where !ASCII.isDigit(value[index]) { return }
        }
        let size = max(step, 1)
        let rounded = number - number % size
        output.append(decimal: isNegative ? -rounded : rounded)
    }
}
