import Bytes

extension URLReduction {
    /// Appends the reduced form of a URL or path whose colons and slashes may be written as escapes
    /// (`%3A%2F%2F`, `\/`), in the spelling it has.
    ///
    /// As ``reduce(_:rules:into:)`` with no query kept. `url` ends before its query and fragment.
    static func reduceEscaped(
        _ url: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) {
        var position = schemeEnd(url)
        var kind: HostKind?
        if position > 0 {
            output.append(url, 0..<position)
            let start = position
            while position < url.count, slash(url, position) == 0 { position &+= 1 }
            let authority = url.extracting(start..<position)
            writeAuthority(authority, prefixes: prefixes, into: &output)
            kind = HostKind(authority)
        }
        let isFile = url.count > 4 && url.extracting(0..<4).equalsIgnoringCase("file")
        var shape = PathShape(prefixes: prefixes, host: kind, isFile: isFile)
        while position < url.count {
            let start = position
            while position < url.count, slash(url, position) == 0 { position &+= 1 }
            shape.write(url.extracting(start..<position), into: &output)
            let separator = position
            position &+= slash(url, position)
            output.append(url, separator..<position)
        }
    }

    /// The offset behind scheme, colon and two slashes, or 0.
    private static func schemeEnd(_ url: Span<UInt8>) -> Int {
        var end = 0
        while end < url.count, ASCII.isAlphanumeric(url[end]) { end &+= 1 }
        let colon = colon(url, end)
        guard colon > 0 else { return 0 }
        let first = slash(url, end &+ colon)
        let second = slash(url, end &+ colon &+ first)
        return first > 0 && second > 0 ? end &+ colon &+ first &+ second : 0
    }

    /// Appends host and port; userinfo goes.
    private static func writeAuthority(
        _ authority: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) {
        var start = 0
        for index in authority.indices {
            let length = EmailDetector.atSign(authority, at: index)
            if length > 0 { start = index &+ length }
        }
        var end = start
        var isBracketed = false
        while end < authority.count {
            if authority[end] == UInt8(ascii: "[") { isBracketed = true }
            if authority[end] == UInt8(ascii: "]") { isBracketed = false }
            if !isBracketed, colon(authority, end) > 0 { break }
            end &+= 1
        }
        let port = end &+ colon(authority, end)
        var digits = port
        while digits < authority.count, ASCII.isDigit(authority[digits]) { digits &+= 1 }
        let isPort = digits == authority.count && digits &- port <= 5
        guard isPort else {
            // More colons than one: an IPv6 address with its colons encoded, or nothing known.
            let rest = authority.extracting(start..<authority.count)
            if AddressMasker.holdsAddress(rest) {
                AddressMasker.mask(rest, prefixes: prefixes, context: .plain, into: &output)
            } else {
                output.append(literal: "{host}")
            }
            return
        }
        writeHost(authority.extracting(start..<end), prefixes: prefixes, into: &output)
        output.append(authority, end..<authority.count)
    }

    private static func colon(_ text: Span<UInt8>, _ offset: Int) -> Int {
        TextEscapes.spelledLength(of: UInt8(ascii: ":"), at: offset, in: text)
    }

    private static func slash(_ text: Span<UInt8>, _ offset: Int) -> Int {
        TextEscapes.spelledLength(of: UInt8(ascii: "/"), at: offset, in: text)
    }
}
