/// AES with a 128-bit key (FIPS-197), one block at a time, with the tweak of KIASU-BC.
///
/// Invariants:
/// 1. `schedule` points at 44 words owned by this object alone, written once, in `init`.
/// 2. They are zero before the memory is given back.
///
/// Ours because this room has no C library and four treatments of addresses need it; the gateway's
/// own secrets never meet it. Side channels: the look-ups are in a table of one kilobyte at places
/// that depend on key and address, so a process that shares the cache could learn the key from
/// timing (Bernstein 2005; Osvik, Shamir and Tromer 2006). That is accepted: whoever runs code on
/// this machine with such a right is nearer to the raw addresses than to the key, and from a
/// distance sixteen cache lines vanish in the noise of the network. On a machine shared with
/// strangers these treatments are the wrong choice.
@safe
final class AES128: @unchecked Sendable {
    static let keyBytes = 16
    private static let rounds = 10

    // SAFETY: invariant 1; reads from several threads see memory that no one writes.
    private let schedule: UnsafeMutablePointer<UInt32>
    private let tables = AESTables.shared

    /// Expands the key (FIPS-197 5.2); `key` is its sixteen bytes.
    init(key: AddressBlock) {
        let count = 4 * (Self.rounds + 1)
        unsafe schedule = .allocate(capacity: count)
        let first = [key.high &>> 32, key.high, key.low &>> 32, key.low]
        for index in 0..<4 {
            unsafe (schedule + index).initialize(to: UInt32(truncatingIfNeeded: first[index]))
        }
        var constant: UInt8 = 1
        for index in 4..<count {
            var word = unsafe schedule[index - 1]
            if index % 4 == 0 {
                word = Self.substituted(word &<< 8 | word &>> 24, tables)
                word ^= UInt32(constant) &<< 24
                constant = AESTables.doubled(constant)
            }
            unsafe (schedule + index).initialize(to: schedule[index - 4] ^ word)
        }
    }

    deinit {
        unsafe Self.wipe(schedule)
        unsafe schedule.deallocate()
    }

    // Not inlined: the optimiser must not see that nobody reads the words afterwards.
    @inline(never)
    private static func wipe(_ schedule: UnsafeMutablePointer<UInt32>) {
        unsafe schedule.update(repeating: 0, count: 4 * (rounds + 1))
    }

    /// The encrypted block; a tweak is added to every round key, none is a tweak of zero.
    @inline(__always)
    func encrypt(_ block: AddressBlock, tweak: AddressBlock = .zero) -> AddressBlock {
        let tweak0 = UInt32(truncatingIfNeeded: tweak.high &>> 32)
        let tweak1 = UInt32(truncatingIfNeeded: tweak.high)
        let tweak2 = UInt32(truncatingIfNeeded: tweak.low &>> 32)
        let tweak3 = UInt32(truncatingIfNeeded: tweak.low)
        var a = UInt32(truncatingIfNeeded: block.high &>> 32) ^ tweak0 ^ word(0)
        var b = UInt32(truncatingIfNeeded: block.high) ^ tweak1 ^ word(1)
        var c = UInt32(truncatingIfNeeded: block.low &>> 32) ^ tweak2 ^ word(2)
        var d = UInt32(truncatingIfNeeded: block.low) ^ tweak3 ^ word(3)
        var key = 4
        while key < 4 * Self.rounds {
            let e = mixed(a, b, c, d) ^ tweak0 ^ word(key)
            let f = mixed(b, c, d, a) ^ tweak1 ^ word(key &+ 1)
            let g = mixed(c, d, a, b) ^ tweak2 ^ word(key &+ 2)
            let h = mixed(d, a, b, c) ^ tweak3 ^ word(key &+ 3)
            (a, b, c, d) = (e, f, g, h)
            key &+= 4
        }
        let e = shifted(a, b, c, d) ^ tweak0 ^ word(key)
        let f = shifted(b, c, d, a) ^ tweak1 ^ word(key &+ 1)
        let g = shifted(c, d, a, b) ^ tweak2 ^ word(key &+ 2)
        let h = shifted(d, a, b, c) ^ tweak3 ^ word(key &+ 3)
        return AddressBlock(
            high: UInt64(e) &<< 32 | UInt64(f), low: UInt64(g) &<< 32 | UInt64(h))
    }

