import Bytes

extension AccessLogFormat {
    /// Splits one line, given without its terminator, into `fields`.
    ///
    /// `true` only if the whole line fits the format. A line with one byte too many or too few is
    /// refused: its fields could be shifted, and an address could stand where a status is expected.
    /// So is a line where a value of the server is not in its field's grammar.
    /// After `false` the content of `fields` has no meaning.
    package func split(_ line: Span<UInt8>, into fields: inout LogFields) -> Bool {
        fields.removeAll()
        if let template { return template.split(line, into: &fields) }
        let literals = literals.span
        let steps = steps.span
        guard Self.stands(prefix, of: literals, at: 0, in: line) else { return false }
        var position = prefix.count
        for index in steps.indices {
            let step = steps[index]
            let end: Int
            var isEscaped = false
            switch step.scan {
            case .quoted:
                end = Self.endOfQuoted(line, from: position, escaped: &isEscaped)
            case .bracketedTime:
                guard Self.isTime(line, at: position, bracketed: true) else { return false }
                end = position &+ Self.timeLength &+ 2
            case .time:
                guard Self.isTime(line, at: position, bracketed: false) else { return false }
                end = position &+ Self.timeLength
            case .word where step.first == UInt8(ascii: " "):
                end = line.offset(of: UInt8(ascii: " "), from: position)
            case .word, .list, .text:
                let next = step.precedesTime ? steps[index + 1].scan : .text
                end = Self.endOfBare(line, from: position, step, next, literals)
            }
            guard Self.stands(step.terminator, of: literals, at: end, in: line) else {
                return false
            }
            guard step.shape == .anything || hasShape(step.shape, line, position..<end) else {
                return false
            }
            fields.append(position, end, escaped: isEscaped)
            position = end &+ step.terminator.count
        }
        guard position == line.count else { return false }
        if let siteColumns, isShiftedSite(line, fields, siteColumns) { return false }
        return true
    }

    @inline(__always)
    private func hasShape(_ shape: LogFieldShape, _ line: Span<UInt8>, _ range: Range<Int>) -> Bool
    {
        if shape.fits(line, range) { return true }
        // What a value that was left out becomes in JSON; the line may come by a second time.
        return escapes == .json && line.extracting(range).equals("null")
    }

    /// As ``split(_:into:)`` for the line that begins at `start` of `block`, whose end nobody knows yet.
    ///
    /// `nil` says nothing about the line: it may fit, may not, or be cut off. Fields are ranges of
    /// `block`.
    package func splitNext(
        _ block: Span<UInt8>, from start: Int, into fields: inout LogFields
    ) -> LineCursor.Line? {
        guard let splitter, let line = splitter.split(block, from: start, into: &fields) else {
            return nil
        }
        if let siteColumns, isShiftedSite(block, fields, siteColumns) { return nil }
        return line
    }

    /// Whether the site's column holds a client: then the dash of the ident stands where the client
    /// is expected, and a part of the user where the ident is.
    private func isShiftedSite(
        _ line: Span<UInt8>, _ fields: borrowing LogFields, _ columns: SiteColumns
    ) -> Bool {
        isDash(line, fields[columns.client]) && !isDash(line, fields[columns.ident])
    }

    private func isDash(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-")
    }

    /// Whether `range` of `literals` stands at `offset` of `line`.
    @inline(__always)
    private static func stands(
        _ range: Range<Int>, of literals: Span<UInt8>, at offset: Int, in line: Span<UInt8>
    ) -> Bool {
        guard line.count &- offset >= range.count else { return false }
        var position = offset
        for index in range {
            if line[position] != literals[index] { return false }
            position &+= 1
        }
        return true
    }

    /// The offset of the quote that ends a field, or the length of the line.
    @inline(__always)
    private static func endOfQuoted(
        _ line: Span<UInt8>, from start: Int, escaped: inout Bool
    ) -> Int {
        let quote = UInt8(ascii: "\"")
        var position = start
        while true {
            position = line.offset(of: quote, or: UInt8(ascii: "\\"), from: position)
            if position == line.count || line[position] == quote { return position }
            escaped = true
            position = Swift.min(position &+ 2, line.count)
        }
    }

    /// The offset where the terminator of a bare field stands, or one where it does not.
    private static func endOfBare(
        _ line: Span<UInt8>, from start: Int, _ step: Step, _ next: Step.Scan,
        _ literals: Span<UInt8>
    ) -> Int {
        let space = UInt8(ascii: " ")
        // Only text may run over a space; without a terminator it is one word like the others.
        let stopsAtSpace = step.scan != .text || step.terminator.isEmpty
        var position = start
        while true {
            position = line.offset(
                of: step.first, or: stopsAtSpace ? space : step.first, from: position)
            if position == line.count { return position }
            if step.scan == .list, line[position] == space,
                continuesList(line, at: position, from: start)
            {
                position &+= 1
                continue
            }
            if stands(step.terminator, of: literals, at: position, in: line),
                !isEscapedQuote(line, at: position, from: start, step)
            {
                let after = position &+ step.terminator.count
                switch next {
                case .time where !isTime(line, at: after, bracketed: false),
                    .bracketedTime where !isTime(line, at: after, bracketed: true):
                    break
                default:
                    return isShiftedUser(line, start..<position, step) ? line.count : position
                }
            }
            if stopsAtSpace, line[position] == space { return position }
            position &+= 1
        }
    }

