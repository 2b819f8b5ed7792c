import Bytes

/// Belgian structured payment references: `+++010/8068/17183+++`, also with `***`.
enum ReferenceDetector {
    /// The reference that begins at `start`, if its check modulo 97 holds.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        let mark = text[start]
        guard start &+ 20 <= text.count, isMark(text, start, mark), isMark(text, start &+ 17, mark),
            text[start &+ 6] == UInt8(ascii: "/"), text[start &+ 11] == UInt8(ascii: "/")
        else { return nil }
        var value = 0
        for index in start &+ 3..<start &+ 17 where index != start &+ 6 && index != start &+ 11 {
            guard ASCII.isDigit(text[index]) else { return nil }
            value = value * 10 + Int(text[index] - 0x30)
        }
        let remainder = value / 100 % 97
        return value % 100 == (remainder == 0 ? 97 : remainder) ? start..<start &+ 20 : nil
    }

    private static func isMark(_ text: Span<UInt8>, _ offset: Int, _ mark: UInt8) -> Bool {
        text[offset] == mark && text[offset &+ 1] == mark && text[offset &+ 2] == mark
    }
}
