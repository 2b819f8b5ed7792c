/// The fields of fixed size at the beginning of a TC string.
///
/// IAB Europe, TCF technical specification, core segment.
package struct TransparencyCore: Sendable, Equatable {
    /// In tenths of a second since 1970.
    package var created: Int64 = 0
    package var lastUpdated: Int64 = 0
    /// The consent platform's number on the IAB's list.
    package var platform: UInt16 = 0
    package var platformVersion: UInt16 = 0
    package var screen: UInt8 = 0
    package var language = TransparencyLetters()
    package var vendorListVersion: UInt16 = 0
    package var policyVersion: UInt8 = 0
    package var isServiceSpecific = false
    package var usesNonStandardTexts = false
    package var specialFeatures = TransparencyPurposes()
    package var consent = TransparencyPurposes()
    /// Purposes for which a legitimate interest was shown and not objected to.
    package var interest = TransparencyPurposes()
    /// Whether the visitor was not told of purpose 1 (`PurposeOneTreatment`).
    package var hidesPurposeOne = false
    package var country = TransparencyLetters()

    /// The only version that is read; version 1 ended in September 2020.
    static let version: UInt64 = 2
    /// From this policy on there is no legitimate interest for purposes 3 to 6.
    package static let strictPolicy: UInt8 = 4
    /// The purposes that ``strictPolicy`` is about.
    static let consentOnly = TransparencyPurposes([3, 4, 5, 6])

    init() {}

    /// Reads all fields behind the version; `nil` if the bits run out.
    init?(_ bits: inout BitReader) {
        guard let created = bits.read(36), let lastUpdated = bits.read(36),
            let platform = bits.read(42), let list = bits.read(20),
            let features = bits.read(12), let consent = bits.read(24),
            let interest = bits.read(24), let publisher = bits.read(13)
        else { return nil }
        self.created = Int64(created)
        self.lastUpdated = Int64(lastUpdated)
        self.platform = UInt16(platform >> 30)
        platformVersion = UInt16(platform >> 18 & 0xFFF)
        screen = UInt8(platform >> 12 & 0x3F)
        language = TransparencyLetters(field: platform)
        vendorListVersion = UInt16(list >> 8)
        policyVersion = UInt8(list >> 2 & 0x3F)
        isServiceSpecific = list & 2 != 0
        usesNonStandardTexts = list & 1 != 0
        specialFeatures = TransparencyPurposes(field: features << 12)
        self.consent = TransparencyPurposes(field: consent)
        self.interest = TransparencyPurposes(field: interest)
        hidesPurposeOne = publisher >> 12 != 0
        country = TransparencyLetters(field: publisher)
    }
}

/// Two capital letters in six bits each, counted from `A`; a language or a country.
package struct TransparencyLetters: Sendable, Equatable {
    private var field: UInt16 = 0

    init() {}

    /// Takes the lowest twelve bits.
    init(field: UInt64) { self.field = UInt16(field & 0xFFF) }

    /// The letters; `?` for a number above 25, which nothing is known of.
    package var text: String {
        String([field >> 6, field & 0x3F].map { $0 < 26 ? Self.letter($0) : "?" })
    }

    private static func letter(_ number: UInt16) -> Character {
        Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(number)))
    }
}

/// What a TC string says of the shop's own purposes (publisher TC segment).
package struct PublisherTransparency: Sendable, Equatable {
    package var consent = TransparencyPurposes()
    package var interest = TransparencyPurposes()
    /// Purposes that the shop has made up, by number.
    package var customCount = 0
    /// As in the string: the first is the highest of ``customCount`` bits.
    package var customConsent: UInt64 = 0
    package var customInterest: UInt64 = 0

    /// Reads the segment behind its type; `nil` if the bits run out.
    init?(_ bits: inout BitReader) {
        guard let consent = bits.read(24), let interest = bits.read(24), let count = bits.read(6)
        else { return nil }
        self.consent = TransparencyPurposes(field: consent)
        self.interest = TransparencyPurposes(field: interest)
        customCount = Int(count)
        guard let customConsent = Self.readCustom(&bits, customCount),
            let customInterest = Self.readCustom(&bits, customCount)
        else { return nil }
        self.customConsent = customConsent
        self.customInterest = customInterest
    }

    /// The numbers of the custom purposes in `field`.
    package func customNumbers(_ field: UInt64) -> [Int] {
        (0..<customCount).filter { field >> (customCount - 1 - $0) & 1 != 0 }.map { $0 + 1 }
    }

    private static func readCustom(_ bits: inout BitReader, _ count: Int) -> UInt64? {
        let first = min(count, BitReader.mostBits)
        guard let high = bits.read(first), let low = bits.read(count - first) else { return nil }
        return high << (count - first) | low
    }
}
