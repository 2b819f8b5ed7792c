import Bytes

/// The parts of a URL as ranges, read the way browsers read it (WHATWG URL 4.4) and never refused.
///
/// Accepted are absolute URLs, `//host/path`, paths, and opaque ones such as `mailto:`. A browser
/// and a naive splitter must not see different hosts, therefore:
/// - `\` ends an authority and separates segments like `/`, except in URLs of unknown schemes;
/// - tabs and line breaks are skipped around the scheme and the slashes;
/// - with `http` and the like any number of slashes opens an authority, even none;
/// - the last `@` ends the userinfo.
///
/// Control bytes and spaces around the URL belong to no part. Nothing is decoded.
package struct URLParts: Sendable, Equatable {
    /// Without the colon; may hold skipped tabs, which ``schemeEquals(_:in:)`` ignores.
    package private(set) var scheme: Range<Int>?
    package private(set) var userinfo: Range<Int>?
    /// With the brackets of an IPv6 address; empty in `file:///`, `nil` without an authority.
    package private(set) var host: Range<Int>?
    /// What follows the colon after the host; empty in `host:/`, not checked to be a number.
    package private(set) var port: Range<Int>?
    /// Everything between authority (or scheme) and query; may be empty.
    package private(set) var path: Range<Int>
    /// Without the question mark.
    package private(set) var query: Range<Int>?
    /// Without the number sign.
    package private(set) var fragment: Range<Int>?
    /// Whether the path is not made of segments: `mailto:`, `data:`, `tel:`, `javascript:`.
    package private(set) var isOpaque = false
    /// Whether `\` separates segments.
    package private(set) var backslashIsSlash = true

    /// Splits `url`.
    package init(_ url: Span<UInt8>) {
        var start = 0
        var end = url.count
        while start < end, url[start] <= 0x20 { start += 1 }
        while end > start, url[end - 1] <= 0x20 { end -= 1 }
        path = start..<end

        let colon = Self.schemeEnd(url, start, end)
        var position = start
        var kind = Scheme.none
        if let colon {
            scheme = start..<colon
            position = colon + 1
            kind = Self.kind(of: start..<colon, in: url)
        }
        backslashIsSlash = kind != .unknown

        let (slashes, afterSlashes) = Self.leadingSlashes(
            url, position, end, backslash: backslashIsSlash)
        switch kind {
        case .web:
            splitAuthority(url, afterSlashes.all, end)
        case .none where slashes >= 2:
            splitAuthority(url, afterSlashes.all, end)
        case .file where slashes >= 2, .unknown where slashes >= 2:
            splitAuthority(url, afterSlashes.two, end)
        default:
            path = position..<end
            isOpaque = kind == .unknown && slashes == 0
        }
        splitTail(url, end)
    }

    private enum Scheme {
        case none
        /// What the standard calls special, without `file`.
        case web
        case file
        case unknown
    }

    private static func kind(of scheme: Range<Int>, in url: Span<UInt8>) -> Scheme {
        func isScheme(_ name: StaticString) -> Bool {
            url.matches(scheme, name, ignoring: isSkipped)
        }
        if isScheme("https") || isScheme("http") || isScheme("wss") || isScheme("ws")
            || isScheme("ftp")
        {
            return .web
        }
        return isScheme("file") ? .file : .unknown
    }

    /// The offset of the colon that ends a scheme (RFC 3986 3.1), or `nil`.
    private static func schemeEnd(_ url: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        guard start < end, ASCII.isLetter(url[start]) else { return nil }
        for index in start..<end {
            switch url[index] {
            case UInt8(ascii: ":"): return index
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
            case let byte where ASCII.isAlphanumeric(byte) || isSkipped(byte): continue
            default: return nil
            }
        }
        return nil
    }

    /// How many slashes follow, and the offsets after two of them and after all.
    private static func leadingSlashes(
        _ url: Span<UInt8>, _ start: Int, _ end: Int, backslash: Bool
    ) -> (count: Int, after: (two: Int, all: Int)) {
        var count = 0
        var two = start
        var all = start
        for index in start..<end {
            if isSkipped(url[index]) { continue }
            guard isSlash(url[index], backslash: backslash) else { break }
            count += 1
            all = index + 1
            if count <= 2 { two = all }
        }
        return (count, (two, all))
    }

    private mutating func splitAuthority(_ url: Span<UInt8>, _ start: Int, _ limit: Int) {
        var end = start
        scan: while end < limit {
            switch url[end] {
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): break scan
            case UInt8(ascii: "\\") where backslashIsSlash: break scan
            default: end += 1
            }
        }
        path = end..<limit

        var hostStart = start
        for index in start..<end where url[index] == UInt8(ascii: "@") { hostStart = index + 1 }
        if hostStart > start { userinfo = start..<hostStart - 1 }

        var inBrackets = false
        var hostEnd = hostStart
        while hostEnd < end {
            let byte = url[hostEnd]
            if byte == UInt8(ascii: "[") { inBrackets = true }
            if byte == UInt8(ascii: "]") { inBrackets = false }
            if byte == UInt8(ascii: ":"), !inBrackets { break }
            hostEnd += 1
        }
        host = hostStart..<hostEnd
        if hostEnd < end { port = hostEnd + 1..<end }
    }

    private mutating func splitTail(_ url: Span<UInt8>, _ end: Int) {
        let number = UInt8(ascii: "#")
        let mark = UInt8(ascii: "?")
        var pathEnd = path.lowerBound
        while pathEnd < end, url[pathEnd] != number, url[pathEnd] != mark { pathEnd += 1 }
        path = path.lowerBound..<pathEnd
        var rest = pathEnd
        if rest < end, url[rest] == mark {
            let start = rest + 1
            rest = start
            while rest < end, url[rest] != number { rest += 1 }
            query = start..<rest
        }
        if rest < end { fragment = rest + 1..<end }
    }

    // MARK: Bytes

    /// Tabs and line breaks, which browsers remove before they look (WHATWG URL 4.4).
    static func isSkipped(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func isSlash(_ byte: UInt8, backslash: Bool) -> Bool {
        byte == UInt8(ascii: "/") || (backslash && byte == UInt8(ascii: "\\"))
    }
}
