/// One token of a JSON text.
///
/// Ranges point into the input; commas and colons are not tokens.
package enum JSONToken: Sendable, Equatable {
    case beginObject
    case endObject
    case beginArray
    case endArray
    /// A member's name, quotes included.
    case name(Range<Int>)
    /// A string value, quotes included.
    case string(Range<Int>)
    case number(Range<Int>)
    /// `true`, `false` or `null`.
    case literal(Range<Int>)
}

/// Why a text is not JSON, and where.
///
/// It never carries a byte of the text.
package struct JSONFault: Error, Equatable {
    /// What is wrong at the offset.
    package enum Code: Sendable, Equatable {
        /// The text ends inside a value.
        case unexpectedEnd
        /// No token may begin here, such as a missing comma or a trailing one.
        case unexpectedByte
        /// Something other than white space follows the value.
        case trailingBytes
        /// A control byte below 0x20 inside a string (RFC 8259 7).
        case controlByte
        case invalidEscape
        case invalidUTF8
        case invalidNumber
        /// Nested deeper than the cursor's limit.
        case tooDeep
    }

    package let code: Code
    /// Offset of the offending byte, or the length of the text.
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}
