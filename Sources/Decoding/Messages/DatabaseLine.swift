import Bytes

/// Lines of the logs of MySQL and MariaDB.
///
/// Statements of several lines cannot be told from other texts; only their first line is read here.
enum DatabaseLine {
    static func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        if line.hasPrefix("# User@Host: ") { return splitUser(line, into: &parts) }
        if line.hasPrefix("# Time: ") {
            parts.add(.message, 2..<line.count)
            return true
        }
        if line.hasPrefix("# Query_time: ") || line.hasPrefix("# Thread_id: ")
            || line.hasPrefix("# Rows_affected: ") || line.hasPrefix("# administrator command: ")
        {
            parts.add(.message, 2..<line.count)
            return true
        }
        return splitGeneral(line, into: &parts)
    }

    /// Such as `# User@Host: shop[shop] @ web1.example [198.51.100.23]  Id:    12`.
    private static func splitUser(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        let start = 13
        guard let at = find("] @ ", in: line, from: start) else { return false }
        guard let open = line.firstOffset(of: UInt8(ascii: "["), from: start), open < at else {
            return false
        }
        parts.add(.user, start..<open)
        parts.add(.user, open + 1..<at)
        let host = at + 4
        guard let bracket = line.firstOffset(of: UInt8(ascii: "["), from: host),
            let close = line.firstOffset(of: UInt8(ascii: "]"), from: bracket)
        else { return false }
        // A host without a name has only the space.
        let name = line.hasPrefix(" ", from: bracket - 1) ? bracket - 1 : bracket
        if name > host { parts.add(.client, host..<name) }
        if close > bracket + 1 { parts.add(.client, bracket + 1..<close) }
        parts.add(.message, close + 1..<line.count)
        return true
    }

    /// Such as `2024-10-10T11:55:36.123456Z<tab>   12 Query<tab>SELECT …`.
    private static func splitGeneral(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        guard let time = LogTimestamp.isoEnd(line, from: 0), line.hasPrefix("\t", from: time) else {
            return false
        }
        parts.add(.time, 0..<time)
        var position = time + 1
        while position < line.count, line[position] == UInt8(ascii: " ") { position += 1 }
        let number = LogTimestamp.digits(line, from: position, atMost: 10)
        guard number > position, line.hasPrefix(" ", from: number) else { return false }
        parts.add(.connection, position..<number)
        guard let tab = line.firstOffset(of: 0x09, from: number) else { return false }
        for index in number + 1..<tab
        where !ASCII.isLetter(line[index]) && line[index] != UInt8(ascii: " ") {
            return false
        }
        if line.extracting(number + 1..<tab).equals("Connect") {
            // `jan@198.51.100.23 on shop using TCP/IP`
            guard let at = line.firstOffset(of: UInt8(ascii: "@"), from: tab + 1) else {
                return false
            }
            parts.add(.user, tab + 1..<at)
            var end = at + 1
            while end < line.count, line[end] > 0x20 { end += 1 }
            parts.add(.client, at + 1..<end)
            parts.add(.message, end..<line.count)
        } else {
            parts.add(.statement, tab + 1..<line.count)
        }
        return true
    }

    private static func find(
        _ text: StaticString, in line: Span<UInt8>, from start: Int
    ) -> Int? {
        var position = start
        while position < line.count {
            if line.hasPrefix(text, from: position) { return position }
            position += 1
        }
        return nil
    }
}
