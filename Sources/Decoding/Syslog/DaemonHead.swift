import Bytes

/// What a log daemon writes before a message, in the forms that are found on the wire and in files.
///
/// Ranges point into the line that was split; whatever they leave out is syntax, and a time in its
/// grammar.
package struct DaemonHead: Sendable, Equatable {
    /// The length of what follows, before the first `<` (RFC 6587 3.4.1).
    package private(set) var count: Range<Int>?
    /// The machine that wrote the message, in its own words.
    package private(set) var host: Range<Int>?
    /// The program, without its process number: `postfix/smtpd`.
    package private(set) var program: Range<Int>?
    package private(set) var process: Range<Int>?
    package private(set) var messageID: Range<Int>?
    /// All groups with their brackets (RFC 5424 6.3).
    package private(set) var structuredData: Range<Int>?
    /// Where the message begins.
    package private(set) var message = 0
    /// Whether the head alone shows what the line is.
    ///
    /// A mere ISO time stands before lines of other formats too.
    package private(set) var isCertain = true

    private init() {}

    /// Splits the head off `line`; `nil` where none of the forms is there.
    ///
    /// Read: RFC 3164 with and without priority, host and process number, with a year, a fraction, or
    /// the sequence number and star of Cisco; ISO times in its place (rsyslog); RFC 5424; a priority
    /// alone before the message (HAProxy `short`), or an ISO time alone (`iso`); each behind an octet
    /// count.
    package static func split(_ line: Span<UInt8>) -> DaemonHead? {
        var head = DaemonHead()
        var position = 0
        if let end = countEnd(line) {
            head.count = 0..<end
            position = end + 1
        }
        let priority = priorityEnd(line, from: position)
        if head.count != nil, priority == nil { return nil }
        if let priority {
            position = priority
            if line.hasPrefix("1 ", from: position) {
                return head.readProtocol(line, from: position + 2) ? head : nil
            }
            position = deviceMarksEnd(line, from: position)
        }
        return head.readLegacy(line, from: position, hasPriority: priority != nil) ? head : nil
    }

    // MARK: RFC 3164

    private mutating func readLegacy(
        _ line: Span<UInt8>, from start: Int, hasPriority: Bool
    ) -> Bool {
        let legacy = LogTimestamp.legacyEnd(line, from: start)
        guard let time = legacy ?? LogTimestamp.isoEnd(line, from: start) else {
            message = start
            return hasPriority
        }
        guard time < line.count, line[time] == Self.space || line[time] == Self.colon else {
            message = time
            return hasPriority && time == line.count
        }
        let first = Self.zoneNameEnd(line, from: time)
        if readTag(line, from: first) { return true }
        let hostEnd = Self.wordEnd(line, from: first)
        if hostEnd > first, hostEnd < line.count, readTag(line, from: hostEnd + 1) {
            host = first..<hostEnd
            return true
        }
        // Without a program, whether the next word is a host or the message's first is not known.
        message = first
        isCertain = legacy != nil || hasPriority
        return true
    }

    /// `haproxy[760]:` and the space behind it.
    private mutating func readTag(_ line: Span<UInt8>, from start: Int) -> Bool {
        var end = start
        var hasLetter = false
        while end < line.count, end - start <= Self.longestProgram, Self.isProgramByte(line[end]) {
            hasLetter = hasLetter || ASCII.isLetter(line[end])
            end += 1
        }
        guard end > start, end - start <= Self.longestProgram, hasLetter, end < line.count else {
            return false
        }
        let name = start..<end
        var number: Range<Int>?
        if line[end] == UInt8(ascii: "[") {
            let digits = LogTimestamp.digits(line, from: end + 1, atMost: Self.longestNumber)
            guard digits > end + 1, digits < line.count, line[digits] == UInt8(ascii: "]") else {
                return false
            }
            number = end + 1..<digits
            end = digits + 1
        }
        let hasColon = end < line.count && line[end] == Self.colon
        guard hasColon || number != nil else { return false }
        if hasColon { end += 1 }
        guard end == line.count || line[end] == Self.space else { return false }
        program = name
        process = number
        message = min(end + 1, line.count)
        return true
    }

    // MARK: RFC 5424

    private mutating func readProtocol(_ line: Span<UInt8>, from start: Int) -> Bool {
        var position = start
        if line.hasPrefix("- ", from: position) {
            position += 2
        } else {
            guard let time = LogTimestamp.isoEnd(line, from: position), time < line.count,
                line[time] == Self.space
            else { return false }
            position = time + 1
        }
        guard let host = Self.header(line, &position, atMost: Self.longestHost),
            let program = Self.header(line, &position, atMost: Self.longestProgram),
            let process = Self.header(line, &position, atMost: Self.longestProcess),
            let messageID = Self.header(line, &position, atMost: Self.longestMessageID),
            position < line.count
        else { return false }
        (self.host, self.program) = (host, program)
        (self.process, self.messageID) = (process, messageID)
        if line[position] == UInt8(ascii: "-") {
            position += 1
        } else {
            let end = StructuredDataCursor.end(of: line, from: position)
            guard let end else { return false }
            structuredData = position..<end
            position = end
        }
        guard position == line.count || line[position] == Self.space else { return false }
        message = min(position + 1, line.count)
        // The byte order mark says that the message is UTF-8 (6.4).
        if line.hasPrefix("\u{FEFF}", from: message) { message += 3 }
        return true
    }

    /// One word of printable ASCII and the space behind it.
    private static func header(
        _ line: Span<UInt8>, _ position: inout Int, atMost most: Int
    ) -> Range<Int>? {
        let end = wordEnd(line, from: position)
        guard end > position, end - position <= most, end < line.count else { return nil }
        for index in position..<end where line[index] > 0x7E { return nil }
        let word = position..<end
        position = end + 1
        return word
    }

    // MARK: Parts

    /// `83 ` before a priority.
    private static func countEnd(_ line: Span<UInt8>) -> Int? {
        let end = LogTimestamp.digits(line, from: 0, atMost: longestCount)
        return end > 0 && line.hasPrefix(" <", from: end) ? end : nil
    }

    /// `<134>`: 24 facilities of 8 severities.
    private static func priorityEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        guard start < line.count, line[start] == UInt8(ascii: "<") else { return nil }
        let end = LogTimestamp.digits(line, from: start + 1, atMost: 3)
        guard end > start + 1, end < line.count, line[end] == UInt8(ascii: ">") else { return nil }
        var value = 0
        for index in start + 1..<end { value = value * 10 + Int(line[index] - 0x30) }
        return value < 192 ? end + 1 : nil
    }

    /// `45: *`: the sequence number of a router, and that its clock was never set.
    private static func deviceMarksEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        var position = start
        let digits = LogTimestamp.digits(line, from: start, atMost: longestNumber)
        if digits > start, line.hasPrefix(": ", from: digits) { position = digits + 2 }
        if position < line.count,
            line[position] == UInt8(ascii: "*") || line[position] == UInt8(ascii: ".")
        {
            position += 1
        }
        return LogTimestamp.legacyEnd(line, from: position) != nil ? position : start
    }

    /// The start of what follows a time: ` `, `: ` or ` CEST: `.
    private static func zoneNameEnd(_ line: Span<UInt8>, from time: Int) -> Int {
        if line[time] == colon { return line.hasPrefix(": ", from: time) ? time + 2 : time + 1 }
        var end = time + 1
        while end < line.count, end - time <= 5, line[end] &- 0x41 < 26 { end += 1 }
        return end > time + 2 && line.hasPrefix(": ", from: end) ? end + 2 : time + 1
    }

    private static func wordEnd(_ line: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < line.count, line[end] > space { end += 1 }
        return end
    }

    private static func isProgramByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "@"), UInt8(ascii: "+"),
            UInt8(ascii: "%"):
            true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    private static let space = UInt8(ascii: " ")
    private static let colon = UInt8(ascii: ":")
    /// Messages of ten megabytes are no log lines.
    private static let longestCount = 7
    /// Process numbers and sequence numbers have at most ten digits.
    private static let longestNumber = 10
    // RFC 5424 6.
    private static let longestHost = 255
    private static let longestProgram = 48
    private static let longestProcess = 128
    private static let longestMessageID = 32
}
