import Bytes
import Decoding

/// Sixteen bytes as two words, the first byte highest: a block of a cipher, and an address in it.
struct AddressBlock: Equatable {
    var high: UInt64
    var low: UInt64

    static let zero = AddressBlock(high: 0, low: 0)

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The bytes from `offset` on; the caller has checked that there are sixteen.
    init(_ bytes: Span<UInt8>, from offset: Int) {
        self = .zero
        for index in 0..<8 {
            high = high &<< 8 | UInt64(bytes[offset + index])
            low = low &<< 8 | UInt64(bytes[offset + 8 + index])
        }
    }

    /// The address, an IPv4 one as `::ffff:0:0/96` (RFC 4291 2.5.5.2).
    init(_ address: IPAddress) {
        switch address {
        case .v4(let number): self.init(high: 0, low: Self.mappedPrefix | UInt64(number))
        case .v6(let high, let low): self.init(high: high, low: low)
        }
    }

    /// The address in the block; a mapped one is an IPv4 address.
    var address: IPAddress {
        isMapped ? .v4(UInt32(truncatingIfNeeded: low)) : .v6(high: high, low: low)
    }

    /// Whether this is an IPv4 address in an IPv6 one.
    var isMapped: Bool { high == 0 && low &>> 32 == Self.mappedPrefix &>> 32 }

    static let mappedPrefix: UInt64 = 0xFFFF &<< 32

    @inline(__always)
    static func ^ (left: AddressBlock, right: AddressBlock) -> AddressBlock {
        AddressBlock(high: left.high ^ right.high, low: left.low ^ right.low)
    }
}
