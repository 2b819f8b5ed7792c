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
        var kind: HostKind?
        if let host = parts.host {
            // Asked first: the answer needs the end of the output as scratch.
            let isOwn = rules.isOwnHost(parts, in: url, scratch: &output)
            if !isOwn { kind = HostKind(url.extracting(host)) }
            output.append(literal: "//")
            if host.isEmpty, !parts.schemeEquals("file", in: url) {
                output.append(literal: "{host}")
            } else if isOwn {
                // The site's own address says nothing about a visitor.
                output.append(url, host)
            } else {
                writeHost(url.extracting(host), prefixes: rules.prefixes, into: &output)
            }
            if let port = parts.port { writePort(url.extracting(port), into: &output) }
        }
        writePath(parts, url, rules, kind, into: &output)
        if let query = parts.query, rules.keptParameters != nil {
            writeQuery(url.extracting(query), rules, kind, into: &output)
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

    // MARK: Path

    private static func writePath(
        _ parts: URLParts, _ url: Span<UInt8>, _ rules: URLRules, _ kind: HostKind?,
        into output: inout ByteBuffer
    ) {
        guard let first = parts.path.first else { return }
        let isSlash =
            url[first] == UInt8(ascii: "/")
            || (parts.backslashIsSlash && url[first] == UInt8(ascii: "\\"))
        if isSlash { output.append(UInt8(ascii: "/")) }
        var shape = PathShape(
            prefixes: rules.prefixes, host: kind, isFile: parts.schemeEquals("file", in: url))
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
}
