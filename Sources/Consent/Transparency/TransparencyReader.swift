import Bytes

/// Takes what stands in a TC string, in the order in which it stands there.
///
/// One reading serves two uses: facts of fixed size for every request, and all fields for a person.
protocol TransparencySink {
    mutating func take(_ core: TransparencyCore)
    /// A list of vendors begins.
    mutating func begin(_ list: VendorList)
    /// A range of the list that began last.
    mutating func take(_ range: VendorRange)
    /// The list that began last is this bit field: `count` bits, the first of vendor 1.
    mutating func take(_ field: borrowing BitReader, count: Int)
    /// The list is complete; a reason if it cannot be kept.
    mutating func endList() -> TransparencyFault.Reason?
    mutating func take(_ publisher: PublisherTransparency)
    /// A known segment ends.
    mutating func endSegment(_ segment: TransparencySegment)
}

/// The lists of vendors in a TC string.
enum VendorList: Equatable {
    case consent
    case interest
    case disclosed
    case allowed
    case restriction(purpose: UInt8, type: UInt8)
}

/// Vendors with consecutive numbers.
package struct VendorRange: Sendable, Hashable {
    package var first: UInt16
    package var last: UInt16

    package init(_ first: UInt16, _ last: UInt16) {
        self.first = first
        self.last = last
    }
}

/// The parts of a TC string between dots; the raw value is the number it begins with.
package enum TransparencySegment: UInt8, Sendable, CaseIterable {
    case core = 0
    case disclosed = 1
    case allowed = 2
    case publisher = 3
}

/// Reads a TC string into a sink, strictly.
///
/// IAB Europe, TCF technical specification, version 2. Refused is what a lenient reader would have
/// to guess: missing bits, vendor 0, a vendor above the section's greatest, a reversed range, a
/// segment that stands twice. Segments of unknown type are skipped.
enum TransparencyReader {
    /// Longest string that is read; the longest seen has 1,200 characters.
    ///
    /// It bounds all else, because every vendor and range takes bits: at most 2,900 ranges, or
    /// 49,000 vendors in a bit field.
    static let longestText = 8 * 1024

    static func read<Sink: TransparencySink>(
        _ text: Span<UInt8>, into sink: inout Sink
    ) throws(TransparencyFault) {
        guard text.count <= longestText else { throw TransparencyFault(.tooLong, at: longestText) }
        var seen: UInt8 = 0
        var start = 0
        while start <= text.count {
            let end = text.firstOffset(of: UInt8(ascii: "."), from: start) ?? text.count
            guard var bits = BitReader(text.extracting(start..<end)) else {
                throw TransparencyFault(.notBase64URL, at: start)
            }
            var segment: TransparencySegment? = .core
            if start > 0 {
                guard let type = bits.read(3) else { throw TransparencyFault(.endOfBits, at: end) }
                segment = TransparencySegment(rawValue: UInt8(type))
            }
            if let segment {
                guard seen & 1 &<< segment.rawValue == 0 else {
                    throw TransparencyFault(.repeatedSegment, at: start)
                }
                seen |= 1 &<< segment.rawValue
                if let reason = read(segment, &bits, into: &sink) {
                    throw TransparencyFault(reason, at: start + bits.position / 6)
                }
                sink.endSegment(segment)
            }
            start = end + 1
        }
    }

    private static func read<Sink: TransparencySink>(
        _ segment: TransparencySegment, _ bits: inout BitReader, into sink: inout Sink
    ) -> TransparencyFault.Reason? {
        switch segment {
        case .core:
            guard bits.read(6) == TransparencyCore.version else { return .version }
            guard let core = TransparencyCore(&bits) else { return .endOfBits }
            sink.take(core)
            if let reason = readVendors(.consent, &bits, into: &sink) { return reason }
            if let reason = readVendors(.interest, &bits, into: &sink) { return reason }
            return readRestrictions(&bits, into: &sink)
        case .disclosed: return readVendors(.disclosed, &bits, into: &sink)
        case .allowed: return readVendors(.allowed, &bits, into: &sink)
        case .publisher:
            guard let publisher = PublisherTransparency(&bits) else { return .endOfBits }
            sink.take(publisher)
            return nil
        }
    }

    private static func readVendors<Sink: TransparencySink>(
        _ list: VendorList, _ bits: inout BitReader, into sink: inout Sink
    ) -> TransparencyFault.Reason? {
        guard let head = bits.read(17) else { return .endOfBits }
        let maximum = UInt16(head >> 1)
        sink.begin(list)
        if head & 1 == 0 {
            guard bits.remaining >= Int(maximum) else { return .endOfBits }
            sink.take(bits, count: Int(maximum))
            _ = bits.skip(Int(maximum))
        } else if let reason = readRanges(upTo: maximum, &bits, into: &sink) {
            return reason
        }
        return sink.endList()
    }

    private static func readRestrictions<Sink: TransparencySink>(
        _ bits: inout BitReader, into sink: inout Sink
    ) -> TransparencyFault.Reason? {
        guard let count = bits.read(12) else { return .endOfBits }
        for _ in 0..<count {
            guard let head = bits.read(8) else { return .endOfBits }
            sink.begin(.restriction(purpose: UInt8(head >> 2), type: UInt8(head & 3)))
            if let reason = readRanges(upTo: .max, &bits, into: &sink) { return reason }
            if let reason = sink.endList() { return reason }
        }
        return nil
    }

    @inline(__always)
    private static func readRanges<Sink: TransparencySink>(
        upTo maximum: UInt16, _ bits: inout BitReader, into sink: inout Sink
    ) -> TransparencyFault.Reason? {
        guard let count = bits.read(12) else { return .endOfBits }
        for _ in 0..<count {
            guard let head = bits.read(17) else { return .endOfBits }
            let first = UInt16(truncatingIfNeeded: head)
            var last = first
            if head >> 16 != 0 {
                guard let end = bits.read(16) else { return .endOfBits }
                last = UInt16(truncatingIfNeeded: end)
            }
            guard first > 0 else { return .vendorZero }
            guard last >= first else { return .reversedRange }
            guard last <= maximum else { return .vendorAboveMaximum }
            sink.take(VendorRange(first, last))
        }
        return nil
    }
}
