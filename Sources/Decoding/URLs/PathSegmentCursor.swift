/// The segments of a path, between its slashes, still encoded.
///
/// The empty text before a leading slash is no segment; other empty segments are yielded, so that
/// `/a//b/` has four. Dot segments and matrix parameters are passed on as they are.
package struct PathSegmentCursor: Sendable {
    private var position: Int
    private let end: Int
    private let backslashIsSlash: Bool
    private var isOpaque = false
    private var isFinished: Bool

    /// Walks the path of `parts`; an opaque path is one segment.
    package init(_ parts: URLParts, in url: Span<UInt8>) {
        self.init(parts.path, backslashIsSlash: parts.backslashIsSlash, in: url)
        isOpaque = parts.isOpaque
    }

    /// Walks `path`, a range of the span that is later given to ``next(in:)``.
    package init(_ path: Range<Int>, backslashIsSlash: Bool, in url: Span<UInt8>) {
        position = path.lowerBound
        end = path.upperBound
        self.backslashIsSlash = backslashIsSlash
        isFinished = path.isEmpty
        if let first = path.first, URLParts.isSlash(url[first], backslash: backslashIsSlash) {
            position += 1
        }
    }

    /// The next segment, or `nil` at the end of the path.
    package mutating func next(in url: Span<UInt8>) -> Range<Int>? {
        guard !isFinished else { return nil }
        if isOpaque {
            isFinished = true
            return position..<end
        }
        let start = position
        while position < end, !URLParts.isSlash(url[position], backslash: backslashIsSlash) {
            position += 1
        }
        let segment = start..<position
        if position < end { position += 1 } else { isFinished = true }
        return segment
    }
}
