/// What a field of a log line holds, by the name its server gives it.
package enum LogFieldKey: Sendable, Hashable {
    /// An Apache directive by its letters: `h`, `r`, `s` for `%>s`, `^FB`.
    case directive(String)
    /// An Apache directive with an argument that selects a form: `%{remote}p`, `%{SSL_CIPHER}x`.
    case parameterized(String, argument: String)
    /// A request header: `%{Referer}i`.
    case header(String)
    /// A response header: `%{Set-Cookie}o`.
    case responseHeader(String)
    /// One cookie of the request: `%{basket}C`.
    case cookie(String)
    /// An nginx variable without its dollar sign: `remote_addr`.
    case variable(String)
    /// A column of a template: `client`.
    case named(String)
}

/// How a field stands in its line.
package enum LogFieldQuoting: Sendable, Equatable {
    /// Up to the text that follows.
    case bare
    /// Inside double quotes, which are not part of the field's range; escapes may be inside.
    case quoted
    /// Inside square brackets, which are part of the field's range: `%t`.
    case bracketed
}

/// One field of a compiled log format.
package struct LogFieldDescription: Sendable, Equatable {
    package let key: LogFieldKey
    /// As written in the format: `%h`, `%{Referer}i`, `$remote_addr`.
    package let text: String
    package let quoting: LogFieldQuoting
    /// The grammar of its values.
    package let shape: LogFieldShape
    /// Whether the server relays what a client or an application sent: then a line fits whatever the
    /// value is, and who copies the value has to look at ``shape``.
    ///
    /// Other values are in their grammar, or the line does not fit.
    package let isRelayed: Bool
    /// Whether the field stands for a JSON value of its own, not inside a string.
    package let isJSONValue: Bool
    /// The known spelling nearest to an nginx variable that is not built in.
    ///
    /// Not a fault: administrators define variables of their own.
    package let nearestKnown: String?
    /// The byte that stands for a value which is left out, or `nil` for nothing.
    package var leftOut: UInt8? = UInt8(ascii: "-")
    /// How several values without names stand in the field.
    package var parts: LogColumnForm.Parts?
}

/// The fields of one split line: ranges into the line, in the order of the format.
///
/// One value is reused for all lines, so that splitting allocates nothing.
///
/// Invariants:
/// 1. The first `count` ranges are set, none of them reaches past the line.
/// 2. `ranges` has room for `capacity` ranges and belongs to this value alone.
@safe
@usableFromInline package struct LogFields: ~Copyable {
    /// More fields than any format seen; a longer format is refused when it is compiled.
    package static let capacity = 64

    // SAFETY: invariant 2; every index is checked against `count` or `capacity`.
    @usableFromInline let ranges: UnsafeMutablePointer<Range<Int>>
    @usableFromInline var escaped: UInt64 = 0
    @usableFromInline package internal(set) var count = 0

    package init() {
        unsafe ranges = .allocate(capacity: Self.capacity)
        unsafe ranges.initialize(repeating: 0..<0, count: Self.capacity)
    }

    deinit { unsafe ranges.deallocate() }

    /// The range of the field at `index`.
    @inlinable package subscript(index: Int) -> Range<Int> {
        precondition(index >= 0 && index < count)
        return unsafe ranges[index]
    }

    /// The range of the field at `index` in a text of which the line begins at `offset`.
    @inlinable @inline(__always) package func range(_ index: Int, from offset: Int) -> Range<Int> {
        precondition(index >= 0 && index < count)
        let range = unsafe ranges[index]
        return offset &+ range.lowerBound..<offset &+ range.upperBound
    }

    /// Whether the quoted field at `index` holds a backslash, and so must be decoded to be read.
    @inlinable package func hasEscapes(_ index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        return escaped &>> UInt64(truncatingIfNeeded: index) & 1 == 1
    }

    @inline(__always)
    mutating func removeAll() {
        count = 0
        escaped = 0
    }

    @inline(__always)
    mutating func append(_ start: Int, _ end: Int, escaped isEscaped: Bool = false) {
        precondition(count < Self.capacity)
        unsafe ranges[count] = start..<end
        if isEscaped { escaped |= 1 &<< UInt64(truncatingIfNeeded: count) }
        count &+= 1
    }
}
