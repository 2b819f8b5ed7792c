@testable import Consent

/// A TC string to be written, bit by bit as the specification lays it out.
struct TransparencyFixture {
    typealias Ranges = [ClosedRange<Int>]

    /// In seconds since 1970.
    var created = Self.june
    var lastUpdated: Int64?
    var platform = 10
    var policy = 5
    var isServiceSpecific = true
    var consent: [Int] = []
    var interest: [Int] = []
    var hidesPurposeOne = false
    var vendors: Ranges = []
    var interestVendors: Ranges = []
    var restrictions: [(purpose: Int, type: Int, vendors: Ranges)] = []
    var disclosed: Ranges?
    var publisher: [Int]?
    /// Otherwise lists of vendors are bit fields.
    var usesRanges = true

    /// 1 June 2025.
    static let june: Int64 = 1_748_736_000
    static let day: Int64 = 86_400

    var text: String {
        var core = BitWriter()
        core.append(2, 6)
        core.append(Int(created * 10), 36)
        core.append(Int((lastUpdated ?? created) * 10), 36)
        core.append(platform, 12)
        core.append(1 << 6 | 1, 18)
        core.append(4 << 6 | 13, 12)
        core.append(99, 12)
        core.append(policy, 6)
        core.append(isServiceSpecific ? 2 : 0, 2)
        core.append(0, 12)
        core.append(purposes: consent)
        core.append(purposes: interest)
        core.append(hidesPurposeOne ? 1 : 0, 1)
        core.append(1 << 6 | 4, 12)
        core.append(vendors: vendors, asRanges: usesRanges)
        core.append(vendors: interestVendors, asRanges: usesRanges)
        core.append(restrictions.count, 12)
        for restriction in restrictions {
            core.append(restriction.purpose, 6)
            core.append(restriction.type, 2)
            core.append(ranges: restriction.vendors)
        }
        var segments = [core.text]
        if let disclosed {
            var segment = BitWriter()
            segment.append(1, 3)
            segment.append(vendors: disclosed, asRanges: usesRanges)
            segments.append(segment.text)
        }
        if let publisher {
            var segment = BitWriter()
            segment.append(3, 3)
            segment.append(purposes: publisher)
            segment.append(0, 30)
            segments.append(segment.text)
        }
        return segments.joined(separator: ".")
    }
}

/// Writes numbers as bits, and the bits as base64url.
struct BitWriter {
    private var bits: [UInt8] = []

    mutating func append(_ number: Int, _ count: Int) {
        for place in (0..<count).reversed() { bits.append(UInt8(number >> place & 1)) }
    }

    mutating func append(purposes: [Int]) {
        for number in 1...24 { append(purposes.contains(number) ? 1 : 0, 1) }
    }

    mutating func append(vendors: TransparencyFixture.Ranges, asRanges: Bool) {
        let maximum = vendors.map(\.upperBound).max() ?? 0
        append(maximum, 16)
        append(asRanges ? 1 : 0, 1)
        guard !asRanges else { return append(ranges: vendors) }
        for vendor in 0..<maximum {
            append(vendors.contains { $0.contains(vendor + 1) } ? 1 : 0, 1)
        }
    }

    mutating func append(ranges: TransparencyFixture.Ranges) {
        append(ranges.count, 12)
        for range in ranges {
            append(range.count > 1 ? 1 : 0, 1)
            append(range.lowerBound, 16)
            if range.count > 1 { append(range.upperBound, 16) }
        }
    }

    var text: String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bits.count, by: 6) {
            let end = min(start + 6, bits.count)
            let value = bits[start..<end].reduce(0) { $0 << 1 | Int($1) } << (start + 6 - end)
            text.append(BitReaderTests.alphabet[value])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
