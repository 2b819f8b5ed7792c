import Bytes

/// The members of `Accept` and `Accept-Language`, in order, with their weights (RFC 9110 12.4.2).
///
/// Members whose weight is malformed are passed over; parameters besides `q` are not looked at.
struct WeightedItems {
    /// Members that are read; a longer list is no preference, and its sender pays.
    private static let mostItems = 64

    /// The weight of a member that has none, in thousandths.
    static let fullWeight = 1000

    private var position = 0
    private var count = 0

    /// The next member that has a value: where it stands, and its weight from 0 to 1000.
    mutating func next(in list: Span<UInt8>) -> (value: Range<Int>, weight: Int)? {
        while position < list.count, count < Self.mostItems {
            let end = list.firstOffset(of: UInt8(ascii: ","), from: position) ?? list.count
            let member = position..<end
            position = end + 1
            count += 1
            let valueEnd = Self.offset(of: UInt8(ascii: ";"), in: member, list)
            let value = Self.trimmed(member.lowerBound..<valueEnd, list)
            guard !value.isEmpty else { continue }
            guard let weight = Self.weight(valueEnd..<end, list) else { continue }
            return (value, weight)
        }
        return nil
    }

    /// The weight among parameters, each of which begins with a semicolon; `nil` if it is malformed.
    private static func weight(_ parameters: Range<Int>, _ list: Span<UInt8>) -> Int? {
        var start = parameters.lowerBound
        while start < parameters.upperBound {
            let end = offset(of: UInt8(ascii: ";"), in: start + 1..<parameters.upperBound, list)
            let parameter = list.extracting(trimmed(start + 1..<end, list))
            if parameter.count >= 2, ASCII.lowercased(parameter[0]) == UInt8(ascii: "q"),
                parameter[1] == UInt8(ascii: "=")
            {
                return thousandths(parameter.extracting(2...))
            }
            start = end
        }
        return fullWeight
    }

    /// `0`, `1`, or one of them with a point and up to three digits; not more than 1.
    private static func thousandths(_ text: Span<UInt8>) -> Int? {
        guard 1...5 ~= text.count, text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1")
        else { return nil }
        var weight = text[0] == UInt8(ascii: "1") ? fullWeight : 0
        guard text.count > 1 else { return weight }
        guard text[1] == UInt8(ascii: ".") else { return nil }
        var place = 100
        for index in 2..<text.count {
            guard ASCII.isDigit(text[index]) else { return nil }
            weight += Int(text[index] &- UInt8(ascii: "0")) * place
            place /= 10
        }
        return weight <= fullWeight ? weight : nil
    }

    private static func offset(
        of byte: UInt8, in range: Range<Int>, _ list: Span<UInt8>
    ) -> Int {
        range.first { list[$0] == byte } ?? range.upperBound
    }

    private static func trimmed(_ range: Range<Int>, _ list: Span<UInt8>) -> Range<Int> {
        var range = range
        while let first = range.first, list[first] == 0x20 || list[first] == 0x09 {
            range.removeFirst()
        }
        while let last = range.last, list[last] == 0x20 || list[last] == 0x09 {
            range.removeLast()
        }
        return range
    }
}
