import Bytes
import Decoding

/// Reads IPv6 addresses inside text, with plain or percent-encoded colons.
enum ColonAddress {
    private static let colon = UInt8(ascii: ":")
    private static let longestGroup = 4

    /// Reads around the colon at `position`.
    static func read(at position: Int, floor: Int, in text: Span<UInt8>) -> AddressMasker.Reading {
        let length = separator(position, text)
        guard length > 0 else { return .none(resume: position &+ 1) }
        var start = position
        while start > floor, position &- start < longestGroup, ASCII.isHexDigit(text[start &- 1]) {
            start &-= 1
        }
        if start == position {
            // No group before: only `::` can begin here, and not behind a word as in `std::bad`.
            guard separator(position &+ length, text) > 0,
                start == floor || TextEscapes.isBoundary(before: start, in: text)
            else { return .none(resume: position &+ length) }
            return reading(from: start, in: text)
        }
        if separator(position &+ length, text) > 0, TextEscapes.endsEscape(at: position, in: text) {
            return reading(from: position, in: text)
        }
        while start < position {
            if start == floor || TextEscapes.isBoundary(before: start, in: text) {
                return reading(from: start, in: text)
            }
            start &+= 1
        }
        start = position
        while start > floor, position &- start < longestGroup, ASCII.isHexDigit(text[start &- 1]) {
            start &-= 1
        }
        // Glued to a word, as in `x2001:db8::1`; glued to a digit it would be another number.
        guard start > floor, ASCII.isLetter(text[start &- 1]) else {
            return .none(resume: position &+ length)
        }
        return reading(from: start, in: text, isGlued: true)
    }

    private static func reading(
        from start: Int, in text: Span<UInt8>, isGlued: Bool = false
    ) -> AddressMasker.Reading {
        var groups = ColonGroups()
        groups.read(text, from: start)
        // What was no address may be a word or a clock before one, as in `IPv6:2001:db8::1`. Each start
        // reads eight groups at most.
        let next = groups.secondGroup > start ? groups.secondGroup : groups.resume
        guard groups.isAddress, let address = groups.address else { return .none(resume: next) }
        // Words and clocks before `::` look like short addresses.
        guard !isGlued || groups.gap == nil || groups.looksGlobal else {
            return .none(resume: next)
        }
        let end = groups.end
        if groups.gap == nil, !groups.looksGlobal, isGroup(after: end, in: text) {
            // A ninth group: the first was a word such as `dad:`. Seen before the whole run is
            // measured, so that a long run costs no more than its length.
            return .none(resume: groups.secondGroup)
        }
        if case .moreGroups(let runEnd) = follower(of: groups, in: text) {
            // Not an address as it stands; nothing behind the prefix may stay of it either.
            return .address(
                AddressMatch(
                    .v6(address, hasDottedTail: groups.hasDottedTail), start,
                    addressEnd: end, end: runEnd))
        }
        return .address(
            AddressMatch(
                .v6(address, hasDottedTail: groups.hasDottedTail), start, addressEnd: end,
                end: zoneEnd(after: end, in: text)))
    }

    // MARK: What follows

    private static func isGroup(after end: Int, in text: Span<UInt8>) -> Bool {
        let next = end &+ separator(end, text)
        return next > end && next < text.count && ASCII.isHexDigit(text[next])
    }

    private enum Follower {
        case nothing
        /// A colon and a number below 65536: Apache and HAProxy write ports so.
        case port
        /// Colons and hexadecimal digits up to the offset.
        case moreGroups(end: Int)
    }

    private static func follower(of groups: ColonGroups, in text: Span<UInt8>) -> Follower {
        var position = groups.end
        var colons = 0
        var digits = 0
        var isDecimal = true
        var value = 0
        while position < text.count {
            let length = separator(position, text)
            if length > 0 {
                let next = position &+ length
                // A trailing colon belongs to the sentence.
                guard next < text.count,
                    ASCII.isHexDigit(text[next]) || separator(next, text) > 0
                else { break }
                colons &+= 1
                position = next
            } else if ASCII.isHexDigit(text[position]) {
                isDecimal = isDecimal && ASCII.isDigit(text[position])
                digits &+= 1
                if isDecimal, digits <= 5 { value = value &* 10 &+ Int(text[position] &- 0x30) }
                position &+= 1
            } else {
                break
            }
        }
        if colons == 0 { return .nothing }
        let isGlued = position < text.count && ASCII.isLetter(text[position])
        if colons == 1, digits > 0, isGlued || (isDecimal && digits <= 5 && value <= 65535) {
            return isGlued ? .nothing : .port
        }
        return .moreGroups(end: position)
    }

    /// The end of the zone that follows the address at `end`, or `end` (RFC 4007 11.2, RFC 6874 2).
    ///
    /// `%20` and the like are escapes of what follows the address; `%12` is an interface number.
    private static func zoneEnd(after end: Int, in text: Span<UInt8>) -> Int {
        guard end &+ 1 < text.count, text[end] == UInt8(ascii: "%") else { return end }
        var position = end &+ 1
        while text.hasPrefix("25", from: position) { position &+= 2 }
        if position &+ 1 < text.count, let high = ASCII.hexValue(text[position]),
            let low = ASCII.hexValue(text[position &+ 1]), isEscapable(high << 4 | low)
        {
            return end
        }
        let start = position
        while position < text.count {
            let byte = text[position]
            let isJoint = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            if isJoint {
                guard position &+ 1 < text.count, ASCII.isAlphanumeric(text[position &+ 1]) else {
                    break
                }
            } else if !ASCII.isAlphanumeric(byte), byte != UInt8(ascii: "_") {
                break
            }
            position &+= 1
        }
        return position > start ? position : end
    }

