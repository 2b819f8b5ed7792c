import Bytes

/// The header of a GPP string: which sections follow it.
///
/// Both paddings in use are read: to six bits as the specification has it, and to eight as several
/// libraries write it (IAB Global Privacy Platform, consent string specification).
package struct GlobalPrivacyHeader: Sendable, Equatable {
    package let version: Int
    /// Ids of the sections, ascending.
    package let sections: [Int]
    /// Characters of the header.
    let length: Int

    /// Longest string that is read; the sender pays with a signal that says nothing.
    ///
    /// A TC string is read up to 8 KiB, and all other sections together are far shorter.
    package static let longestString = 12 * 1024
    /// Sections that a string may name; 27 exist, and nobody lives in all of these places.
    package static let mostSections = 64
    /// Highest id of a section that is looked for; 27 are given out.
    package static let highestSection = 4_095

    /// Reads the header of `text`, which ends at its first `~`.
    ///
    /// Refused: another type or version, a range that runs past the header's end, ids above
    /// ``highestSection``, and more of them than ``mostSections``.
    package init(of text: Span<UInt8>) throws(GlobalPrivacyPlatformFault) {
        guard text.count <= Self.longestString else { throw .tooLong }
        length = text.firstOffset(of: UInt8(ascii: "~")) ?? text.count
        guard var bits = BitReader(text.extracting(first: length)) else { throw .notBase64 }
        guard let type = bits.read(6) else { throw .truncatedHeader }
        guard type == 3 else { throw .wrongType }
        guard let version = bits.read(6), let count = bits.read(12) else { throw .truncatedHeader }
        guard version == 1 else { throw .wrongVersion }
        self.version = Int(version)
        var sections: [Int] = []
        for _ in 0..<count {
            let last = sections.last ?? 0
            guard let isGroup = bits.read(1) else { throw .truncatedRange }
            let first = last + (try Self.number(from: &bits, atMost: Self.highestSection - last))
            var end = first
            if isGroup == 1 {
                end += try Self.number(from: &bits, atMost: Self.highestSection - first)
            }
            guard sections.count + end - first < Self.mostSections else { throw .tooManySections }
            sections.append(contentsOf: first...end)
        }
        self.sections = sections
    }

    private static func number(
        from bits: inout BitReader, atMost most: Int
    ) throws(GlobalPrivacyPlatformFault) -> Int {
        guard let number = bits.readFibonacciNumber(atMost: most) else {
            throw bits.remaining == 0 ? .truncatedRange : .sectionOutOfRange
        }
        return number
    }

    /// Where the sections' payloads stand in the text that the header is from.
    ///
    /// A number of payloads other than that of the ids makes the whole string invalid, because
    /// nobody can tell which of them belongs to which.
    package func payloads(
        in text: Span<UInt8>
    ) throws(GlobalPrivacyPlatformFault) -> [Range<Int>] {
        var payloads: [Range<Int>] = []
        payloads.reserveCapacity(sections.count)
        var start = length
        while start < text.count {
            guard payloads.count < sections.count else { throw .sectionMismatch }
            let end = text.firstOffset(of: UInt8(ascii: "~"), from: start + 1) ?? text.count
            payloads.append(start + 1..<end)
            start = end
        }
        guard payloads.count == sections.count else { throw .sectionMismatch }
        return payloads
    }
}
