package import Bytes
import Decoding

extension AddressTruncation {
    /// Appends `text`, which must be one address with its trimmings, with the address cut.
    ///
    /// For a client column or one element of a forwarding header. Port, brackets and quotes stay, a
    /// zone goes. Returns `false` and appends nothing when `text` is no address: a host name, a
    /// number, `-`. The caller then writes the format's own "missing".
    package static func truncateToken(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Bool {
        // Nearly every client column is a plain IPv4 address.
        if let quad = DottedAddress.quad(at: 0, in: text), quad.end == text.count {
            write(v4: prefixes.cut(v4: quad.value), into: &output)
            return true
        }
        guard
            let token = AddressToken.split(text) ?? AddressToken.split(text, barePort: true)
        else { return false }
        output.append(text, 0..<token.text.lowerBound)
        writeCut(token.address, spelled: text, token.text, prefixes: prefixes, into: &output)
        output.append(text, (token.zone ?? token.text).upperBound..<text.count)
        return true
    }

    /// Appends the cut address; the spelling stays where cutting changes nothing.
    private static func writeCut(
        _ address: IPAddress, spelled text: Span<UInt8>, _ range: Range<Int>,
        prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) {
        if case .v4(let bits) = address {
            return write(v4: prefixes.cut(v4: bits), into: &output)
        }
        var hasDottedTail = false
        for index in range where text[index] == UInt8(ascii: ".") { hasDottedTail = true }
        let cut = truncate(address, hasDottedTail: hasDottedTail, prefixes: prefixes)
        if cut == address { output.append(text, range) } else { cut.write(into: &output) }
    }

    /// Appends dotted decimal; a good deal faster than four general numbers.
    static func write(v4 address: UInt32, into output: inout ByteBuffer) {
        var rest = address
        for part in 0..<4 {
            if part > 0 { output.append(UInt8(ascii: ".")) }
            write(octet: UInt8(truncatingIfNeeded: rest &>> 24), into: &output)
            rest &<<= 8
        }
    }

    static func write(octet: UInt8, into output: inout ByteBuffer) {
        let zero = UInt8(ascii: "0")
        if octet >= 100 { output.append(zero &+ octet / 100) }
        if octet >= 10 { output.append(zero &+ octet / 10 % 10) }
        output.append(zero &+ octet % 10)
    }

    // MARK: Lists

    /// Appends an `X-Forwarded-For` list or a `Forwarded` value (RFC 7239) with every address cut.
    ///
    /// `unknown`, `-`, empty elements and the white space between elements stay; whatever else is no
    /// address becomes `-`. Of `Forwarded`, `for` and `by` are read as addresses; `host` stays if it
    /// is a host name, `proto` if it is `http` or `https`; other parameters become `-` too. Returns
    /// how many addresses were found.
    @discardableResult
    package static func truncateList(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Int {
        var found = 0
        var position = 0
        while position <= text.count {
            let end = elementEnd(text, from: position, separators: (",", ";"))
            found += truncateElement(
                text.extracting(position..<end), prefixes: prefixes, into: &output)
            if end < text.count { output.append(text[end]) }
            position = end + 1
        }
        return found
    }

    /// The next `,` or `;` outside quotes, or the end.
    private static func elementEnd(
        _ text: Span<UInt8>, from start: Int, separators: (Unicode.Scalar, Unicode.Scalar)
    ) -> Int {
        var isQuoted = false
        for index in start..<text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: separators.0) || byte == UInt8(ascii: separators.1) {
                return index
            }
        }
        return text.count
    }

    private static func truncateElement(
        _ element: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Int {
        var start = 0
        var end = element.count
        while start < end, isBlank(element[start]) { start += 1 }
        while end > start, isBlank(element[end - 1]) { end -= 1 }
        output.append(element, 0..<start)
        let core = element.extracting(start..<end)
        let found =
            if let equals = core.firstOffset(of: UInt8(ascii: "=")) {
                truncateParameter(core, equals: equals, prefixes: prefixes, into: &output)
            } else {
                truncateNode(core, prefixes: prefixes, into: &output)
            }
        output.append(element, end..<element.count)
        return found
    }

    private static func truncateParameter(
        _ pair: Span<UInt8>, equals: Int, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Int {
        let name = pair.extracting(0..<equals)
        let value = pair.extracting(equals + 1..<pair.count)
        let isNode = name.equalsIgnoringCase("for") || name.equalsIgnoringCase("by")
        let isHost = name.equalsIgnoringCase("host")
        guard isNode || isHost || name.equalsIgnoringCase("proto") else {
            output.append(UInt8(ascii: "-"))
            return 0
        }
        output.append(pair, 0..<equals + 1)
        if isNode { return truncateNode(value, prefixes: prefixes, into: &output) }
        let quote = value.hasPrefix("\"") ? 1 : escapedQuote(value)
        let isQuoted = quote > 0 && value.count >= 2 * quote
        let core = isQuoted ? value.extracting(quote..<value.count - quote) : value
        if isQuoted { output.append(value, 0..<quote) }
        defer { if isQuoted { output.append(value, 0..<quote) } }
        if isHost { return writeForwardedHost(core, prefixes: prefixes, into: &output) }
        let isProtocol = core.equalsIgnoringCase("http") || core.equalsIgnoringCase("https")
        isProtocol ? output.append(core) : output.append(UInt8(ascii: "-"))
        return 0
    }

    /// A host name with or without port, an address cut, anything else as `-`.
    private static func writeForwardedHost(
        _ host: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Int {
        if truncateToken(host, prefixes: prefixes, into: &output) { return 1 }
        var end = host.count
        while end > 0, host.count - end < 5, ASCII.isDigit(host[end - 1]) { end -= 1 }
        let hasPort = end > 0 && end < host.count && host[end - 1] == UInt8(ascii: ":")
        let name = hasPort ? host.extracting(0..<end - 1) : host
        guard !name.isEmpty, URLReduction.isHostName(name) else {
            output.append(UInt8(ascii: "-"))
            return 0
        }
        return AddressMasker.mask(host, prefixes: prefixes, context: .plain, into: &output)
    }

    /// The length of a quote as a log escapes it, or 0.
    private static func escapedQuote(_ text: Span<UInt8>) -> Int {
        text.hasPrefix("\\\"") ? 2 : text.hasPrefix("\\x22") ? 4 : 0
    }

    /// One address, `unknown`, `-` or nothing; quotes may be escaped as a log writes them.
    private static func truncateNode(
        _ node: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) -> Int {
        let quote = escapedQuote(node)
        if quote > 0, node.count >= 2 * quote {
            output.append(node, 0..<quote)
            let found = truncateNode(
                node.extracting(quote..<node.count - quote), prefixes: prefixes, into: &output)
            output.append(node, 0..<quote)
            return found
        }
        if node.isEmpty || node.equals("-") || node.equalsIgnoringCase("unknown")
            || node.equalsIgnoringCase("\"unknown\"")
        {
            output.append(node)
            return 0
        }
        if truncateToken(node, prefixes: prefixes, into: &output) { return 1 }
        output.append(UInt8(ascii: "-"))
        return 0
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