    /// What URLs escape behind an address: white space and punctuation.
    private static func isEscapable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D: true
        default: byte >= 0x20 && byte < 0x7F && !ASCII.isAlphanumeric(byte)
        }
    }

    @inline(__always)
    static func separator(_ offset: Int, _ text: Span<UInt8>) -> Int {
        TextEscapes.length(of: colon, at: offset, in: text)
    }
}

/// The groups of an IPv6 address as far as they can be read.
struct ColonGroups {
    private var groups: [8 of UInt16] = .init(repeating: 0)
    /// Groups read so far; after ``read(_:from:)`` those of the address.
    private(set) var count = 0
    /// The number of groups before `::`.
    private(set) var gap: Int?
    private(set) var hasDottedTail = false
    /// The end of the longest text that is an address, or -1.
    private(set) var end = -1
    private var endCount = 0
    /// Where the search goes on if this is no address.
    private(set) var resume = 0
    /// Where the second group begins.
    private(set) var secondGroup = 0
    /// Every group has two digits, as in EUI-64.
    private var isPaired = true

    mutating func read(_ text: Span<UInt8>, from start: Int) {
        var position = start
        let opening = ColonAddress.separator(start, text)
        if opening > 0 {
            gap = 0
            position = start &+ opening &+ ColonAddress.separator(start &+ opening, text)
        }
        resume = position
        while count < 8 {
            let first = position
            var value: UInt32 = 0
            while position < text.count, position &- first < 5,
                let digit = ASCII.hexValue(text[position])
            {
                value = value &<< 4 | UInt32(digit)
                position &+= 1
            }
            let digits = position &- first
            // The last group of a whole address may be glued to a word.
            let mayBeGlued = gap == nil ? count == 7 : looksGlobal
            if digits > 4, mayBeGlued, ASCII.isLetter(text[first &+ 4]) {
                append(UInt16(truncatingIfNeeded: value &>> 4))
                accept(first &+ 4)
                break
            }
            if digits == 0 || digits > 4 { break }
            if count <= 6, TextEscapes.length(of: UInt8(ascii: "."), at: position, in: text) > 0,
                let quad = DottedAddress.looseQuad(at: first, in: text)
            {
                append(UInt16(truncatingIfNeeded: quad.value &>> 16))
                append(UInt16(truncatingIfNeeded: quad.value))
                hasDottedTail = true
                accept(quad.end)
                break
            }
            // A group that goes on as a word is none.
            if position < text.count, ASCII.isLetter(text[position]) {
                guard mayBeGlued else { break }
                append(UInt16(truncatingIfNeeded: value))
                accept(position)
                break
            }
            if digits != 2 { isPaired = false }
            append(UInt16(truncatingIfNeeded: value))
            accept(position)
            guard count < 8 else { break }
            let separator = ColonAddress.separator(position, text)
            guard separator > 0 else {
                resume = max(resume, position)
                break
            }
            position &+= separator
            if count == 1 { secondGroup = position }
            resume = position
            let second = ColonAddress.separator(position, text)
            guard second > 0 else { continue }
            if gap != nil { break }
            gap = count
            position &+= second
            resume = position
            let isEnd = position == text.count || !ASCII.isAlphanumeric(text[position])
            if isEnd || looksGlobal && !ASCII.isHexDigit(text[position]) { accept(position) }
        }
        count = endCount
    }

    private mutating func append(_ group: UInt16) {
        groups[count] = group
        count &+= 1
    }

    private mutating func accept(_ position: Int) {
        guard gap == nil ? count == 8 : count <= 7 else { return }
        end = position
        endCount = count
    }

    /// Whether the groups are an address and not one of its look-alikes.
    var isAddress: Bool {
        guard end >= 0, count > 0 else { return false }
        if gap == nil, isPaired, !hasDottedTail { return false }
        // `::1f` is a style sheet; of its kind only the loopback address is met in logs.
        return gap != 0 || count > 1 || groups[0] == 1
    }

    /// Whether the first group is one of the addresses in use: `2000::/3`, `fc00::/7`, `fe80::/10`.
    var looksGlobal: Bool {
        groups[0] >> 13 == 1 || groups[0] >> 9 == 0x7E || groups[0] >> 6 == 0x3FA
    }

    /// The address, or `nil` if the groups are none.
    var address: IPAddress? {
        guard end >= 0 else { return nil }
        let before = gap ?? 8
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 {
            let source = index < before ? index : index &- (8 &- count)
            let isFilled = index < before ? index < count : source >= before
            let group = isFilled ? UInt64(groups[source]) : 0
            if index < 4 { high = high &<< 16 | group } else { low = low &<< 16 | group }
        }
        return .v6(high: high, low: low)
    }
}
