import Bytes

/// A part of a text that has the form of a host's name: at least two labels.
struct HostRun {
    /// The name, without escapes before it and dots around it.
    let host: Range<Int>
    /// Where the search goes on.
    let end: Int

    /// The next name at or after `from`.
    static func next(in text: Span<UInt8>, from: Int) -> HostRun? {
        var position = from
        while position < text.count {
            guard isPart(text[position]) else {
                position += 1
                continue
            }
            let first = position
            var dots = 0
            while position < text.count, isPart(text[position]) {
                if text[position] == UInt8(ascii: ".") { dots += 1 }
                position += 1
            }
            guard dots > 0 else { continue }
            var start = first + escapeLength(in: text, at: first, end: position)
            var end = position
            while start < end, text[start] == UInt8(ascii: ".") { start += 1 }
            while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
            if start < end { return HostRun(host: start..<end, end: position) }
        }
        return nil
    }

    /// Whether a byte belongs to the name beside it; bytes beyond ASCII make an international one.
    static func isPart(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// How many bytes at the beginning belong to an escape: `%2F`, `\u002F`, `\x2F`, `\n`.
    private static func escapeLength(in text: Span<UInt8>, at first: Int, end: Int) -> Int {
        guard first > 0 else { return 0 }
        func hexDigits(from start: Int, _ count: Int) -> Bool {
            guard start + count <= end else { return false }
            for index in start..<(start + count) where !ASCII.isHexDigit(text[index]) {
                return false
            }
            return true
        }
        if text[first - 1] == UInt8(ascii: "%") { return hexDigits(from: first, 2) ? 2 : 0 }
        var slashes = 0
        while slashes < first, text[first - 1 - slashes] == UInt8(ascii: "\\") { slashes += 1 }
        guard slashes % 2 == 1 else { return 0 }
        switch text[first] {
        case UInt8(ascii: "u"): return hexDigits(from: first + 1, 4) ? 5 : 0
        case UInt8(ascii: "x"): return hexDigits(from: first + 1, 2) ? 3 : 0
        case let byte where "nrtbfv".utf8.contains(byte): return 1
        default: return 0
        }
    }
}

/// How a host is written where it stands, so that what takes its place is written alike.
struct HostPlace {
    /// How a slash is written.
    private enum Slash: CaseIterable {
        // `\\/` ends like `\/`, and that like `/`, so the longer form is asked first.
        case twiceEscaped, escaped, plain, unicode, hexadecimal, percent

        var text: StaticString {
            switch self {
            case .plain: "/"
            case .escaped: "\\/"
            // JSON inside a text of a script.
            case .twiceEscaped: "\\\\/"
            case .unicode: "\\u002F"
            case .hexadecimal: "\\x2F"
            case .percent: "%2F"
            }
        }
    }

    /// What is exchanged: scheme to port where they are written, else the host alone.
    let start: Int
    let end: Int
    private let slash: Slash
    /// The scheme, if it is written: `http` or `ws`, secure or not.
    private let scheme: (range: Range<Int>, isSocket: Bool)?
    private let host: Int

    /// Longest user part of an address (a Sentry DSN has 32 characters).
    private static let longestUser = 80

