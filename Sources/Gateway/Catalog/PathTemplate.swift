import Bytes
import Privacy

/// A path with variable segments, such as `/api/{project}/envelope/`.
///
/// A variable segment holds a site id or a version: 1 to 64 letters, digits, `.`, `_` and `-`, and
/// no dots alone; what is written like a person's id is none. A literal that stands before a brace in the same segment must be there too.
struct PathTemplate: Sendable {
    fileprivate struct Segment: Sendable {
        let literal: [UInt8]
        let isVariable: Bool
    }

    /// Longest id in a path; Segment's and Snowplow's have 40 characters.
    private static let longestID = 64
    /// Most digits of an id that is only a number; more may be a person's.
    private static let mostDigits = 18

    private let segments: [Segment]
    /// Whether there is nothing variable in it.
    let isExact: Bool

    init(_ text: String) {
        segments = text.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard let brace = segment.firstIndex(of: "{") else {
                return Segment(literal: Array(segment.utf8), isVariable: false)
            }
            return Segment(literal: Array(segment[..<brace].utf8), isVariable: true)
        }
        isExact = !segments.contains(where: \.isVariable)
    }

    /// Whether a map may write `text` as a path.
    static func isValid(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        return text.split(separator: "/").allSatisfy { segment in
            guard let brace = segment.firstIndex(of: "{") else {
                return !segment.contains(where: { "?#%}".contains($0) })
            }
            let name = segment[segment.index(after: brace)...]
            return segment.hasSuffix("}") && name.count > 1
                && name.dropLast().allSatisfy { $0.isLetter || $0 == "-" }
                && !segment[..<brace].contains(where: { "?#%}".contains($0) })
        }
    }

    /// Whether `path` is one of the template's.
    func matches(_ path: Span<UInt8>) -> Bool {
        var start = 0
        for (number, segment) in segments.enumerated() {
            let end = path.firstOffset(of: UInt8(ascii: "/"), from: start) ?? path.count
            let isLast = number == segments.count - 1
            guard isLast == (end == path.count) else { return false }
            guard segment.holds(path.extracting(start..<end)) else { return false }
            start = end + 1
        }
        return true
    }

    /// Whether some path would be one of both templates'.
    ///
    /// A literal segment beside a variable one is no overlap: the literal is asked first.
    func overlaps(_ other: PathTemplate) -> Bool {
        guard segments.count == other.segments.count else { return false }
        return zip(segments, other.segments).allSatisfy { first, second in
            first.isVariable == second.isVariable && first.literal == second.literal
        }
    }
}

extension PathTemplate.Segment {
    fileprivate func holds(_ text: Span<UInt8>) -> Bool {
        guard isVariable else { return text.equals(literal.span) }
        guard text.count > literal.count,
            text.extracting(0..<literal.count).equals(literal.span)
        else { return false }
        let id = text.extracting(literal.count...)
        return PathTemplate.isID(id) && TokenShape.isPathID(id)
    }
}

extension PathTemplate {
    fileprivate static func isID(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longestID else { return false }
        var digits = 0
        var marks = 0
        for index in text.indices {
            let byte = text[index]
            if ASCII.isDigit(byte) { digits += 1 }
            guard !ASCII.isAlphanumeric(byte) else { continue }
            guard "._-".utf8.contains(byte) else { return false }
            marks += 1
        }
        guard marks < text.count else { return false }
        return digits < text.count || digits <= mostDigits
    }
}
