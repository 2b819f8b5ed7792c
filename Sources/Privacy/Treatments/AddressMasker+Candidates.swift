import Bytes

extension AddressMasker {
    /// The offset of the first byte at or after `from` that may separate two parts of an address, or
    /// `count`.
    ///
    /// Every address holds one: a dot or dash between two digits, a colon between two hexadecimal
    /// digits or before another colon, `%2E` or `%3A` at any depth, `.ip6.arpa` after a digit.
    static func nextCandidate(in text: Span<UInt8>, from: Int) -> Int {
        nextCandidate(in: text, text.indices, from: from)
    }

    /// As ``nextCandidate(in:from:)`` for `range` of `text`, or the range's end.
    ///
    /// Offsets are those of `text`. Bytes outside the range are read along, because that is faster,
    /// but they make no candidate: the closer look sees the range alone.
    static func nextCandidate(in text: Span<UInt8>, _ range: Range<Int>, from: Int) -> Int {
        let part = text.extracting(range)
        let end = range.upperBound
        // SAFETY: `block >= 1` and `block + 16 + lookAhead <= count` before each wide load, which
        // reads from one byte before `block` to `lookAhead` bytes after it.
        return unsafe text.withUnsafeBytes { bytes -> Int in
            guard let base = bytes.baseAddress, from < end else { return end }
            let last = bytes.count &- blockLength &- lookAhead
            var index = from
            if index == 0 {
                if isCandidate(at: -range.lowerBound, in: part) { return 0 }
                index = 1
            }
            // The rest of the text is read again as a whole block, without what was seen before.
            while index < end, last >= 1, index < last &+ blockLength {
                let block = min(index, last)
                var bits = unsafe candidates(base + block)
                bits &= .max &<< UInt32(truncatingIfNeeded: index &- block)
                if end &- block < blockLength {
                    bits &= (1 &<< UInt32(truncatingIfNeeded: end &- block)) &- 1
                }
                while bits != 0 {
                    let hit = block &+ bits.trailingZeroBitCount
                    if isCandidate(at: hit &- range.lowerBound, in: part) { return hit }
                    bits &= bits &- 1
                }
                index = block &+ blockLength
            }
            while index < end {
                if isCandidate(at: index &- range.lowerBound, in: part) { return index }
                index &+= 1
            }
            return end
        }
    }

    private static var blockLength: Int { 16 }
    /// How far behind a dot the next one may be: three digits and itself.
    private static var lookAhead: Int { 4 }

    /// Constants in every lane: operators between a vector and a number are slow (Swift 6.3).
    private enum Lanes {
        static var zero: SIMD16<UInt8> { all("0") }
        static var two: SIMD16<UInt8> { all("2") }
        static var a: SIMD16<UInt8> { all("a") }
        static var i: SIMD16<UInt8> { all("i") }
        static var dot: SIMD16<UInt8> { all(".") }
        static var dash: SIMD16<UInt8> { all("-") }
        static var colon: SIMD16<UInt8> { all(":") }
        static var percent: SIMD16<UInt8> { all("%") }
        static var caseBit: SIMD16<UInt8> { all(" ") }
        static var ten: SIMD16<UInt8> { SIMD16(repeating: 10) }
        static var none: SIMDMask<SIMD16<Int8>> { SIMDMask(repeating: false) }
        static var six: SIMD16<UInt8> { SIMD16(repeating: 6) }
        static var pair: SIMD16<UInt8> { SIMD16(repeating: 2) }

        @inline(__always)
        private static func all(_ character: Unicode.Scalar) -> SIMD16<UInt8> {
            SIMD16(repeating: UInt8(ascii: character))
        }
    }