    /// A word of the schedule; `index` is below 44.
    @inline(__always)
    private func word(_ index: Int) -> UInt32 { unsafe schedule[index] }

    /// SubBytes, ShiftRows and MixColumns for one column.
    @inline(__always)
    private func mixed(_ w: UInt32, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
        tables.column(w &>> 24)
            ^ Self.rotated(tables.column(x &>> 16), 8)
            ^ Self.rotated(tables.column(y &>> 8), 16)
            ^ Self.rotated(tables.column(z), 24)
    }

    /// SubBytes and ShiftRows for one column, as in the last round.
    @inline(__always)
    private func shifted(_ w: UInt32, _ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 {
        tables.substituted(w &>> 24) &<< 24 | tables.substituted(x &>> 16) &<< 16
            | tables.substituted(y &>> 8) &<< 8 | tables.substituted(z)
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word &>> bits | word &<< (32 &- bits)
    }

    private static func substituted(_ word: UInt32, _ tables: AESTables) -> UInt32 {
        tables.substituted(word &>> 24) &<< 24 | tables.substituted(word &>> 16) &<< 16
            | tables.substituted(word &>> 8) &<< 8 | tables.substituted(word)
    }

    // MARK: Decryption

    /// The block that ``encrypt(_:tweak:)`` was given.
    ///
    /// Byte by byte and slow: joins and tests use it, the gateway never does.
    func decrypt(_ block: AddressBlock, tweak: AddressBlock = .zero) -> AddressBlock {
        var state = block ^ roundKey(Self.rounds) ^ tweak
        for round in stride(from: Self.rounds - 1, through: 0, by: -1) {
            state = unshifted(state) ^ roundKey(round) ^ tweak
            if round > 0 { state = Self.unmixed(state) }
        }
        return state
    }

    private func roundKey(_ round: Int) -> AddressBlock {
        func wide(_ index: Int) -> UInt64 { UInt64(word(4 * round + index)) }
        return AddressBlock(high: wide(0) &<< 32 | wide(1), low: wide(2) &<< 32 | wide(3))
    }

    /// InvShiftRows and InvSubBytes (FIPS-197 5.3.1 and 5.3.2).
    private func unshifted(_ block: AddressBlock) -> AddressBlock {
        var result = AddressBlock.zero
        for column in 0..<4 {
            for row in 0..<4 {
                let byte = block.byte(4 * ((column + 4 - row) % 4) + row)
                result.set(4 * column + row, tables.inverted(byte))
            }
        }
        return result
    }

    /// InvMixColumns (FIPS-197 5.3.3).
    private static func unmixed(_ block: AddressBlock) -> AddressBlock {
        let factors: [UInt8] = [14, 11, 13, 9]
        var result = AddressBlock.zero
        for column in 0..<4 {
            for row in 0..<4 {
                var sum: UInt8 = 0
                for place in 0..<4 {
                    let byte = block.byte(4 * column + (row + place) % 4)
                    sum ^= AESTables.product(byte, factors[place])
                }
                result.set(4 * column + row, sum)
            }
        }
        return result
    }
}

extension AddressBlock {
    fileprivate func byte(_ index: Int) -> UInt8 {
        let half = index < 8 ? high : low
        return UInt8(truncatingIfNeeded: half &>> UInt64(56 - 8 * (index % 8)))
    }

    /// Sets a byte that is still zero.
    fileprivate mutating func set(_ index: Int, _ byte: UInt8) {
        let word = UInt64(byte) &<< UInt64(56 - 8 * (index % 8))
        if index < 8 { high |= word } else { low |= word }
    }
}
