import Bytes

/// Lines of Apache's error log, 2.4 and 2.2 (`ErrorLogFormat`).
enum ApacheErrorLine {
    static func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard line.hasPrefix("["), let time = timeEnd(line, from: 1),
            line.hasPrefix("] [", from: time)
        else { return false }
        parts.add(.time, 1..<time)
        guard var position = readLevel(line, from: time + 3, &parts) else { return false }
        if line.hasPrefix(" [pid ", from: position) {
            guard let end = readProcess(line, from: position + 6, &parts) else { return false }
            position = end
        }
        if position == line.count { return true }
        guard line[position] == UInt8(ascii: " ") else { return false }
        position = readClient(line, from: position + 1, &parts)
        let referrer = self.referrer(line, from: position)
        parts.add(.message, position..<(referrer ?? line.count))
        if let referrer { parts.add(.referrer, referrer + 11..<line.count) }
        return true
    }

    /// Such as `Thu Oct 10 13:55:36.123456 2024`.
    private static func timeEnd(_ line: Span<UInt8>, from start: Int) -> Int? {
        guard let day = LogTimestamp.weekdayEnd(line, from: start), line.hasPrefix(" ", from: day)
        else { return nil }
        return LogTimestamp.legacyEnd(line, from: day + 1)
    }

    /// `authz_core:error]`, `:error]`, `error]`; the offset behind the bracket.
    private static func readLevel(
        _ line: Span<UInt8>, from start: Int, _ parts: inout MessageParts
    ) -> Int? {
        var end = start
        while end < line.count, isNameByte(line[end]) { end += 1 }
        if end < line.count, line[end] == UInt8(ascii: ":") {
            if end > start { parts.add(.module, start..<end) }
            let level = end + 1
            end = level
            while end < line.count, isNameByte(line[end]) { end += 1 }
            guard isLevel(line.extracting(level..<end)) else { return nil }
            parts.add(.level, level..<end)
        } else {
            guard isLevel(line.extracting(start..<end)) else { return nil }
            parts.add(.level, start..<end)
        }
        return line.hasPrefix("]", from: end) ? end + 1 : nil
    }

    /// Such as `2211:tid 139912]`.
    private static func readProcess(
        _ line: Span<UInt8>, from start: Int, _ parts: inout MessageParts
    ) -> Int? {
        let end = LogTimestamp.digits(line, from: start, atMost: longestNumber)
        guard end > start else { return nil }
        parts.add(.process, start..<end)
        if line.hasPrefix("]", from: end) { return end + 1 }
        guard line.hasPrefix(":tid ", from: end) else { return nil }
        let thread = LogTimestamp.digits(line, from: end + 5, atMost: longestNumber)
        guard thread > end + 5, line.hasPrefix("]", from: thread) else { return nil }
        parts.add(.thread, end + 5..<thread)
        return thread + 1
    }

    /// `[client 198.51.100.23:51234] `, behind a file or a system error where there is one.
    private static func readClient(
        _ line: Span<UInt8>, from start: Int, _ parts: inout MessageParts
    ) -> Int {
        var open = start
        if !isClient(line, open) {
            // `(13)Permission denied: [client …]`, `mod_ssl.c(123): [client …]`
            let limit = min(line.count, start + longestPrefix)
            var position = start
            while position < limit, line[position] != UInt8(ascii: "[") { position += 1 }
            guard position > start + 2, line.hasPrefix(": ", from: position - 2),
                isClient(line, position)
            else { return start }
            open = position
        }
        // `[client` and `[remote` have as many letters.
        let value = open + 8
        guard let close = line.firstOffset(of: UInt8(ascii: "]"), from: value) else { return start }
        if open > start { parts.add(.source, start..<open - 2) }
        parts.add(.client, value..<close)
        return line.hasPrefix(" ", from: close + 1) ? close + 2 : close + 1
    }

    private static func isClient(_ line: Span<UInt8>, _ position: Int) -> Bool {
        line.hasPrefix("[client ", from: position) || line.hasPrefix("[remote ", from: position)
    }

    /// The first `, referer: `: what the client sent may hold another, which then goes with it.
    private static func referrer(_ line: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while let comma = line.firstOffset(of: UInt8(ascii: ","), from: position) {
            if line.hasPrefix(", referer: ", from: comma) { return comma }
            position = comma + 1
        }
        return nil
    }

    private static func isLevel(_ word: Span<UInt8>) -> Bool {
        for level in levels where word.equals(level) { return true }
        return word.count == 6 && word.hasPrefix("trace") && ASCII.isDigit(word[5])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static let levels: [StaticString] = [
        "error", "warn", "notice", "info", "crit", "alert", "emerg", "debug",
    ]
    /// Threads are numbered by their address.
    private static let longestNumber = 20
    /// Longer than the words for a system error.
    private static let longestPrefix = 256
}
