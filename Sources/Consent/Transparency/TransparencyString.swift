/// Everything that a TC string says, for a person to read.
///
/// Vendors are kept as ranges in ascending order that neither touch nor overlap; they are never
/// listed one by one. For requests there is ``TransparencyFacts``.
package struct TransparencyString: Sendable, Equatable {
    package internal(set) var core = TransparencyCore()
    /// The version of the string; version 1 is not read.
    package var version: Int { Int(TransparencyCore.version) }
    package internal(set) var consents: [VendorRange] = []
    package internal(set) var interests: [VendorRange] = []
    /// Vendors that the visitor was shown; `nil` without that segment.
    package internal(set) var disclosed: [VendorRange]?
    package internal(set) var allowed: [VendorRange]?
    package internal(set) var restrictions: [PublisherRestriction] = []
    package internal(set) var publisher: PublisherTransparency?
    /// Segments in the order in which they stand; unknown ones are left out.
    package internal(set) var segments: [TransparencySegment] = []

    /// Most ranges of all lists together: 256 KiB, paid by the reader of a hostile string.
    ///
    /// A string as long as is read has 24,576 at most, so only a greater length would meet it.
    static let mostRanges = 32_768

    /// Reads a TC string.
    ///
    /// - Throws: ``TransparencyFault`` for whatever is not exactly of version 2.
    package static func decode(
        _ text: Span<UInt8>
    ) throws(TransparencyFault) -> TransparencyString {
        try decode(text, mostRanges: mostRanges)
    }

    static func decode(
        _ text: Span<UInt8>, mostRanges: Int
    ) throws(TransparencyFault) -> TransparencyString {
        var lists = TransparencyLists(mostRanges: mostRanges)
        try TransparencyReader.read(text, into: &lists)
        return lists.string
    }

    /// How many vendors are in ranges that do not overlap.
    package static func count(_ ranges: [VendorRange]) -> Int {
        ranges.reduce(0) { $0 + Int($1.last - $1.first) + 1 }
    }
}

/// What the publisher does not leave to the vendors.
package struct PublisherRestriction: Sendable, Equatable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case forbidden = 0
        case consentRequired = 1
        case interestRequired = 2
        /// Means nothing, and is ignored.
        case undefined = 3
    }
    package var purpose: Int
    package var kind: Kind
    package var vendors: [VendorRange] = []
}

/// Collects the lists of a TC string.
private struct TransparencyLists: TransparencySink {
    var string = TransparencyString()
    private var list = VendorList.consent
    private var ranges: [VendorRange] = []
    /// Ranges that may still be kept.
    private var allowance: Int

    init(mostRanges: Int) { allowance = mostRanges }

    mutating func take(_ core: TransparencyCore) { string.core = core }

    mutating func take(_ publisher: PublisherTransparency) { string.publisher = publisher }

    mutating func endSegment(_ segment: TransparencySegment) { string.segments.append(segment) }

    mutating func begin(_ list: VendorList) {
        self.list = list
        ranges.removeAll(keepingCapacity: true)
    }

    mutating func take(_ range: VendorRange) {
        allowance -= 1
        guard allowance >= 0 else { return }
        ranges.append(range)
    }

    mutating func take(_ field: borrowing BitReader, count: Int) {
        var first = 0
        for vendor in 1...max(count, 1) {
            if vendor <= count, field.isSet(ahead: vendor - 1) {
                if first == 0 { first = vendor }
                continue
            }
            if first > 0 { take(VendorRange(UInt16(first), UInt16(vendor - 1))) }
            first = 0
        }
        if first > 0 { take(VendorRange(UInt16(first), UInt16(count))) }
    }

    mutating func endList() -> TransparencyFault.Reason? {
        guard allowance >= 0 else { return .tooManyRanges }
        let merged = Self.merged(&ranges)
        switch list {
        case .consent: string.consents = merged
        case .interest: string.interests = merged
        case .disclosed: string.disclosed = merged
        case .allowed: string.allowed = merged
        case .restriction(let purpose, let type):
            string.restrictions.append(
                PublisherRestriction(
                    purpose: Int(purpose),
                    kind: PublisherRestriction.Kind(rawValue: type) ?? .undefined,
                    vendors: merged))
        }
        return nil
    }

    private static func merged(_ ranges: inout [VendorRange]) -> [VendorRange] {
        ranges.sort { $0.first < $1.first }
        var merged: [VendorRange] = []
        for range in ranges {
            if let last = merged.last, Int(range.first) <= Int(last.last) + 1 {
                merged[merged.count - 1].last = max(last.last, range.last)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
