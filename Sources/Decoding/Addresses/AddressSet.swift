/// A set of addresses given as blocks, such as those of the proxies that are believed.
///
/// Invariants:
/// 1. The ranges of each family are sorted by their first address and neither overlap nor touch.
/// 2. Families do not mix; an IPv4 address inside `::ffff:0:0/96` is an IPv4 address.
///
/// The lists of content networks have some 1,500 blocks, so a look-up halves the list instead of
/// going through it. A class, because it is read on every request and must not be counted there.
package final class AddressSet: Sendable {
    private struct Bounds: Sendable {
        var first: UInt128
        var last: UInt128
    }

    private let fours: [Bounds]
    private let sixes: [Bounds]

    /// The set of all addresses that begin with the first `prefixLength` bits of one of the blocks.
    ///
    /// Bits beyond a prefix are ignored; a prefix longer than the address means the address alone.
    package init(_ blocks: [(address: IPAddress, prefixLength: Int)] = []) {
        var fours: [Bounds] = []
        var sixes: [Bounds] = []
        for block in blocks {
            let (number, isFour) = Self.number(of: block.address)
            // A mapped block that is shorter than the prefix of its kind holds other addresses too.
            let isMapped = isFour && !block.address.isFour
            if isFour, !isMapped || block.prefixLength >= Self.mappedPrefixLength {
                let length = block.prefixLength - (isMapped ? Self.mappedPrefixLength : 0)
                fours.append(Self.bounds(of: number, prefixLength: length, bits: 32))
            } else {
                let whole = isMapped ? number | Self.mappedPrefix : number
                sixes.append(Self.bounds(of: whole, prefixLength: block.prefixLength, bits: 128))
            }
        }
        self.fours = Self.merged(fours)
        self.sixes = Self.merged(sixes)
    }

    package var isEmpty: Bool { fours.isEmpty && sixes.isEmpty }

    /// Whether an address lies in one of the blocks.
    package func contains(_ address: IPAddress) -> Bool {
        let (number, isFour) = Self.number(of: address)
        return isFour ? Self.holds(fours, number) : Self.holds(sixes, number)
    }

    // MARK: Ranges

    private static let mappedPrefixLength = 96
    private static let mappedPrefix: UInt128 = 0xFFFF << 32

    private static func number(of address: IPAddress) -> (UInt128, isFour: Bool) {
        switch address {
        case .v4(let number): return (UInt128(number), true)
        case .v6(let high, let low):
            if high == 0, low &>> 32 == 0xFFFF { return (UInt128(low & 0xFFFF_FFFF), true) }
            return (UInt128(high) << 64 | UInt128(low), false)
        }
    }

    private static func bounds(of number: UInt128, prefixLength: Int, bits: Int) -> Bounds {
        let free = bits - min(max(prefixLength, 0), bits)
        let rest: UInt128 = free >= 128 ? .max : (1 << UInt128(free)) - 1
        return Bounds(first: number & ~rest, last: number | rest)
    }

    private static func merged(_ ranges: [Bounds]) -> [Bounds] {
        var merged: [Bounds] = []
        for range in ranges.sorted(by: { $0.first < $1.first }) {
            guard let end = merged.last?.last, end == .max || range.first <= end + 1 else {
                merged.append(range)
                continue
            }
            merged[merged.count - 1].last = max(end, range.last)
        }
        return merged
    }

    /// Halves the list until the last range that begins at or before `number` is found.
    private static func holds(_ ranges: [Bounds], _ number: UInt128) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= number { low = middle + 1 } else { high = middle }
        }
        return low > 0 && number <= ranges[low - 1].last
    }
}

extension IPAddress {
    fileprivate var isFour: Bool {
        if case .v4 = self { true } else { false }
    }
}
