/// What a TC string says about everything that this gateway can ask: fixed in size, without the string.
///
/// Vendors are those that the running configuration watches, by their place; see ``WatchedVendors``.
package struct TransparencyFacts: Sendable, Equatable {
    /// When the string was last changed, in seconds since 1970.
    package internal(set) var time: Int64 = 0
    /// The later of the dates of making and changing.
    var latest: Int64 = 0
    /// What stands against relying on the string, whatever the time.
    package internal(set) var defects: TransparencyDefects = []
    package internal(set) var policyVersion: UInt8 = 0
    var hidesPurposeOne = false
    var consent = TransparencyPurposes()
    var interest = TransparencyPurposes()
    /// Places of vendors that have consent.
    var consentVendors: UInt16 = 0
    var interestVendors: UInt16 = 0
    /// Places of vendors that the visitor was shown; all of them if the string does not say.
    var disclosedVendors: UInt16 = .max
    var disclosesVendors = false
    /// Purposes that the publisher forbids, by a vendor's place; bits as in the purposes.
    var forbidden = SIMD16<UInt32>(repeating: 0)
    var consentRequired = SIMD16<UInt32>(repeating: 0)
    var interestRequired = SIMD16<UInt32>(repeating: 0)
    /// What the shop's own purposes say of statistics; unknown without that segment.
    var publisher = ConsentState.unknown
    /// What all strings of a request allow, where this is the newest of several.
    var bound: Bound?

    /// Facts inside facts.
    ///
    /// Memory is taken only where a request has two strings that differ.
    indirect enum Bound: Sendable, Equatable {
        case facts(TransparencyFacts)
    }

    /// Says that nothing is consented to.
    package init() {}

    /// The facts of a string that was read.
    package init(_ string: TransparencyString, watched: WatchedVendors) {
        var sink = WatchedVendorSink(watched)
        sink.take(string.core)
        sink.take(string.consents, as: .consent)
        sink.take(string.interests, as: .interest)
        for restriction in string.restrictions {
            let list = VendorList.restriction(
                purpose: UInt8(clamping: restriction.purpose), type: restriction.kind.rawValue)
            sink.take(restriction.vendors, as: list)
        }
        if let disclosed = string.disclosed { sink.take(disclosed, as: .disclosed) }
        if let publisher = string.publisher { sink.take(publisher) }
        self = sink.finish()
    }

    /// Reads a TC string without keeping it; `nil` if it is malformed, which grants nothing.
    package static func read(_ text: Span<UInt8>, watched: WatchedVendors) -> TransparencyFacts? {
        var sink = WatchedVendorSink(watched)
        do {
            try TransparencyReader.read(text, into: &sink)
        } catch {
            return nil
        }
        return sink.finish()
    }
}

/// Collects what a TC string says of the watched vendors.
private struct WatchedVendorSink: TransparencySink {
    private var facts = TransparencyFacts()
    private var core: TransparencyCore?
    private let watched: WatchedVendors
    private let numbers: InlineArray<16, UInt16>
    private let count: Int
    private let everyone: UInt16
    private var list = VendorList.consent
    /// Places of watched vendors in the list that began last.
    private var members: UInt16 = 0

    init(_ watched: WatchedVendors) {
        self.watched = watched
        numbers = watched.vendorNumbers
        count = watched.vendors.count
        everyone = UInt16(truncatingIfNeeded: 1 &<< UInt32(watched.vendors.count) &- 1)
    }

    consuming func finish() -> TransparencyFacts {
        if let core {
            facts.defects = TransparencyDefects(
                core, hasDisclosedVendors: facts.disclosesVendors,
                deletedPlatforms: watched.deletedPlatforms)
        }
        return facts
    }

    mutating func take(_ core: TransparencyCore) {
        self.core = core
        facts.time = core.lastUpdated / 10
        facts.latest = max(core.created, core.lastUpdated) / 10
        facts.policyVersion = core.policyVersion
        facts.hidesPurposeOne = core.hidesPurposeOne
        facts.consent = core.consent
        facts.interest = core.interest
    }

    mutating func take(_ publisher: PublisherTransparency) {
        let consent = publisher.consent
        let isGranted = consent.contains(1) && (consent.contains(8) || consent.contains(9))
        facts.publisher = isGranted ? .granted : .denied
    }

    mutating func endSegment(_ segment: TransparencySegment) {}

    mutating func begin(_ list: VendorList) {
        self.list = list
        members = 0
    }

    @inline(__always)
    mutating func take(_ range: VendorRange) {
        guard members != everyone else { return }
        // One comparison each: a number below the first wraps around to a great one.
        let length = range.last &- range.first
        for place in 0..<count where numbers[place] &- range.first <= length {
            members |= 1 &<< UInt16(truncatingIfNeeded: place)
        }
    }

    mutating func take(_ field: borrowing BitReader, count: Int) {
        for (place, vendor) in watched.vendors.enumerated()
        where Int(vendor.id) <= count && field.isSet(ahead: Int(vendor.id) &- 1) {
            members |= 1 &<< UInt16(place)
        }
    }

    mutating func endList() -> TransparencyFault.Reason? {
        members &= everyone
        switch list {
        case .consent: facts.consentVendors = members
        case .interest: facts.interestVendors = members
        case .disclosed:
            facts.disclosedVendors = members
            facts.disclosesVendors = true
        case .allowed: break
        case .restriction(let purpose, let type):
            let bit = TransparencyPurposes.bit(Int(purpose))
            for place in 0..<watched.vendors.count where members & 1 &<< UInt16(place) != 0 {
                switch type {
                case 0: facts.forbidden[place] |= bit
                case 1: facts.consentRequired[place] |= bit
                case 2: facts.interestRequired[place] |= bit
                default: break
                }
            }
        }
        return nil
    }

    mutating func take(_ ranges: [VendorRange], as list: VendorList) {
        begin(list)
        for range in ranges { take(range) }
        _ = endList()
    }
}
