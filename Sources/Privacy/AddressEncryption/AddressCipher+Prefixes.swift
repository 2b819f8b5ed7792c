import Decoding

/// The methods that keep networks together: each bit of the result is the bit of the address and one
/// that depends on the key and on the bits before it.
extension AddressCipher {
    // MARK: ipcrypt-pfx (draft-denis-ipcrypt-13, 6.2 and 9.6)

    func encryptPrefixes(_ block: AddressBlock) -> AddressBlock {
        var walk = PrefixWalk(block)
        while let position = walk.next() {
            let bit = walk.bit(position, of: block)
            walk.put(position, bit ^ maskBit(walk.prefix), addressBit: bit)
        }
        return walk.result
    }

    func decryptPrefixes(_ block: AddressBlock) -> AddressBlock {
        var walk = PrefixWalk(block)
        while let position = walk.next() {
            // The prefix is that of the address, which is known as far as it has been decrypted.
            let bit = walk.bit(position, of: block) ^ maskBit(walk.prefix)
            walk.put(position, bit, addressBit: bit)
        }
        return walk.result
    }

    @inline(__always)
    private func maskBit(_ prefix: AddressBlock) -> UInt64 {
        (first.encrypt(prefix).low ^ second.encrypt(prefix).low) & 1
    }

    // MARK: Crypto-PAn

    func encryptCryptoPAn(_ address: IPAddress) -> IPAddress {
        crypt(address) { block, _ in block }
    }

    func decryptCryptoPAn(_ address: IPAddress) -> IPAddress {
        // What is already turned back is the prefix of the address.
        crypt(address) { _, done in done }
    }

    /// For each bit: the bits before it, filled up with the padding, encrypted; its first bit counts.
    ///
    /// `prefix` picks where the bits before come from: the given address, or what was made of it.
    @inline(__always)
    private func crypt(
        _ address: IPAddress, prefix: (AddressBlock, AddressBlock) -> AddressBlock
    ) -> IPAddress {
        let (block, bits) = Self.leftAligned(address)
        var result = AddressBlock.zero
        for position in 0..<bits {
            let kept = AddressBlock.highBits(position)
            let before = prefix(block, result)
            let input = AddressBlock(
                high: before.high & kept.high | padding.high & ~kept.high,
                low: before.low & kept.low | padding.low & ~kept.low)
            let mask = first.encrypt(input).high &>> 63
            if position < 64 {
                let place = UInt64(63 &- position)
                result.high |= (block.high &>> place & 1 ^ mask) &<< place
            } else {
                let place = UInt64(127 &- position)
                result.low |= (block.low &>> place & 1 ^ mask) &<< place
            }
        }
        guard case .v4 = address else { return .v6(high: result.high, low: result.low) }
        return .v4(UInt32(truncatingIfNeeded: result.high &>> 32))
    }

    private static func leftAligned(_ address: IPAddress) -> (AddressBlock, bits: Int) {
        switch address {
        case .v4(let number): (AddressBlock(high: UInt64(number) &<< 32, low: 0), 32)
        case .v6(let high, let low): (AddressBlock(high: high, low: low), 128)
        }
    }
}

extension AddressBlock {
    /// A mask of the first `count` bits.
    @inline(__always)
    fileprivate static func highBits(_ count: Int) -> AddressBlock {
        // The smart shift gives zero where nothing is left.
        AddressBlock(high: ~(UInt64.max >> count), low: count <= 64 ? 0 : ~(.max >> (count - 64)))
    }
}

/// One walk over the bits of an address, from the first to the last.
private struct PrefixWalk {
    /// The bits of the address so far, with a one in front of them.
    private(set) var prefix: AddressBlock
    private(set) var result: AddressBlock
    private var position: Int

    init(_ block: AddressBlock) {
        if block.isMapped {
            // All IPv4 addresses share the first 96 bits, which stay.
            position = 96
            prefix = AddressBlock(high: 1 &<< 32, low: 0xFFFF)
            result = AddressBlock(high: 0, low: AddressBlock.mappedPrefix)
        } else {
            position = 0
            prefix = AddressBlock(high: 0, low: 1)
            result = .zero
        }
    }

    @inline(__always)
    mutating func next() -> Int? {
        guard position < 128 else { return nil }
        defer { position &+= 1 }
        return position
    }

    @inline(__always)
    func bit(_ position: Int, of block: AddressBlock) -> UInt64 {
        position < 64
            ? block.high &>> UInt64(63 &- position) & 1
            : block.low &>> UInt64(127 &- position) & 1
    }

    /// Writes a bit of the result and appends the address's own bit to the prefix.
    @inline(__always)
    mutating func put(_ position: Int, _ bit: UInt64, addressBit: UInt64) {
        if position < 64 {
            result.high |= bit &<< UInt64(63 &- position)
        } else {
            result.low |= bit &<< UInt64(127 &- position)
        }
        prefix = AddressBlock(
            high: prefix.high &<< 1 | prefix.low &>> 63, low: prefix.low &<< 1 | addressBit)
    }
}
