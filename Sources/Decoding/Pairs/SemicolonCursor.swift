import Bytes

/// The parts of `event=purchase;value=49.95;id=42,43`, as Google's advertising tags pack what a shop
/// says of an event.
///
/// A part ends at the next semicolon, its name at the first equals sign. Parts without one are passed
/// over; nothing is decoded and nothing is refused.
package struct SemicolonCursor: Sendable {
    /// Where the next part begins.
    package private(set) var position = 0

    package init() {}

    /// The next part, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> PairField? {
        while position < input.count {
            let start = position
            let end = input.firstOffset(of: UInt8(ascii: ";"), from: start) ?? input.count
            position = end + 1
            guard let equals = input.firstOffset(of: UInt8(ascii: "="), from: start), equals < end
            else { continue }
            return PairField(name: start..<equals, value: equals + 1..<end)
        }
        return nil
    }
}
