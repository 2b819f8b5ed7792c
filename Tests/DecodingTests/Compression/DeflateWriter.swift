/// Writes gzip and zlib bodies whose every bit a test decides (RFC 1950, 1951, 1952).
struct DeflateWriter {
    private(set) var blocks: [UInt8] = []
    private var bits: UInt32 = 0
    private var bitCount: UInt32 = 0

    /// A block that is not compressed.
    mutating func stored(_ bytes: [UInt8], isLast: Bool = true) {
        put(isLast ? 1 : 0, 3)
        align()
        let length = UInt16(bytes.count)
        for word in [length, ~length] { blocks += [UInt8(word & 255), UInt8(word >> 8)] }
        blocks += bytes
    }

    /// A block of fixed codes: one zero byte, then `matches` times 258 zeros more.
    mutating func zeros(matches: Int, isLast: Bool = true) {
        put(isLast ? 3 : 2, 3)
        putReversed(0x30, 8)
        for _ in 0..<matches {
            // Length code 285 and distance code 0.
            putReversed(0xC5, 8)
            putReversed(0, 5)
        }
        putReversed(0, 7)
        if isLast { align() }
    }

    /// A block of fixed codes with nothing in it.
    mutating func empty(isLast: Bool = true) {
        put(isLast ? 3 : 2, 3)
        putReversed(0, 7)
        if isLast { align() }
    }

    private mutating func put(_ value: UInt32, _ count: UInt32) {
        bits |= value << bitCount
        bitCount += count
        while bitCount >= 8 {
            blocks.append(UInt8(bits & 255))
            bits >>= 8
            bitCount -= 8
        }
    }

    private mutating func putReversed(_ code: UInt32, _ count: UInt32) {
        for bit in (0..<count).reversed() { put(code >> bit & 1, 1) }
    }

    private mutating func align() {
        if bitCount > 0 { put(0, 8 - bitCount) }
    }

    // MARK: Framing

    func gzip(of plain: [UInt8], flags: UInt8 = 0, extra: [UInt8] = []) -> [UInt8] {
        var check: UInt32 = ~0
        for byte in plain {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check >> 1 ^ (check & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        let tail = [~check, UInt32(truncatingIfNeeded: plain.count)].flatMap { word in
            (0..<4).map { UInt8(word >> ($0 * 8) & 255) }
        }
        return [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3] + extra + blocks + tail
    }

    func zlib(of plain: [UInt8]) -> [UInt8] {
        var low: UInt32 = 1
        var high: UInt32 = 0
        for byte in plain {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        let tail = [high, low].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        return [0x78, 0x9C] + blocks + tail
    }
}