    /// Whether the field before the time is a missing value and a word more, such as `- jan`.
    ///
    /// Then the line has a column in front that the format does not have, and an address would
    /// stand where the ident is expected. A user whose name begins with a dash and a space is
    /// refused too.
    private static func isShiftedUser(
        _ line: Span<UInt8>, _ field: Range<Int>, _ step: Step
    ) -> Bool {
        step.precedesTime && field.count > 1 && line[field.lowerBound] == UInt8(ascii: "-")
            && line[field.lowerBound + 1] == UInt8(ascii: " ")
    }

    /// Whether the space at `offset` is one of `a, b` or `a : b`.
    private static func continuesList(
        _ line: Span<UInt8>, at offset: Int, from start: Int
    ) -> Bool {
        if offset > start {
            if line[offset - 1] == UInt8(ascii: ",") { return true }
            if line[offset - 1] == UInt8(ascii: ":"), offset - 1 > start,
                line[offset - 2] == UInt8(ascii: " ")
            {
                return true
            }
        }
        return offset + 2 < line.count && line[offset + 1] == UInt8(ascii: ":")
            && line[offset + 2] == UInt8(ascii: " ")
    }

    /// Whether a terminator that begins with a quote meets one that belongs to the field.
    private static func isEscapedQuote(
        _ line: Span<UInt8>, at offset: Int, from start: Int, _ step: Step
    ) -> Bool {
        guard step.honoursBackslash, step.first == UInt8(ascii: "\"") else { return false }
        var first = offset
        while first > start, line[first - 1] == UInt8(ascii: "\\") { first -= 1 }
        return (offset - first) & 1 == 1
    }

    // MARK: Time

    /// The length of `10/Oct/2024:13:55:36 +0200`.
    private static let timeLength = 26

    /// Whether a time of the common log format stands at `offset`.
    ///
    /// Digits, letters and punctuation are checked, values are not. A user name such as
    /// `x [jan@shop.example` must not become part of a field that is taken for a time.
    @inline(__always)
    private static func isTime(_ line: Span<UInt8>, at offset: Int, bracketed: Bool) -> Bool {
        let length = bracketed ? timeLength &+ 2 : timeLength
        guard line.count &- offset >= length else { return false }
        var start = offset
        if bracketed {
            guard line[offset] == UInt8(ascii: "["),
                line[offset &+ length &- 1] == UInt8(ascii: "]")
            else { return false }
            start &+= 1
        }
        // SAFETY: the `timeLength` bytes from `start` were counted above.
        return unsafe line.withUnsafeBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe isTime($0 + start) } ?? false
        }
    }

    /// Whether the 26 bytes at `base` are a time without brackets.
    @unsafe @inline(__always)
    static func isTime(_ base: UnsafeRawPointer) -> Bool {
        let head = unsafe base.loadUnaligned(as: SIMD16<UInt8>.self)
        let tail = unsafe base.loadUnaligned(fromByteOffset: 10, as: SIMD16<UInt8>.self)
        let fits =
            (head .>= lowestHead) .& (head .<= highestHead)
            .& (tail .>= lowestTail) .& (tail .<= highestTail)
        return fits.bits == 0xFFFF
    }

    // The first 16 bytes and the last 16, the lowest and the highest byte allowed at each place.
    // 00/AAA/0000:00:0
    private static var lowestHead: SIMD16<UInt8> {
        SIMD16(48, 48, 47, 65, 65, 65, 47, 48, 48, 48, 48, 58, 48, 48, 58, 48)
    }
    // 99/zzz/9999:99:9
    private static var highestHead: SIMD16<UInt8> {
        SIMD16(57, 57, 47, 122, 122, 122, 47, 57, 57, 57, 57, 58, 57, 57, 58, 57)
    }
    // 0:00:00:00 +0000
    private static var lowestTail: SIMD16<UInt8> {
        SIMD16(48, 58, 48, 48, 58, 48, 48, 58, 48, 48, 32, 43, 48, 48, 48, 48)
    }
    // 9:99:99:99 -9999
    private static var highestTail: SIMD16<UInt8> {
        SIMD16(57, 58, 57, 57, 58, 57, 57, 58, 57, 57, 32, 45, 57, 57, 57, 57)
    }
}
