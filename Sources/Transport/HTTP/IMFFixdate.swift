import Bytes

/// The date format of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7).
package enum IMFFixdate {
    /// The bytes every such date has.
    package static let length = 29

    /// The date for `epochSeconds`; times outside the years 1970...9999 are moved to the nearest end.
    package static func bytes(epochSeconds: Int) -> [29 of UInt8] {
        let seconds = min(max(epochSeconds, 0), lastSecond)
        let days = seconds / 86400
        let time = seconds % 86400
        let date = CivilDate(daysSinceEpoch: days)
        var writer = Writer()
        // 1 January 1970 was a Thursday.
        writer.append(weekdays, at: (days + 4) % 7)
        writer.append(", ")
        writer.append(twoDigits: date.day)
        writer.append(" ")
        writer.append(months, at: date.month - 1)
        writer.append(" ")
        writer.append(twoDigits: date.year / 100)
        writer.append(twoDigits: date.year % 100)
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
    static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

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
