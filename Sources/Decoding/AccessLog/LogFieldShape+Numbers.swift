import Bytes

extension LogFieldShape {
    /// `0.003`, `-5`, `0.1, 0.2 : -`; three groups of digits with dots between are no number, and
    /// numbers with mere spaces between are no list.
    static func isNumberList(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while true {
            guard let end = endOfNumber(text, from: position) else { return false }
            if end == text.count { return true }
            if text[end] == UInt8(ascii: ",") {
                position = end + 1
                if position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
            } else if text.hasPrefix(" : ", from: end) {
                position = end + 3
            } else {
                return false
            }
        }
    }

    /// The offset after `-`, or after digits with at most one dot and a sign.
    private static func endOfNumber(_ text: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
        let digits = position
        var hasDot = false
        while position < text.count {
            if text[position] == UInt8(ascii: "."), !hasDot, position > digits {
                hasDot = true
            } else if !ASCII.isDigit(text[position]) {
                break
            }
            position += 1
        }
        guard position > start, position - digits <= mostDigits + 1,
            text[position - 1] != UInt8(ascii: ".")
        else { return nil }
        return position
    }

    /// A number or a list of them, each with at most nine digits before the dot and no zero in front.
    static func isDuration(_ text: Span<UInt8>) -> Bool {
        guard isNumberList(text) else { return false }
        var digits = 0
        var isWhole = true
        for index in text.indices {
            let byte = text[index]
            if ASCII.isDigit(byte), isWhole {
                if digits == 1, text[index - 1] == UInt8(ascii: "0") { return false }
                digits += 1
                if digits > mostDurationDigits { return false }
            } else if byte == UInt8(ascii: ".") {
                isWhole = false
            } else if !ASCII.isDigit(byte) {
                digits = 0
                isWhole = true
            }
        }
        return true
    }

    /// A thousand seconds in microseconds, less one.
    private static let mostDurationDigits = 9

    static func isPort(_ text: Span<UInt8>) -> Bool {
        guard (1...5).contains(text.count) else { return false }
        for index in text.indices where !ASCII.isDigit(text[index]) { return false }
        return true
    }

    // MARK: Time

    /// A date or time in any of the forms that servers write, in English as they do.
    ///
    /// Without three dots or two colons in a row, with known words only, and with more than digits
    /// and spaces, no address, no name and no telephone number is in it.
    static func isTime(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestTime else { return false }
        var position = 0
        var digits = 0
        var dots = 0
        var colons = 0
        var dashes = 0
        var isDated = false
        while position < text.count {
            let byte = text[position]
            if ASCII.isLetter(byte) {
                let start = position
                while position < text.count, ASCII.isLetter(text[position]) { position += 1 }
                guard isTimeWord(text.extracting(start..<position)) else { return false }
                isDated = true
                continue
            }
            switch byte {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "-"): dashes += 1
            case UInt8(ascii: ":"):
                colons += 1
                if position > 0, text[position - 1] == byte { return false }
            case UInt8(ascii: "/"): isDated = true
            case UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "["),
                UInt8(ascii: "]"):
                break
            default:
                guard ASCII.isDigit(byte) else { return false }
                digits += 1
            }
            position += 1
        }
        isDated = isDated || colons > 0 || dots == 2 || dashes > 1
        // `10/Oct/2024:13:55:36 +02:00` has four colons, `10.10.2024` two dots.
        return digits > 0 && dots <= 2 && colons <= 4
            && (isDated || digits == text.count && digits <= mostPlainDigits)
    }

    /// `20241010135536`.
    private static let mostPlainDigits = 14

    /// Longer than `Wednesday, 10-September-2024 13:55:36.123456 +0200` and brackets.
    private static let longestTime = 64

    private static func isTimeWord(_ word: Span<UInt8>) -> Bool {
        for name in words where word.equalsIgnoringCase(name) { return true }
        return false
    }

    /// Months, days and what else stands in a time; zones are those of tz database that still are
    /// in use and those of Europe.
    private static let words: [StaticString] = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep",
        "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Monday", "Tuesday",
        "Wednesday", "Thursday", "Friday",
        "Saturday", "Sunday", "AM", "PM", "T", "Z", "UTC", "GMT", "CET", "CEST", "WET", "WEST",
        "EET", "EEST", "BST", "IST", "MSK", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
        "HST", "AKST", "AKDT", "JST", "KST", "AEST", "AEDT", "AWST", "ACST", "ACDT", "NZST", "NZDT",
        "SAST",
    ]
}
