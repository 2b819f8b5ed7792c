/// The lines of a text, one per call.
///
/// A line ends with LF or CRLF (RFC 5234 B.1 and every Unix tool); a CR elsewhere is part of its
/// line. The last line may have no terminator, a text that ends with one has no empty line after
/// it.
package struct LineCursor: Sendable {
    /// One line and what ended it.
    package struct Line: Sendable, Equatable {
        /// The bytes of the line, without the terminator.
        package let content: Range<Int>
        /// LF or CRLF; empty if the text ended first, so that a stream must wait for more.
        package let terminator: Range<Int>
    }

    /// Where the next line begins.
    package private(set) var position: Int

    package init(from position: Int = 0) { self.position = position }

    /// The next line, or `nil` at the end of `input`.
    package mutating func next(in input: Span<UInt8>) -> Line? {
        let start = position
        guard start < input.count else { return nil }
        let feed = input.offset(of: UInt8(ascii: "\n"), from: start)
        guard feed < input.count else {
            position = feed
            return Line(content: start..<feed, terminator: feed..<feed)
        }
        position = feed + 1
        let hasReturn = feed > start && input[feed - 1] == UInt8(ascii: "\r")
        let end = hasReturn ? feed - 1 : feed
        return Line(content: start..<end, terminator: end..<feed + 1)
    }
}
