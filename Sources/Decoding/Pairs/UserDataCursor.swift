/// The fields of GA4's `em`, `tv.1~em.<hash>~ct0.<city>`, after percent-decoding.
///
/// Fields are split at `~`, the first `.` ends the name; empty fields are skipped, and a field
/// without a dot is all name. Nothing is refused.
package struct UserDataCursor: Sendable {
    /// Where the next field begins.
    package private(set) var position: Int

    package init(from position: Int = 0) { self.position = position }

    /// The next field, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> PairField? {
        let separator = UInt8(ascii: "~")
        let dot = UInt8(ascii: ".")
        while position < input.count {
            let start = position
            let nameEnd = input.offset(of: separator, or: dot, from: start)
            let hasValue = nameEnd < input.count && input[nameEnd] == dot
            let end = hasValue ? input.offset(of: separator, from: nameEnd) : nameEnd
            position = min(end + 1, input.count)
            if end == start { continue }
            let value = hasValue ? nameEnd + 1..<end : end..<end
            return PairField(name: start..<nameEnd, value: value)
        }
        return nil
    }
}
