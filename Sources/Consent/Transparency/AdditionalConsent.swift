import Bytes

/// What an Additional Consent string says of Google's ad technology providers.
///
/// Google, Additional Consent technical specification: version 1 `1~1.35.41`, version 2
/// `2~1.35~dv.9.21`, in which `dv` lists providers that were shown and not consented to. It counts
/// only beside a TC string, and only for providers that are not on the Global Vendor List.
package struct AdditionalConsent: Sendable, Equatable {
    package internal(set) var version = 1
    /// In the order in which they stand, each once.
    package internal(set) var consented: [Int] = []
    /// Shown and not consented to; `nil` in version 1, which does not say.
    package internal(set) var disclosed: [Int]?

    /// Longest string that is read: Google's whole list takes about 6,000 characters.
    static let longestText = 16 * 1024

    /// Reads an Additional Consent string.
    ///
    /// - Throws: ``TransparencyFault`` for whatever is not of version 1 or 2, and for a provider
    ///   that is both consented and not.
    package static func decode(
        _ text: Span<UInt8>
    ) throws(TransparencyFault) -> AdditionalConsent {
        var result = AdditionalConsent()
        var seen = ProviderSet()
        var disclosed: [Int] = []
        result.version = try read(text) { provider, isConsented in
            guard seen.insert(provider) else { return }
            if isConsented {
                result.consented.append(Int(provider))
            } else {
                disclosed.append(Int(provider))
            }
        }
        if result.version == 2 { result.disclosed = disclosed }
        return result
    }

    /// Hands over each provider with whether it has consent; the version.
    @inline(__always)
    static func read(
        _ text: Span<UInt8>, _ body: (_ provider: UInt16, _ isConsented: Bool) -> Void
    ) throws(TransparencyFault) -> Int {
        guard text.count <= longestText else { throw TransparencyFault(.tooLong, at: longestText) }
        let isFirst = text.hasPrefix("1~")
        guard isFirst || text.hasPrefix("2~") else { throw TransparencyFault(.form, at: 0) }
        let tilde = UInt8(ascii: "~")
        let end = text.firstOffset(of: tilde, from: 2) ?? text.count
        var seen = ProviderSet()
        try readList(text, 2..<end) { provider in
            _ = seen.insert(provider)
            body(provider, true)
            return true
        }
        guard !isFirst else {
            guard end == text.count else { throw TransparencyFault(.form, at: end) }
            return 1
        }
        guard text.hasPrefix("~dv", from: end) else { throw TransparencyFault(.form, at: end) }
        var start = end + 3
        if start < text.count {
            guard text[start] == UInt8(ascii: ".") else {
                throw TransparencyFault(.form, at: start)
            }
            start += 1
        }
        try readList(text, start..<text.count) { provider in
            guard !seen.contains(provider) else { return false }
            body(provider, false)
            return true
        }
        return 2
    }

    /// Reads `1.35.41`, or nothing.
    @inline(__always)
    private static func readList(
        _ text: Span<UInt8>, _ range: Range<Int>, _ body: (UInt16) -> Bool
    ) throws(TransparencyFault) {
        var start = range.lowerBound
        while !range.isEmpty {
            var number: UInt32 = 0
            var index = start
            while index < range.upperBound, ASCII.isDigit(text[index]), number <= 0xFFFF {
                number = number * 10 + UInt32(text[index] &- 0x30)
                index += 1
            }
            guard index > start else { throw TransparencyFault(.form, at: index) }
            guard let provider = UInt16(exactly: number), provider > 0 else {
                throw TransparencyFault(.providerNumber, at: start)
            }
            guard body(provider) else { throw TransparencyFault(.providerInBothLists, at: start) }
            guard index < range.upperBound else { return }
            guard text[index] == UInt8(ascii: ".") else {
                throw TransparencyFault(.form, at: index)
            }
            start = index + 1
        }
    }
}

/// Providers by number, one bit each: 8 KiB on the stack, so that no string costs memory.
private struct ProviderSet {
    private var words = InlineArray<1024, UInt64>(repeating: 0)

    func contains(_ provider: UInt16) -> Bool {
        words[Int(provider &>> 6)] & 1 &<< UInt64(provider & 63) != 0
    }

    /// Whether the provider was not yet there.
    mutating func insert(_ provider: UInt16) -> Bool {
        guard !contains(provider) else { return false }
        words[Int(provider &>> 6)] |= 1 &<< UInt64(provider & 63)
        return true
    }
}
