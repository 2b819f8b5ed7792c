/// One name and value of a form, still encoded.
package struct FormField: Sendable, Equatable {
    package let name: Range<Int>
    /// Empty when there is no `=`.
    package let value: Range<Int>
    /// Whether there was a `=`: `a` and `a=` differ, and a rewritten form keeps the difference.
    package let hasValue: Bool

    package init(name: Range<Int>, value: Range<Int>, hasValue: Bool) {
        self.name = name
        self.value = value
        self.hasValue = hasValue
    }
}

/// The fields of a query string or a form body, in order, repeats included.
///
/// Fields are split at `&` only (WHATWG URL 5.1); `;` is data. Empty segments are skipped, the
/// first `=` ends the name. Nothing is decoded and nothing is refused; the caller limits the count.
package struct FormCursor: Sendable {
    /// Where the next segment begins.
    package private(set) var position: Int

    package init(from position: Int = 0) { self.position = position }

    /// The next field, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> FormField? {
        let separator = UInt8(ascii: "&")
        let equals = UInt8(ascii: "=")
        while position < input.count {
            let start = position
            let nameEnd = input.offset(of: separator, or: equals, from: start)
            guard nameEnd < input.count, input[nameEnd] == equals else {
                position = min(nameEnd + 1, input.count)
                if nameEnd == start { continue }
                return FormField(name: start..<nameEnd, value: nameEnd..<nameEnd, hasValue: false)
            }
            let end = input.offset(of: separator, from: nameEnd + 1)
            position = min(end + 1, input.count)
            return FormField(name: start..<nameEnd, value: nameEnd + 1..<end, hasValue: true)
        }
        return nil
    }
}
