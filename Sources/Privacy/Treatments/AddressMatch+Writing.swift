import Bytes
import Decoding

extension AddressMatch {
    /// Appends the cut address in the form and with the separators of the original.
    func writeCut(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, into output: inout ByteBuffer
    ) {
        let range = start..<addressEnd
        switch form {
        case .v4(let value) where prefixes.spares(v4: value) && end == addressEnd:
            output.append(text, range)
        case .v4(let value):
            writeNumbers(text, value, mask: prefixes.ipv4Mask, into: &output)
            writeFurtherNumbers(text, mask: prefixes.ipv4Mask, into: &output)
        case .reversedV4(let value):
            writeNumbers(text, value, mask: prefixes.ipv4Mask.byteSwapped, into: &output)
        case .dashed(let value, let isOrdered):
            // The order is the provider's own: what stays must be harmless in both.
            let mask = prefixes.ipv4Mask
            let kept = isOrdered ? mask : mask & mask.byteSwapped
            writeNumbers(text, value, mask: kept, into: &output)
            writeFurtherNumbers(text, mask: mask, into: &output)
        case .v6(let address, let hasDottedTail):
            let cut = AddressTruncation.truncate(
                address, hasDottedTail: hasDottedTail, prefixes: prefixes)
            if cut == address {
                output.append(text, range)
            } else {
                write(cut, separatedAs: text, into: &output)
            }
        case .nibbles(let address, let count):
            writeNibbles(
                AddressTruncation.truncate(address, prefixes: prefixes), count, into: &output)
        }
    }

    /// Behind the fourth number only what is too large for a part of an address stays: a port.
    ///
    /// Which four of five numbers are the address is unknown; those at the end are its host part.
    private func writeFurtherNumbers(
        _ text: Span<UInt8>, mask: UInt32, into output: inout ByteBuffer
    ) {
        var position = addressEnd
        while position < end {
            let separator = position
            position &+= max(TextEscapes.length(of: UInt8(ascii: "."), at: position, in: text), 1)
            output.append(text, separator..<position)
            let first = position
            var value = 0
            while position < end, ASCII.isDigit(text[position]) {
                value = min(value &* 10 &+ Int(text[position] &- 0x30), 256)
                position &+= 1
            }
            if value > 255 || mask == .max {
                output.append(text, first..<position)
            } else if position > first {
                output.append(UInt8(ascii: "0"))
            }
        }
    }

    /// Copies the four numbers, those that the mask changes with their new value.
    private func writeNumbers(
        _ text: Span<UInt8>, _ value: UInt32, mask: UInt32, into output: inout ByteBuffer
    ) {
        if mask == 0xFFFF_FF00, addressEnd &- start <= 15 {
            // By far the most frequent case: three numbers stay, the last becomes 0.
            var last = addressEnd
            while last > start, ASCII.isDigit(text[last &- 1]) { last &-= 1 }
            output.append(text, start..<last)
            return output.append(UInt8(ascii: "0"))
        }
        var position = start
        var shift: UInt32 = 24
        while position < addressEnd {
            let first = position
            while position < addressEnd, ASCII.isDigit(text[position]) { position &+= 1 }
            if mask &>> shift & 0xFF == 0xFF {
                output.append(text, first..<position)
            } else {
                AddressTruncation.write(
                    octet: UInt8(truncatingIfNeeded: (value & mask) &>> shift), into: &output)
            }
            guard position < addressEnd else { break }
            let separator = position
            position &+= max(TextEscapes.length(of: UInt8(ascii: "."), at: position, in: text), 1)
            output.append(text, separator..<position)
            shift = shift &- 8 & 31
        }
    }

    /// Writes canonical text; colons become encoded if those of the original were.
    private func write(
        _ address: IPAddress, separatedAs text: Span<UInt8>, into output: inout ByteBuffer
    ) {
        var position = start
        while position < addressEnd, ASCII.isHexDigit(text[position]) { position &+= 1 }
        let length = ColonAddress.separator(position, text)
        let first = output.count
        address.write(into: &output)
        guard length > 1 else { return }
        let count = output.count &- first
        // The longest canonical text has eight groups of four digits.
        var plain: [39 of UInt8] = .init(repeating: 0)
        for index in 0..<min(count, plain.count) { plain[index] = output[first &+ index] }
        output.truncate(to: first)
        for index in 0..<min(count, plain.count) {
            if plain[index] == UInt8(ascii: ":") {
                output.append(text, position..<position &+ length)
            } else {
                output.append(plain[index])
            }
        }
    }

    private func writeNibbles(
        _ address: IPAddress, _ count: Int, into output: inout ByteBuffer
    ) {
        guard case .v6(let high, let low) = address else { return }
        for place in 0..<count {
            let index = count &- 1 &- place
            let half = index < 16 ? high : low
            if place > 0 { output.append(UInt8(ascii: ".")) }
            let shift = UInt64(60 &- 4 &* (index & 15))
            output.append(ASCII.hexDigit(UInt8(truncatingIfNeeded: half &>> shift & 15)))
        }
    }
}
