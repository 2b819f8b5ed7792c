import Bytes

extension LogFieldShape {
    /// Longer than any registered method (`UPDATEREDIRECTREF` has 17 letters).
    private static let longestMethod = 20

    static func isMethod(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestMethod else { return false }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"): break
            default: return false
            }
        }
        return true
    }

    /// `HTTP/2`, `HTTP/1.1`, and Apache's word for a part of a page that it put together.
    static func isProtocol(_ text: Span<UInt8>) -> Bool {
        guard text.hasPrefix("HTTP/") else { return text.equals("INCLUDED") }
        switch text.count {
        case 6: return ASCII.isDigit(text[5])
        case 8:
            return ASCII.isDigit(text[5]) && text[6] == UInt8(ascii: ".") && ASCII.isDigit(text[7])
        default: return false
        }
    }

    // MARK: Hosts

    /// The longest name in the domain name system (RFC 1035 2.3.4).
    private static let longestHost = 253

    /// A name of a site, also `*.shop.example`; `127.0.1.1` is what Debian's Apache calls a machine
    /// without a name.
    ///
    /// A long label of letters and digits is refused, and so is a last label with a digit: one more column
    /// of the administrator's, such as a session or a user, must not be taken for the site.
    static func isSiteName(_ text: Span<UInt8>) -> Bool {
        if text.firstOffset(of: UInt8(ascii: ".")) != nil, !endsInDomain(text) { return false }
        return isPortedSiteName(text)
    }

    /// Whether the last label is one of letters, or of an internationalised domain.
    private static func endsInDomain(_ text: Span<UInt8>) -> Bool {
        if text.hasPrefix("127.") { return true }
        var start = text.count
        while start > 0, text[start - 1] != UInt8(ascii: ".") { start -= 1 }
        if text.hasPrefix("xn--", from: start) { return true }
        for index in start..<text.count where !ASCII.isLetter(text[index]) { return false }
        return start < text.count
    }

    /// Longer labels of letters and digits without a dash are made by programs.
    private static let longestMixedLabel = 20

    private static func hasMixedLabel(_ text: Span<UInt8>) -> Bool {
        var length = 0
        var digits = 0
        for index in text.indices {
            if ASCII.isAlphanumeric(text[index]) {
                length += 1
                if ASCII.isDigit(text[index]) { digits += 1 }
                if length >= longestMixedLabel, digits > 1 { return true }
            } else {
                length = 0
                digits = 0
            }
        }
        return false
    }

    static func isPortedSiteName(_ text: Span<UInt8>) -> Bool {
        if text.hasPrefix("127."), case .v4? = IPAddress(text, text.indices) { return true }
        if hasMixedLabel(text) { return false }
        return isHostName(
            text.hasPrefix("*.") ? text.extracting(2..<text.count) : text, mayHavePort: false)
    }

    /// Letters, digits, `-`, `_` and dots; the last label is no number, as in every address.
    static func isHostName(_ text: Span<UInt8>, mayHavePort: Bool) -> Bool {
        var end = text.count
        if let colon = text.firstOffset(of: UInt8(ascii: ":")) {
            guard mayHavePort, isPort(text.extracting(colon + 1..<text.count)) else { return false }
            end = colon
        }
        guard end > 0, end <= longestHost else { return false }
        // A dot at the end is the root; it hides no label.
        let name = end > 1 && text[end - 1] == UInt8(ascii: ".") ? end - 1 : end
        var labelHasLetter = false
        for index in 0..<name {
            switch text[index] {
            case UInt8(ascii: "."): labelHasLetter = false
            case UInt8(ascii: "-"), UInt8(ascii: "_"): labelHasLetter = true
            default:
                guard ASCII.isAlphanumeric(text[index]) else { return false }
                if !ASCII.isDigit(text[index]) { labelHasLetter = true }
            }
        }
        return labelHasLetter
    }

    // MARK: Media types

    /// A registered top-level type and a subtype (RFC 6838 4.2); a boundary or another parameter is
    /// a text of the client.
    static func isMediaType(_ text: Span<UInt8>) -> Bool {
        guard let slash = text.firstOffset(of: UInt8(ascii: "/")) else { return false }
        let top = text.extracting(0..<slash)
        guard topLevelTypes.contains(where: { top.equalsIgnoringCase($0) }) else { return false }
        var end = slash + 1
        while end < text.count, isSubtypeByte(text[end]) { end += 1 }
        guard end > slash + 1, end - slash <= longestSubtype else { return false }
        if end == text.count { return true }
        var parameter = end + 1
        guard text[end] == UInt8(ascii: ";") else { return false }
        if parameter < text.count, text[parameter] == UInt8(ascii: " ") { parameter += 1 }
        let charset = text.extracting(parameter..<text.count)
        return charsets.contains { charset.equalsIgnoringCase($0) }
    }

    /// Of the registered subtypes few are longer.
    private static let longestSubtype = 64

    private static func isSubtypeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: ASCII.isAlphanumeric(byte)
        }
    }

    private static let topLevelTypes: [StaticString] = [
        "text", "application", "image", "audio", "video", "font", "multipart", "message", "model",
    ]

    private static let charsets: [StaticString] = [
        "charset=utf-8", "charset=iso-8859-1", "charset=us-ascii", "charset=windows-1252",
    ]
}
