import Bytes

extension IMFFixdate {
    /// Reads a date into seconds since 1970; `nil` if it is not written exactly as this format says.
    ///
    /// The day of the week is not compared. Refused: the two obsolete forms of RFC 9110 5.6.7, which
    /// no server sends any more, dates before 1970, and days that their month does not have.
    package static func seconds(_ text: Span<UInt8>) -> Int? {
        guard text.count == length, matches(text, 3, ", "), matches(text, 25, " GMT"),
            [7, 11, 16].allSatisfy({ text[$0] == UInt8(ascii: " ") }),
            text[19] == UInt8(ascii: ":"), text[22] == UInt8(ascii: ":"),
            let day = twoDigits(text, 5), let month = month(text, 8),
            let century = twoDigits(text, 12), let yearOfCentury = twoDigits(text, 14),
            let hour = twoDigits(text, 17), let minute = twoDigits(text, 20),
            let second = twoDigits(text, 23), hour < 24, minute < 60, second <= 60
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard year >= 1970, day >= 1 else { return nil }
        let days = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
        // A day that the month does not have is one of the next month.
        guard CivilDate(daysSinceEpoch: days).day == day else { return nil }
        return days * 86_400 + hour * 3_600 + minute * 60 + min(second, 59)
    }

    private static func month(_ text: Span<UInt8>, _ start: Int) -> Int? {
        (1...12).first { matches(text, start, months, 3 * ($0 - 1)..<3 * $0) }
    }

    private static func twoDigits(_ text: Span<UInt8>, _ start: Int) -> Int? {
        let (tens, ones) = (text[start], text[start + 1])
        guard ASCII.isDigit(tens), ASCII.isDigit(ones) else { return nil }
        return Int(tens - 0x30) * 10 + Int(ones - 0x30)
    }

    private static func matches(
        _ text: Span<UInt8>, _ start: Int, _ literal: StaticString
    ) -> Bool {
        matches(text, start, literal, 0..<literal.utf8CodeUnitCount)
    }

    private static func matches(
        _ text: Span<UInt8>, _ start: Int, _ literal: StaticString, _ part: Range<Int>
    ) -> Bool {
        precondition(part.upperBound <= literal.utf8CodeUnitCount)
        // SAFETY: the range was checked against the literal's length.
        return part.allSatisfy {
            unsafe text[start + $0 - part.lowerBound] == literal.utf8Start[$0]
        }
    }
}
