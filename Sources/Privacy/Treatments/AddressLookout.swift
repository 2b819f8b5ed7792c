import Bytes

/// Says where the addresses of one text are, to somebody who walks it from front to back.
///
/// Invariants:
/// 1. `searched` never goes back, so the whole walk reads the text once.
struct AddressLookout {
    private var searched = 0
    private var found: Range<Int>?

    /// The first address that has a byte in `range`.
    ///
    /// From call to call ranges begin further on; addresses before are forgotten.
    mutating func first(in range: Range<Int>, of text: Span<UInt8>) -> Range<Int>? {
        while true {
            if let found, found.upperBound > range.lowerBound {
                return found.lowerBound < range.upperBound ? found : nil
            }
            guard search(text) else { return nil }
        }
    }

    /// Moves `found` to the next address.
    private mutating func search(_ text: Span<UInt8>) -> Bool {
        let floor = found?.upperBound ?? 0
        while searched < text.count {
            searched = AddressMasker.nextCandidate(in: text, from: searched)
            guard searched < text.count else { break }
            switch AddressMasker.read(at: searched, floor: floor, in: text, context: .plain) {
            case .none(let resume):
                searched = resume
            case .address(let match):
                searched = match.end
                found = match.start..<match.end
                return true
            }
        }
        return false
    }
}
