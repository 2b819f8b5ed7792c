/// The date format of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7).
package enum IMFFixdate {
    /// The bytes every such date has.
    package static let length = 29

    /// The date for `epochSeconds`; times outside the years 1970...9999 are moved to the nearest end.
    package static func bytes(epochSeconds: Int) -> [29 of UInt8] {
        let seconds = min(max(epochSeconds, 0), lastSecond)
        let days = seconds / 86400
        let time = seconds % 86400
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        var writer = Writer()
        // 1 January 1970 was a Thursday.
        writer.append(weekdays, at: (days + 4) % 7)
        writer.append(", ")
        writer.append(twoDigits: day)
        writer.append(" ")
        writer.append(months, at: month - 1)
        writer.append(" ")
        writer.append(twoDigits: year / 100)
        writer.append(twoDigits: year % 100)
        writer.append(" ")
        writer.append(twoDigits: time / 3600)
        writer.append(":")
        writer.append(twoDigits: time / 60 % 60)
        writer.append(":")
        writer.append(twoDigits: time % 60)
        writer.append(" GMT")
        return writer.bytes
    }

    /// 31 December 9999, 23:59:59.
    private static let lastSecond = 253_402_300_799
    private static let weekdays: StaticString = "SunMonTueWedThuFriSat"
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

    /// Year, month and day after Hinnant, "chrono-compatible low-level date algorithms".
    ///
    /// The year is counted from 1 March, so that the leap day is its last.
    static func civilDate(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }

    private struct Writer {
        var bytes: [29 of UInt8] = .init(repeating: 0x20)
        var end = 0

        mutating func append(_ byte: UInt8) {
            bytes[end] = byte
            end += 1
        }

        mutating func append(twoDigits number: Int) {
            append(0x30 + UInt8(truncatingIfNeeded: number / 10))
            append(0x30 + UInt8(truncatingIfNeeded: number % 10))
        }

        mutating func append(_ literal: StaticString) {
            append(literal, 0..<literal.utf8CodeUnitCount)
        }

        /// The three letters of name `index` in a row of such names.
        mutating func append(_ names: StaticString, at index: Int) {
            append(names, 3 * index..<3 * index + 3)
        }

        private mutating func append(_ literal: StaticString, _ range: Range<Int>) {
            precondition(range.upperBound <= literal.utf8CodeUnitCount)
            // SAFETY: the range was checked against the literal's length.
            for index in range { append(unsafe literal.utf8Start[index]) }
        }
    }
}

/// The date of this second, formatted once for all responses of a lane.
package struct CachedDate: Sendable {
    package private(set) var second: Int
    package private(set) var bytes: [29 of UInt8]

    /// The date at `epochSeconds`.
    package init(epochSeconds: Int) {
        second = epochSeconds
        bytes = IMFFixdate.bytes(epochSeconds: epochSeconds)
    }

    /// Formats again when the second has changed.
    package mutating func update(epochSeconds: Int) {
        guard epochSeconds != second else { return }
        self = CachedDate(epochSeconds: epochSeconds)
    }
}
