import Bytes

/// A section of a GPP string for the United States, decoded.
///
/// Nothing in it grants; an opt-out is an objection wherever the visitor is.
package struct USSection: Sendable, Equatable {
    package let layout: USSectionLayout
    /// Not checked: published strings carry 27 and 49.
    package let version: Int
    /// Two bits for each value, those of the first lowest; the longest layout has 32 values.
    private let values: UInt64
    /// What the subsection for Global Privacy Control says; `nil` without one.
    package let globalPrivacyControl: Bool?

    /// Reads the payload of a section: the core and what follows it after dots.
    ///
    /// Refused: sections without a known layout, other characters than those of base64url, and too
    /// few bits. More bits than the layout has are padding.
    package init(
        _ payload: Span<UInt8>, section: Int
    ) throws(GlobalPrivacyPlatformFault) {
        let end = payload.firstOffset(of: UInt8(ascii: ".")) ?? payload.count
        guard var bits = BitReader(payload.extracting(first: end)) else { throw .unreadableSection }
        guard let layout = USSectionLayout.of(section: section, bits: bits.remaining) else {
            throw .unknownSection
        }
        guard bits.remaining >= layout.bits, let version = bits.read(6) else {
            throw .truncatedSection
        }
        self.layout = layout
        self.version = Int(version)
        var values: UInt64 = 0
        for offset in 0..<(layout.bits - 6) / 2 {
            guard let value = bits.read(2) else { throw .truncatedSection }
            values |= value &<< UInt64(2 * offset)
        }
        self.values = values
        globalPrivacyControl = try Self.control(in: payload, behind: end)
    }

    /// The strictest of the subsections of type 1; others are skipped.
    private static func control(
        in payload: Span<UInt8>, behind core: Int
    ) throws(GlobalPrivacyPlatformFault) -> Bool? {
        var isOn: Bool?
        var start = core
        while start < payload.count {
            let end = payload.firstOffset(of: UInt8(ascii: "."), from: start + 1) ?? payload.count
            guard var bits = BitReader(payload.extracting(start + 1..<end)) else {
                throw .unreadableSection
            }
            if bits.read(2) == 1 {
                guard let flag = bits.read(1) else { throw .truncatedSection }
                isOn = isOn == true || flag == 1
            }
            start = end
        }
        return isOn
    }

    /// Whether the visitor has opted out of sale, of sharing or of targeted advertising.
    package var isOptOut: Bool {
        if globalPrivacyControl == true { return true }
        var offset = 0
        for entry in layout.entries {
            if entry.field.isOptOut, value(at: offset) == 1 { return true }
            offset += entry.count
        }
        return false
    }

    /// The values of a field, in order; `nil` if the section has no such field.
    package func values(of field: USSectionField) -> [Int]? {
        var offset = 0
        for entry in layout.entries {
            if entry.field == field {
                return (offset..<offset + entry.count).map { Int(value(at: $0)) }
            }
            offset += entry.count
        }
        return nil
    }

    private func value(at offset: Int) -> UInt64 { values &>> UInt64(2 * offset) & 3 }
}
