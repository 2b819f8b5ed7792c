import Bytes
import Privacy

/// What a treatment makes of a text.
func treated(_ text: String, _ treatment: (Span<UInt8>, inout ByteBuffer) -> Void) -> String {
    var output = ByteBuffer()
    let bytes = Array(text.utf8)
    treatment(bytes.span, &output)
    return output.span.string
}

func masked(
    _ text: String, ipv4: Int = 24, ipv6: Int = 48, context: TextContext = .plain
) -> String {
    treated(text) {
        _ = AddressMasker.mask(
            $0, prefixes: AddressPrefixes(ipv4: ipv4, ipv6: ipv6), context: context, into: &$1)
    }
}

/// The cut token, or `nil` when it is no address; what is refused must also write nothing.
func truncatedToken(_ text: String, ipv4: Int = 24, ipv6: Int = 48) -> String? {
    var isAddress = false
    let result = treated(text) {
        isAddress = AddressTruncation.truncateToken(
            $0, prefixes: AddressPrefixes(ipv4: ipv4, ipv6: ipv6), into: &$1)
    }
    if isAddress { return result }
    return result.isEmpty ? nil : "refused, but wrote \(result)"
}

/// A small generator with a seed, so that hostile inputs are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