    /// One bit for each of 16 bytes that looks like a separator with its neighbours.
    @unsafe @inline(__always)
    private static func candidates(_ block: UnsafeRawPointer) -> UInt32 {
        let before = unsafe (block - 1).loadUnaligned(as: SIMD16<UInt8>.self)
        let here = unsafe block.loadUnaligned(as: SIMD16<UInt8>.self)
        let after = unsafe (block + 1).loadUnaligned(as: SIMD16<UInt8>.self)
        let digitBefore = before &- Lanes.zero .< Lanes.ten
        let digitAfter = after &- Lanes.zero .< Lanes.ten
        // Half the dots in a log line stand in versions such as `5.0` and `537.36`.
        var further = Lanes.none
        for offset in 2...4 {
            let next = unsafe (block + offset).loadUnaligned(as: SIMD16<UInt8>.self)
            further = further .| (next .== Lanes.dot) .| (next .== Lanes.percent)
        }
        let lowerAfter = after | Lanes.caseBit
        let hexBefore = digitBefore .| (((before | Lanes.caseBit) &- Lanes.a) .< Lanes.six)
        let hexAfter = digitAfter .| ((lowerAfter &- Lanes.a) .< Lanes.six)
        let dot = here .== Lanes.dot
        let dotted =
            ((dot .& further) .| (here .== Lanes.dash)) .& digitBefore .& digitAfter
        let reverse = dot .& hexBefore .& (lowerAfter .== Lanes.i)
        let colon = (here .== Lanes.colon) .& ((hexBefore .& hexAfter) .| (after .== Lanes.colon))
        let encoded = (here .== Lanes.percent) .& ((after &- Lanes.two) .< Lanes.pair)
        return (dotted .| reverse .| colon .| encoded).bits
    }

    /// The closer look, which also serves where no whole block fits.
    private static func isCandidate(at index: Int, in text: Span<UInt8>) -> Bool {
        guard index &+ 1 < text.count else { return false }
        let after = text[index &+ 1]
        switch text[index] {
        case UInt8(ascii: "."):
            guard index > 0 else { return false }
            if ASCII.isDigit(text[index &- 1]), ASCII.isDigit(after) {
                return hasAnother(UInt8(ascii: "."), after: index, in: text)
            }
            return after | 0x20 == UInt8(ascii: "i") && ASCII.isHexDigit(text[index &- 1])
                && DottedAddress.isReverseV6Suffix(at: index, in: text)
        case UInt8(ascii: "-"):
            return index > 0 && ASCII.isDigit(text[index &- 1]) && ASCII.isDigit(after)
                && hasAnother(UInt8(ascii: "-"), after: index, in: text)
        case UInt8(ascii: ":"):
            if after == UInt8(ascii: ":") { return true }
            return index > 0 && ASCII.isHexDigit(text[index &- 1]) && ASCII.isHexDigit(after)
                && hasEnoughColons(from: index, in: text)
        case UInt8(ascii: "%"):
            return TextEscapes.length(of: UInt8(ascii: ":"), at: index, in: text) > 0
                || TextEscapes.length(of: UInt8(ascii: "."), at: index, in: text) > 0
        default:
            return false
        }
    }

    /// Whether the number after the separator at `index` is followed by a second one.
    private static func hasAnother(
        _ separator: UInt8, after index: Int, in text: Span<UInt8>
    ) -> Bool {
        for offset in 2...4 {
            let next = index &+ offset
            guard next < text.count else { return false }
            let byte = text[next]
            if byte == separator || byte == UInt8(ascii: "%") { return true }
            if !ASCII.isHexDigit(byte) { return false }
        }
        return false
    }

    /// Whether the colon at `index` and those after it can be enough: clocks have only three.
    private static func hasEnoughColons(from index: Int, in text: Span<UInt8>) -> Bool {
        var colons = 1
        var position = index &+ 1
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: ":") {
                colons &+= 1
                if colons == fewestColons || text[position &- 1] == byte { return true }
            } else if !ASCII.isHexDigit(byte) {
                return byte == UInt8(ascii: "%")
            }
            position &+= 1
        }
        return false
    }

    /// Six groups and a dotted tail.
    private static var fewestColons: Int { 6 }
}
