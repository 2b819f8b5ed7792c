import Bytes

/// Lines of nginx's error log.
///
/// The message may hold anything, also what looks like the named values at its end: these are looked
/// for from the right, and all that follows has to be in their grammar.
enum NginxErrorLine {
    static func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let date = LogTimestamp.dateEnd(line, from: 0, separator: UInt8(ascii: "/")),
            line.hasPrefix(" ", from: date),
            let time = LogTimestamp.clockEnd(line, from: date + 1),
            line.hasPrefix(" [", from: time)
        else { return false }
        parts.add(.time, 0..<time)
        var level = time + 2
        while level < line.count, ASCII.isLetter(line[level]) { level += 1 }
        guard isLevel(line.extracting(time + 2..<level)), line.hasPrefix("] ", from: level) else {
            return false
        }
        parts.add(.level, time + 2..<level)
        let process = LogTimestamp.digits(line, from: level + 2, atMost: longestNumber)
        guard process > level + 2, line.hasPrefix("#", from: process) else { return false }
        parts.add(.process, level + 2..<process)
        let thread = LogTimestamp.digits(line, from: process + 1, atMost: longestNumber)
        guard thread > process + 1, line.hasPrefix(":", from: thread) else { return false }
        parts.add(.thread, process + 1..<thread)
        var position = thread + 1
        if line.hasPrefix(" ", from: position) { position += 1 }
        if line.hasPrefix("*", from: position) {
            let number = LogTimestamp.digits(line, from: position + 1, atMost: longestNumber)
            if number > position + 1, line.hasPrefix(" ", from: number) {
                parts.add(.connection, position + 1..<number)
                position = number + 1
            }
        }
        readTail(line, from: position, &parts)
        return true
    }

    private static func isLevel(_ word: Span<UInt8>) -> Bool {
        for level in levels where word.equals(level) { return true }
        return false
    }

    private static let levels: [StaticString] = [
        "error", "warn", "notice", "info", "crit", "alert", "emerg", "debug", "stderr",
    ]
    private static let longestNumber = 20

    // MARK: Tail

    /// Takes the rightmost values that hold no further ones; where a client wrote names into all of
    /// them, those that begin first, so that the most is treated as a value.
    private static func readTail(
        _ line: Span<UInt8>, from start: Int, _ parts: inout MessageParts
    ) {
        let mark = parts.count
        var end = line.count
        var first: Int?
        for _ in 0..<mostTails {
            guard let comma = lastTail(line, from: start, before: end) else { break }
            parts.add(.message, start..<comma)
            switch readValues(line, from: comma, &parts) {
            case .clean: return
            case .doubtful: first = comma
            case .none: break
            }
            parts.truncate(to: mark)
            end = comma
        }
        parts.add(.message, start..<(first ?? line.count))
        if let first { _ = readValues(line, from: first, &parts) }
    }

    /// How well the values of a tail are read.
    private enum Reading {
        /// No tail.
        case none
        /// A value holds what looks like further values.
        case doubtful
        case clean
    }

    /// The last `, client: ` before `end`.
    private static func lastTail(
        _ line: Span<UInt8>, from start: Int, before end: Int
    ) -> Int? {
        var position = end - 1
        while position >= start {
            if line[position] == UInt8(ascii: ","), line.hasPrefix(", client: ", from: position) {
                return position
            }
            position -= 1
        }
        return nil
    }

    /// The values from a comma to the end of the line, if nothing else is between.
    private static func readValues(
        _ line: Span<UInt8>, from start: Int, _ parts: inout MessageParts
    ) -> Reading {
        var reading = Reading.clean
        var position = start
        var next = 0
        while position < line.count {
            guard let name = name(line, at: position, from: next) else {
                return isTraffic(line, from: position) ? reading : .none
            }
            next = name.place + 1
            let begin = position + 4 + name.length
            guard begin <= line.count else { return .none }
            if line.hasPrefix("\"", from: begin) {
                let close = quoteEnd(line, from: begin + 1, next: next)
                guard parts.add(name.field, begin + 1..<close) else { return .none }
                if holdsValues(line, begin + 1..<close) { reading = .doubtful }
                position = min(close + 1, line.count)
            } else {
                var end = begin
                while end < line.count, line[end] > 0x20, line[end] != UInt8(ascii: "\""),
                    !(line[end] == UInt8(ascii: ",") && line.hasPrefix(" ", from: end + 1))
                {
                    end += 1
                }
                guard name.isBare, parts.add(name.field, begin..<end) else { return .none }
                if name.field == .client, line.hasPrefix(" using starttls", from: end) { end += 15 }
                position = end
            }
        }
        return reading
    }

    /// Whether a quote and another name stand in a value.
    private static func holdsValues(_ line: Span<UInt8>, _ value: Range<Int>) -> Bool {
        for index in value
        where line[index] == UInt8(ascii: "\"") && name(line, at: index + 1, from: 0) != nil {
            return true
        }
        return false
    }

    /// `, client: ` and the other names, of which each stands behind those before it.
    private static func name(
        _ line: Span<UInt8>, at comma: Int, from first: Int
    ) -> (field: MessageField, length: Int, isBare: Bool, place: Int)? {
        guard line.hasPrefix(", ", from: comma) else { return nil }
        for place in first..<max(first, names.count) {
            let (field, word, isBare) = names[place]
            guard line.hasPrefix(word, from: comma + 2),
                line.hasPrefix(": ", from: comma + 2 + word.utf8CodeUnitCount)
            else { continue }
            return (field, word.utf8CodeUnitCount, isBare, place)
        }
        return nil
    }

    /// The quote behind which the line ends or another name begins; a cut line has none.
    private static func quoteEnd(_ line: Span<UInt8>, from start: Int, next: Int) -> Int {
        var position = start
        while position < line.count {
            if line[position] == UInt8(ascii: "\""),
                position + 1 == line.count || name(line, at: position + 1, from: next) != nil
                    || line.hasPrefix(", bytes from/to ", from: position + 1)
            {
                return position
            }
            position += 1
        }
        return line.count
    }

    /// `, bytes from/to client:0/0, bytes from/to upstream:0/0` of the stream module.
    private static func isTraffic(_ line: Span<UInt8>, from start: Int) -> Bool {
        guard line.hasPrefix(", bytes from/to client:", from: start) else { return false }
        for index in start..<line.count {
            switch line[index] {
            case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "/"), UInt8(ascii: ":"): break
            default: guard ASCII.isAlphanumeric(line[index]) else { return false }
            }
        }
        return true
    }

    /// In the order of the line.
    private static let names: [(MessageField, StaticString, Bool)] = [
        (.client, "client", true), (.server, "server", true), (.login, "login", false),
        (.request, "request", false), (.subrequest, "subrequest", false),
        (.upstream, "upstream", false), (.host, "host", false), (.referrer, "referrer", false),
    ]

    /// Who writes more tails into one line is no client whose line is worth more.
    private static let mostTails = 8
}
