import Bytes

/// The shapes that programs' own words have, as opposed to words of people.
///
/// A protocol version, a container id or an event name looks like these; a sentence, an address,
/// a client id or a customer number does not.
package enum TokenShape {
    /// Longest technical value; a longer one is content.
    private static let longestToken = 40
    /// Longest event name (GA4 allows 40 characters).
    private static let longestName = 40
    /// Most digits of a value that is a number: milliseconds of an hour have seven.
    private static let mostDigits = 7
    /// Most digits of a name; more look like the number of a person or an order.
    private static let mostNameDigits = 4

    /// Whether `value` may be a protocol's own token: `2`, `G-TEST000001`, `45je4xx0v9100`, `1.2.3`.
    ///
    /// Refused are spaces, slashes, at signs and the like, long numbers, and two numbers with a dot
    /// between them of which one is long, which is how client ids are written.
    static func isToken(_ value: Span<UInt8>) -> Bool {
        guard value.count <= longestToken else { return false }
        var digits = 0
        var hasLetter = false
        var hasDot = false
        for index in value.indices {
            let byte = value[index]
            if ASCII.isDigit(byte) {
                digits += 1
            } else if ASCII.isLetter(byte) {
                hasLetter = true
            } else {
                guard "_.~|-".utf8.contains(byte) else { return false }
                hasDot = hasDot || byte == UInt8(ascii: ".")
            }
        }
        return digits <= mostDigits || hasLetter && !hasDot
    }

    /// Whether `value` is a client id of Google's form: a random number, a dot, ten digits of time.
    static func isClientID(_ value: Span<UInt8>) -> Bool {
        guard let dot = value.firstOffset(of: UInt8(ascii: ".")), (6...10).contains(dot),
            value.count == dot + 11
        else { return false }
        for index in value.indices where index != dot && !ASCII.isDigit(value[index]) {
            return false
        }
        return true
    }

    /// Whether `value` is written like the name of an event or a parameter.
    ///
    /// A letter or `_` first, then letters, digits, `_` and `marks`.
    static func isName(_ value: Span<UInt8>, marks: StaticString) -> Bool {
        guard let first = value.indices.first, value.count <= longestName,
            ASCII.isLetter(value[first]) || value[first] == UInt8(ascii: "_")
        else { return false }
        var digits = 0
        for index in value.indices {
            let byte = value[index]
            if ASCII.isDigit(byte) {
                digits += 1
                guard digits <= mostNameDigits else { return false }
            } else if !ASCII.isLetter(byte), byte != UInt8(ascii: "_") {
                guard Self.holds(marks, byte) else { return false }
            }
        }
        return true
    }

    @inline(__always)
    private static func holds(_ marks: StaticString, _ byte: UInt8) -> Bool {
        for index in 0..<marks.utf8CodeUnitCount where unsafe marks.utf8Start[index] == byte {
            return true
        }
        return false
    }
}
