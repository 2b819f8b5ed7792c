import Bytes
import Decoding

/// How far a value in a message reaches.
enum MessageExtent {
    /// Longest text in which the end of a user name or a value is looked for.
    ///
    /// Who has longer ones loses the first part of them to the rule and the rest to the detectors.
    static let longest = 512

    /// A value behind its name and an equals sign, without its quotes or angle brackets; `nil` if
    /// nothing is there.
    ///
    /// A value that is the last of its line may hold spaces.
    static func value(_ text: Span<UInt8>, from start: Int, isLast: Bool = false) -> Range<Int>? {
        guard start < text.count else { return nil }
        if let inside = enclosed(text, from: start) { return inside }
        var end = start
        while end < text.count {
            let byte = text[end]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") { break }
            if !isLast,
                byte <= 0x20 || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "(")
                    || byte == UInt8(ascii: "]")
            {
                break
            }
            end += 1
        }
        return end > start ? start..<end : nil
    }

    /// What is between quotes or angle brackets at `start`; to the end of the text if nothing closes it.
    static func enclosed(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        guard start < text.count else { return nil }
        let close: UInt8
        switch text[start] {
        case UInt8(ascii: "\""): close = UInt8(ascii: "\"")
        case UInt8(ascii: "'"): close = UInt8(ascii: "'")
        case UInt8(ascii: "`"): close = UInt8(ascii: "'")
        case UInt8(ascii: "<"): close = UInt8(ascii: ">")
        default: return nil
        }
        var end = start + 1
        while end < text.count, text[end] != close {
            end += text[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        end = min(end, text.count)
        return start + 1..<end
    }

    /// Whether the bracket at an offset holds an address.
    static func holdsAddress(_ text: Span<UInt8>, bracketAt open: Int) -> Bool {
        guard let close = closing(text, from: open + 1) else { return false }
        var inside = open + 1..<close
        // An IPv6 address literal of mail (RFC 5321 4.1.3).
        if text.extracting(inside).hasPrefix("IPv6:") { inside = inside.lowerBound + 5..<close }
        return AddressToken.split(text.extracting(inside)) != nil
    }

    /// Whether an address begins at an offset, with or without a bracket.
    static func beginsAddress(_ text: Span<UInt8>, at start: Int) -> Bool {
        guard start < text.count else { return false }
        if text[start] == UInt8(ascii: "[") { return holdsAddress(text, bracketAt: start) }
        var end = start
        while end < text.count, end - start < longestAddress, isAddressByte(text[end]) { end += 1 }
        while end > start {
            if AddressToken.split(text.extracting(start..<end)) != nil { return true }
            guard text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: ":") else {
                return false
            }
            end -= 1
        }
        return false
    }

    private static func closing(_ text: Span<UInt8>, from start: Int) -> Int? {
        var end = start
        while end < text.count, end - start <= longestAddress {
            if text[end] == UInt8(ascii: "]") { return end }
            end += 1
        }
        return nil
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        ASCII.isHexDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: "%")
    }

    /// Longer than any written address with its zone.
    private static let longestAddress = 64
}