    /// `nil` where the name is no host of an address: a part of a path, an e-mail address, a port that
    /// is not the scheme's own.
    init?(of name: Range<Int>, in text: Span<UInt8>) {
        guard Self.isName(name, in: text) else { return nil }
        var end = name.upperBound
        // A final dot belongs to the name (RFC 3986 3.2.2), and would stand behind the mount.
        if end < text.count, text[end] == UInt8(ascii: ".") { return nil }
        if name.lowerBound > 0, text[name.lowerBound - 1] == UInt8(ascii: ".") { return nil }
        if end < text.count, text[end] == UInt8(ascii: "@") { return nil }
        if end + 1 < text.count, text[end] == UInt8(ascii: ":"), ASCII.isDigit(text[end + 1]) {
            var digits = end + 1
            while digits < text.count, ASCII.isDigit(text[digits]) { digits += 1 }
            let port = text.extracting((end + 1)..<digits)
            guard port.equals("443") || port.equals("80") else { return nil }
            end = digits
        }
        self.end = end
        host = name.lowerBound
        var authority = name.lowerBound
        if authority > 0, text[authority - 1] == UInt8(ascii: "@") {
            let least = max(0, authority - 1 - Self.longestUser)
            authority -= 1
            while authority > least,
                ASCII.isAlphanumeric(text[authority - 1]) || text[authority - 1] == 0x3A
            { authority -= 1 }
            guard Self.slashes(before: authority, in: text) != nil else { return nil }
        }
        guard let (slash, separator) = Self.slashes(before: authority, in: text) else {
            start = name.lowerBound
            slash = Self.slash(after: end, in: text)
            scheme = nil
            return
        }
        self.slash = slash
        scheme = Self.scheme(before: separator, in: text)
        start = scheme?.range.lowerBound ?? name.lowerBound
    }

    /// Whether a name may be a host: one slash before it makes it a part of a path.
    static func isName(_ name: Range<Int>, in text: Span<UInt8>) -> Bool {
        guard let (_, start) = slash(before: name.lowerBound, in: text) else { return true }
        return slash(before: start, in: text) != nil
    }

    /// How the second of two slashes is written, and where the first begins; they need not be alike.
    private static func slashes(before offset: Int, in text: Span<UInt8>) -> (Slash, Int)? {
        guard let (second, middle) = slash(before: offset, in: text),
            let (_, start) = slash(before: middle, in: text)
        else { return nil }
        return (second, start)
    }

    private static func slash(before offset: Int, in text: Span<UInt8>) -> (Slash, Int)? {
        for slash in Slash.allCases where endsWith(slash.text, at: offset, in: text) {
            return (slash, offset - slash.text.utf8CodeUnitCount)
        }
        return nil
    }

    private static func slash(after offset: Int, in text: Span<UInt8>) -> Slash {
        for slash in Slash.allCases where slash != .plain {
            let length = slash.text.utf8CodeUnitCount
            if offset + length <= text.count,
                text.extracting(offset..<(offset + length)).equalsIgnoringCase(slash.text)
            {
                return slash
            }
        }
        return .plain
    }

    private static func scheme(
        before offset: Int, in text: Span<UInt8>
    ) -> (range: Range<Int>, isSocket: Bool)? {
        let colons: [StaticString] = [":", "%3A", "\\u003A", "\\x3A"]
        guard let colon = colons.first(where: { endsWith($0, at: offset, in: text) }) else {
            return nil
        }
        let end = offset - colon.utf8CodeUnitCount
        let names: [(StaticString, Bool)] = [
            ("https", false), ("http", false), ("wss", true), ("ws", true),
        ]
        for (name, isSocket) in names where endsWith(name, at: end, in: text) {
            let start = end - name.utf8CodeUnitCount
            if start > 0, ASCII.isAlphanumeric(text[start - 1]) { continue }
            return (start..<end, isSocket)
        }
        return nil
    }

    private static func endsWith(
        _ literal: StaticString, at offset: Int, in text: Span<UInt8>
    ) -> Bool {
        let start = offset - literal.utf8CodeUnitCount
        return start >= 0 && text.extracting(start..<offset).equalsIgnoringCase(literal)
    }

    /// Appends the site in the place of the vendor.
    func append(_ target: ScriptTarget, to output: inout ByteBuffer, _ text: Span<UInt8>) {
        if let scheme {
            output.append(scheme.isSocket ? "ws" : "http")
            if target.isSecure { output.append("s") }
            output.append(text, scheme.range.upperBound..<host)
        }
        output.append(target.authority)
        for byte in target.mount.utf8 {
            if byte == UInt8(ascii: "/") {
                output.append(slash.text)
            } else {
                output.append(byte)
            }
        }
    }
}
