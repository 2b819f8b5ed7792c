package import Bytes
import Decoding

/// Reduces a URL to what describes a page: scheme, host, path of plain words, campaign.
///
/// Userinfo, fragment, matrix parameters and all other query parameters go. Path segments that name
/// a person, an order or a session become placeholders; their number stays. Of `mailto:`, `data:`
/// and the like only the scheme stays. Reducing twice changes nothing.
package enum URLReduction {
    /// Appends the reduced form of an absolute URL, a request target or a path.
    package static func reduce(
        _ url: Span<UInt8>, rules: URLRules, into output: inout ByteBuffer
    ) {
        if url.equals("-") || url.equals("*") { return output.append(url) }
        let first = output.count
        defer { trim(&output, from: first) }
        let parts = URLParts(url)
        // `track:/x` has no host either; without one a scheme says all there is to say.
        if parts.isOpaque || (parts.scheme != nil && parts.host == nil) {
            return writeOpaque(parts, url, into: &output)
        }
        if parts.scheme != nil { writeScheme(parts, url, into: &output) }
        if let host = parts.host {
            output.append(literal: "//")
            if host.isEmpty, !parts.schemeEquals("file", in: url) {
                output.append(literal: "{host}")
            } else if rules.ownHosts.contains(where: { parts.hostEquals($0.span, in: url) }) {
                // The site's own address says nothing about a visitor.
                output.append(url, host)
            } else {
                writeHost(url.extracting(host), prefixes: rules.prefixes, into: &output)
            }
            if let port = parts.port { writePort(url.extracting(port), into: &output) }
        }
        writePath(parts, url, rules, into: &output)
        if let query = parts.query, rules.keptParameters != nil {
            writeQuery(url.extracting(query), rules, into: &output)
        }
    }

    /// Spaces and control bytes at the end of a URL belong to no part of it.
    private static func trim(_ output: inout ByteBuffer, from first: Int) {
        var count = output.count
        while count > first, output[count - 1] <= 0x20 { count -= 1 }
        output.truncate(to: count)
    }

    // MARK: Origin

    /// Longest scheme in use; a longer one is some other text.
    private static let longestScheme = 20

    private static func writeOpaque(
        _ parts: URLParts, _ url: Span<UInt8>, into output: inout ByteBuffer
    ) {
        guard let scheme = parts.scheme, scheme.count <= longestScheme else {
            return output.append(literal: "{url}")
        }
        for index in scheme
        where !ASCII.isLetter(url[index]) && url[index] != UInt8(ascii: "-") {
            return output.append(literal: "{url}")
        }
        for index in scheme { output.append(ASCII.lowercased(url[index])) }
        output.append(UInt8(ascii: ":"))
    }

    static func writeScheme(
        _ parts: URLParts, _ url: Span<UInt8>, into output: inout ByteBuffer
    ) {
        guard let scheme = parts.scheme else { return }
        guard scheme.count <= longestScheme else { return output.append(literal: "url:") }
        for index in scheme where url[index] > 0x20 {
            output.append(ASCII.lowercased(url[index]))
        }
        output.append(UInt8(ascii: ":"))
    }

    /// Appends a host name as it is, an address cut, anything else as `{host}`.
    static func writeHost(
        _ host: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) {
        if isPlainName(host) { return output.append(host) }
        if AddressTruncation.truncateToken(host, prefixes: prefixes, into: &output) { return }
        guard isHostName(host) else { return output.append(literal: "{host}") }
        AddressMasker.mask(host, prefixes: prefixes, context: .plain, into: &output)
    }

    /// Letters, dashes and dots: what most hosts are, and no address can be.
    private static func isPlainName(_ host: Span<UInt8>) -> Bool {
        guard host.count <= longestHost else { return false }
        for index in host.indices {
            let byte = host[index]
            guard ASCII.isLetter(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            else { return false }
        }
        return true
    }

    /// Longest host name (RFC 1035 2.3.4).
    private static let longestHost = 255

    /// Letters, digits, `-`, `_`, dots and anything beyond ASCII, and not a number in disguise:
    /// browsers read `http://3221225985/` and `http://0xC0000201/` as addresses.
    static func isHostName(_ host: Span<UInt8>) -> Bool {
        guard host.count <= longestHost else { return false }
        var label = 0
        for index in host.indices {
            let byte = host[index]
            if byte == UInt8(ascii: "."), index + 1 < host.count { label = index + 1 }
            guard byte >= 0x80 || TokenDetector.isRunByte(byte) || byte == UInt8(ascii: ".") else {
                return false
            }
        }
        return !(label < host.count && ASCII.isDigit(host[label]) && isNumber(host, from: label))
    }

    private static func isNumber(_ host: Span<UInt8>, from start: Int) -> Bool {
        let isHex = host.hasPrefix("0x", from: start) || host.hasPrefix("0X", from: start)
        for index in (isHex ? start + 2 : start)..<host.count {
            let byte = host[index]
            if byte == UInt8(ascii: ".") { continue }
            guard isHex ? ASCII.isHexDigit(byte) : ASCII.isDigit(byte) else { return false }
        }
        return true
    }

    private static func writePort(_ port: Span<UInt8>, into output: inout ByteBuffer) {
        guard (1...5).contains(port.count) else { return }
        for index in port.indices where !ASCII.isDigit(port[index]) { return }
        output.append(UInt8(ascii: ":"))
        output.append(port)
    }

    // MARK: Path and query

    private static func writePath(
        _ parts: URLParts, _ url: Span<UInt8>, _ rules: URLRules, into output: inout ByteBuffer
    ) {
        guard let first = parts.path.first else { return }
        let isSlash =
            url[first] == UInt8(ascii: "/")
            || (parts.backslashIsSlash && url[first] == UInt8(ascii: "\\"))
        if isSlash { output.append(UInt8(ascii: "/")) }
        var shape = PathShape(prefixes: rules.prefixes)
        var cursor = PathSegmentCursor(parts, in: url)
        var isFirst = true
        while let segment = cursor.next(in: url) {
            if !isFirst { output.append(UInt8(ascii: "/")) }
            let start = output.count
            shape.write(url.extracting(segment), into: &output)
            // Without its parameters `/;x/y` would become `//y`, the host `y`.
            if isFirst, parts.host == nil, output.count == start, !segment.isEmpty {
                output.append(UInt8(ascii: "."))
            }
            isFirst = false
        }
    }

    private static func writeQuery(
        _ query: Span<UInt8>, _ rules: URLRules, into output: inout ByteBuffer
    ) {
        var cursor = FormCursor()
        var isFirst = true
        while let field = cursor.next(in: query) {
            let name = query.extracting(field.name)
            guard QueryParameters.isKept(name, rules) else { continue }
            output.append(UInt8(ascii: isFirst ? "?" : "&"))
            isFirst = false
            output.append(name)
            guard field.hasValue else { continue }
            output.append(UInt8(ascii: "="))
            writeValue(query.extracting(field.value), rules, into: &output)
        }
    }

    /// Appends a kept value scrubbed, up to the first mark behind which another parameter could
    /// stand; of a URL inside it no userinfo.
    private static func writeValue(
        _ value: Span<UInt8>, _ rules: URLRules, into output: inout ByteBuffer
    ) {
        var counts = ScrubCounts()
        var end = 0
        while end < value.count, !cutsValue(value, at: end) { end += 1 }
        if holdsURL(value.extracting(0..<end)) {
            for index in 0..<end where EmailDetector.atSign(value, at: index) > 0 {
                return output.append(literal: "{url}")
            }
        }
        Scrubber.scrub(
            value.extracting(0..<end), prefixes: rules.prefixes, findsURLs: false,
            counts: &counts, into: &output)
    }

    private static func holdsURL(_ value: Span<UInt8>) -> Bool {
        for index in value.indices {
            let colon = TextEscapes.length(of: UInt8(ascii: ":"), at: index, in: value)
            if colon > 0,
                TextEscapes.length(of: UInt8(ascii: "/"), at: index + colon, in: value) > 0
            {
                return true
            }
        }
        return false
    }

    private static func cutsValue(_ value: Span<UInt8>, at index: Int) -> Bool {
        func stands(_ mark: Unicode.Scalar) -> Bool {
            TextEscapes.length(of: UInt8(ascii: mark), at: index, in: value) > 0
        }
        return stands("?") || stands("&") || stands(";") || stands("#") || stands("=")
    }
}
