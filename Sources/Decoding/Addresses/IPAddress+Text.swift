package import Bytes

extension IPAddress {
    /// Reads the text form of an address, and nothing but it.
    ///
    /// IPv4 is dotted decimal without leading zeros: octal, hexadecimal and short forms mean
    /// different addresses to different programs. IPv6 is any form of RFC 4291 2.2, upper case
    /// included. Refused: zones, ports, brackets, white space; see ``AddressToken``.
    package init?(_ text: Span<UInt8>) {
        self.init(text, text.indices)
    }

    /// Reads the address that fills `range` of `text`.
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        var isV6 = false
        for index in range.prefix(Self.longestGroup + 1) where text[index] == UInt8(ascii: ":") {
            isV6 = true
        }
        if isV6 {
            guard let (high, low) = Self.readV6(text, range) else { return nil }
            self = .v6(high: high, low: low)
        } else {
            guard let address = Self.readV4(text, range) else { return nil }
            self = .v4(address)
        }
    }

    private static let longestGroup = 4

    private static func readV4(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        var address: UInt32 = 0
        var position = range.lowerBound
        for part in 0..<4 {
            if part > 0 {
                guard position < range.upperBound, text[position] == UInt8(ascii: ".") else {
                    return nil
                }
                position += 1
            }
            let start = position
            var value: UInt32 = 0
            while position < range.upperBound, ASCII.isDigit(text[position]) {
                // One zero may stand alone, none may lead; three digits are the most.
                guard position == start || value > 0, position < start + 3 else { return nil }
                value = value * 10 + UInt32(text[position] - UInt8(ascii: "0"))
                position += 1
            }
            guard position > start, value <= 255 else { return nil }
            address = address << 8 | value
        }
        return position == range.upperBound ? address : nil
    }

    private static func readV6(
        _ text: Span<UInt8>, _ range: Range<Int>
    ) -> (high: UInt64, low: UInt64)? {
        let colon = UInt8(ascii: ":")
        var groups: [8 of UInt16] = .init(repeating: 0)
        var count = 0
        var gap: Int?
        var position = range.lowerBound
        let end = range.upperBound

        if end - position >= 2, text[position] == colon, text[position + 1] == colon {
            gap = 0
            position += 2
        }
        while position < end {
            guard count < 8 else { return nil }
            let start = position
            var value: UInt16 = 0
            while position < end, position < start + longestGroup,
                let digit = ASCII.hexValue(text[position])
            {
                value = value << 4 | UInt16(digit)
                position += 1
            }
            guard position > start else { return nil }
            if position < end, text[position] == UInt8(ascii: ".") {
                guard count <= 6, let tail = readV4(text, start..<end) else { return nil }
                groups[count] = UInt16(truncatingIfNeeded: tail >> 16)
                groups[count + 1] = UInt16(truncatingIfNeeded: tail)
                count += 2
                position = end
                break
            }
            groups[count] = value
            count += 1
            if position == end { break }
            guard text[position] == colon else { return nil }
            position += 1
            // A single colon must be followed by a group, a second one opens the only gap.
            guard position < end else { return nil }
            if text[position] == colon {
                guard gap == nil else { return nil }
                gap = count
                position += 1
            }
        }
        // A gap stands for at least one group (RFC 4291 2.2).
        guard gap == nil ? count == 8 : count < 8 else { return nil }

        let before = gap ?? 8
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 {
            let source = index < before ? index : index - (8 - count)
            let group = source >= before || index < before ? UInt64(groups[source]) : 0
            if index < 4 { high = high << 16 | group } else { low = low << 16 | group }
        }
        return (high, low)
    }

    // MARK: Writing

    /// Appends the canonical text: dotted decimal, or RFC 5952 with a dotted tail if mapped.
    package func write(into output: inout ByteBuffer) {
        switch self {
        case .v4(let address): Self.write(v4: address, into: &output)
        case .v6(0, let low) where low >> 32 == 0xFFFF:
            output.append("::ffff:")
            Self.write(v4: UInt32(truncatingIfNeeded: low), into: &output)
        case .v6(let high, let low): Self.write(high, low, into: &output)
        }
    }

    private static func write(v4 address: UInt32, into output: inout ByteBuffer) {
        for part in 0..<4 {
            if part > 0 { output.append(UInt8(ascii: ".")) }
            output.append(decimal: Int(address >> UInt32(24 - 8 * part) & 0xFF))
        }
    }

    private static func write(_ high: UInt64, _ low: UInt64, into output: inout ByteBuffer) {
        func group(_ index: Int) -> UInt64 {
            (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3)) & 0xFFFF
        }
        // The longest run of at least two zero groups, the first of equals (RFC 5952 4.2).
        var gap = 0..<0
        var index = 0
        while index < 8 {
            let start = index
            while index < 8, group(index) == 0 { index += 1 }
            if index - start >= 2, index - start > gap.count { gap = start..<index }
            index += 1
        }
        index = 0
        while index < 8 {
            if !gap.isEmpty, index == gap.lowerBound {
                output.append("::")
                index = gap.upperBound
                continue
            }
            if index > 0, index != gap.upperBound || gap.isEmpty {
                output.append(UInt8(ascii: ":"))
            }
            write(hex: group(index), into: &output)
            index += 1
        }
    }

    private static func write(hex value: UInt64, into output: inout ByteBuffer) {
        var shift: UInt64 = 12
        while shift > 0, value >> shift == 0 { shift -= 4 }
        while true {
            output.append(ASCII.hexDigit(UInt8(truncatingIfNeeded: value >> shift & 15)))
            if shift == 0 { break }
            shift -= 4
        }
    }
}
