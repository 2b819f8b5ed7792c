/// The pairs of Google's cross-domain `_gl`, `1*<checksum>*<key>*<value>*…`.
///
/// The version and the checksum are passed over. A key at the end has an empty value. Nothing is
/// refused: a text with fewer than three fields has no pairs. Values are url-safe base64 that is
/// padded with dots (`MQ..`), see ``Base64Form/Padding/dots``. The checksum covers the pairs, the
/// browser and the minute, so that no pair can be replaced.
package struct LinkerCursor: Sendable {
    private static let leadingFields = 2

    /// Where the next field begins.
    package private(set) var position: Int
    private var fieldsRead = 0

    package init(from position: Int = 0) { self.position = position }

    /// The next pair, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> PairField? {
        while fieldsRead < Self.leadingFields {
            guard position < input.count else { return nil }
            _ = field(in: input)
        }
        guard position < input.count else { return nil }
        let name = field(in: input)
        return PairField(name: name, value: field(in: input))
    }

    private mutating func field(in input: Span<UInt8>) -> Range<Int> {
        let start = position
        let end = input.offset(of: UInt8(ascii: "*"), from: start)
        position = min(end + 1, input.count)
        fieldsRead = min(fieldsRead + 1, Self.leadingFields)
        return start..<end
    }
}
