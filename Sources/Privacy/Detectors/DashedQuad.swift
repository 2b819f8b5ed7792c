import Bytes

/// An IPv4 address with dashes for its dots that stands alone: `203-0-113-77`.
///
/// With a host name around it such an address is cut; alone it is not sure enough to be written as
/// an address, so all of it goes.
enum DashedQuad {
    static let lengths = 9...15
    /// Steps between sizes: `104-110-116-122` are clothes of children.
    private static let longestStep = 30

    /// Whether the run is four numbers up to 255 of which one has three digits, and no row of sizes.
    ///
    /// Numbers with a leading zero are days or telephone numbers, as are those with two digits each.
    static func matches(_ text: Span<UInt8>, run: Range<Int>) -> Bool {
        guard lengths.contains(run.count), isAlone(text, run) else { return false }
        var parts: [4 of Int] = .init(repeating: -1)
        var part = 0
        for index in run {
            let byte = text[index]
            if byte == UInt8(ascii: "-") {
                guard part < 3, parts[part] >= 0 else { return false }
                part &+= 1
                continue
            }
            guard ASCII.isDigit(byte), parts[part] != 0 else { return false }
            parts[part] = max(parts[part], 0) &* 10 &+ Int(byte &- 0x30)
            guard parts[part] <= 255 else { return false }
        }
        guard part == 3, parts[3] >= 0, parts[0] > 0 else { return false }
        var isRow = true
        var hasLong = false
        for index in 0..<4 {
            if parts[index] >= 100 { hasLong = true }
            if index > 0, !(1...longestStep).contains(parts[index] &- parts[index &- 1]) {
                isRow = false
            }
        }
        return hasLong && !isRow
    }

    /// Nothing of a longer number, name or host name stands beside it.
    private static func isAlone(_ text: Span<UInt8>, _ run: Range<Int>) -> Bool {
        if run.lowerBound > 0 {
            let before = text[run.lowerBound &- 1]
            if ASCII.isAlphanumeric(before) || before == UInt8(ascii: ".") || before >= 0x80
                || before == UInt8(ascii: "+") || before == UInt8(ascii: "-")
            {
                return false
            }
        }
        guard run.upperBound < text.count else { return true }
        let after = text[run.upperBound]
        if after == UInt8(ascii: ".") || after == UInt8(ascii: ",") {
            return run.upperBound &+ 1 == text.count
                || !ASCII.isAlphanumeric(text[run.upperBound &+ 1])
        }
        return after < 0x80
    }
}
