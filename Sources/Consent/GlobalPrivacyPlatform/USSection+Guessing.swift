import Bytes

/// Payloads that arrive without saying of which section they are.
extension USSection {
    /// Reads a payload by itself, of the national section or of one of the first five states.
    ///
    /// A payload does not say what it is. Length decides; of several layouts of that length those
    /// count that have a subsection for Global Privacy Control if the payload has one, and rather
    /// those without if it has none; of these the shortest behind which all bits are zero.
    package init(guessing payload: Span<UInt8>) throws(GlobalPrivacyPlatformFault) {
        let end = payload.firstOffset(of: UInt8(ascii: ".")) ?? payload.count
        let candidates = Self.candidates(
            characters: end, hasSubsection: end < payload.count)
        guard let last = candidates.last else { throw .truncatedSection }
        let core = payload.extracting(first: end)
        let section = candidates.first { Self.fits(core, section: $0) }
        self = try Self(payload, section: section ?? last)
    }

    /// Whether only zeros stand behind the section's layout.
    private static func fits(_ core: Span<UInt8>, section: Int) -> Bool {
        guard let layout = USSectionLayout.of(section: section, bits: core.count * 6),
            var bits = BitReader(core), bits.skip(layout.bits)
        else { return false }
        while bits.remaining > 0 {
            guard bits.read(min(bits.remaining, BitReader.mostBits)) == 0 else { return false }
        }
        return true
    }

    /// Sections by what is likeliest, the shorter layout first.
    private static func candidates(characters: Int, hasSubsection: Bool) -> [Int] {
        switch characters {
        case 10...: [7]
        case 8, 9: hasSubsection ? [12, 8] : [11, 12, 8]
        case 7: hasSubsection ? [10] : [9, 10]
        default: []
        }
    }
}
