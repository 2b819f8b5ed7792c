import Bytes

/// Splits the lines of the usual formats inside a block, without looking for their ends before.
///
/// It accepts only what ``AccessLogFormat/split(_:into:)`` accepts, with the same fields; it refuses
/// nothing. Lines that are out of the ordinary, and the last ones of a block, are left to the other.
///
/// Invariants:
/// 1. There is one step for each field of the format, and at most ``LogFields/capacity``.
/// 2. A terminator has 1 to 8 bytes; only the last one may have none.
struct LineSplitter: Sendable {
    private struct Step: Sendable {
        enum Scan: Sendable {
            /// Up to the terminator's first byte, where that is a space.
            case word
            /// Up to the terminator's first byte, with no space before.
            case other
            /// Up to a space or the end of the line.
            case last
            case quoted
            case bracketedTime
            case time
        }

        let scan: Scan
        /// The terminator's first byte.
        let first: UInt8
        let shape: LogFieldShape
        /// The terminator as a word, the first byte lowest, and ones where it has bytes.
        let terminator: UInt64
        let mask: UInt64
        let count: Int
    }

    private let steps: [Step]

    /// `nil` if the format has something that only the other way of splitting knows.
    init?(_ steps: [AccessLogFormat.Step], literals: [UInt8]) {
        var quick: [Step] = []
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            guard step.terminator.count <= 8, !step.terminator.isEmpty || isLast else {
                return nil
            }
            let follower = isLast ? nil : steps[index + 1].scan
            guard let scan = Self.scan(of: step, before: follower) else { return nil }
            var terminator: UInt64 = 0
            for byte in literals[step.terminator].reversed() {
                terminator = terminator << 8 | UInt64(byte)
            }
            let count = step.terminator.count
            quick.append(
                Step(
                    scan: scan, first: step.first, shape: step.shape, terminator: terminator,
                    mask: count == 8 ? .max : (1 << UInt64(8 * count)) - 1, count: count))
        }
        self.steps = quick
    }

    private static func scan(
        of step: AccessLogFormat.Step, before follower: AccessLogFormat.Step.Scan?
    ) -> Step.Scan? {
        let isSpace = step.first == UInt8(ascii: " ")
        switch step.scan {
        case .quoted: return step.first == UInt8(ascii: "\"") ? .quoted : nil
        case .bracketedTime: return .bracketedTime
        case .time: return .time
        case .word, .text:
            if step.terminator.isEmpty { return .last }
            // A user name may hold spaces; without one it ends where the time has to begin.
            let isTime = follower == .bracketedTime || follower == .time
            if step.precedesTime || step.scan == .text, !(step.precedesTime && isTime && isSpace) {
                return nil
            }
            if isSpace { return .word }
            return step.first == UInt8(ascii: "\"") ? nil : .other
        default: return nil
        }
    }

    // MARK: Lines

    /// Bytes that are read at a time.
    private static let window = 64
    /// What has to follow the beginning of a field: a window, the terminator, a time behind it.
    private static let reach = window + 8 + 32

    /// Splits the line that begins at `start` of `block`; `nil` where that is left to the other way.
    ///
    /// Fields are ranges of `block`.
    func split(
        _ block: Span<UInt8>, from start: Int, into fields: inout LogFields
    ) -> LineCursor.Line? {
        precondition(start >= 0 && start <= block.count)
        // SAFETY: a step begins at or before `limit`, from where it reads at most `reach` bytes; the
        // line's end is looked for from a place that is at most `window` and a terminator further.
        return unsafe block.withUnsafeBytes { bytes -> LineCursor.Line? in
            let limit = bytes.count &- Self.reach
            guard let base = bytes.baseAddress else { return nil }
            fields.removeAll()
            var position = start
            let steps = steps.span
            for index in steps.indices {
                guard position <= limit else { return nil }
                var end = position
                var isEscaped = false
                switch steps[index].scan {
                case .word:
                    end = unsafe Self.firstOf(
                        UInt8(ascii: " "), base, from: position, limit: limit)
                case .other:
                    end = unsafe Self.firstOf(
                        steps[index].first, or: UInt8(ascii: " "), base, from: position,
                        limit: limit)
                case .last:
                    guard let line = unsafe Self.endOfLine(base, from: position, limit: limit)
                    else { return nil }
                    end = line.content
                    guard unsafe Self.hasShape(steps[index].shape, block, base, position, end)
                    else { return nil }
                    fields.append(position, end)
                    return LineCursor.Line(
                        content: start..<end, terminator: end..<line.end)
                case .quoted:
                    end = unsafe Self.endOfQuoted(
                        base, from: position, limit: limit, escaped: &isEscaped)
                case .bracketedTime:
                    guard unsafe Self.isTime(base + position, bracketed: true) else { return nil }
                    end = position &+ 28
                case .time:
                    guard unsafe Self.isTime(base + position, bracketed: false) else { return nil }
                    end = position &+ 26
                }
                guard end <= limit &+ Self.window else { return nil }
                let word = unsafe UInt64(
                    littleEndian: base.loadUnaligned(fromByteOffset: end, as: UInt64.self))
                guard word & steps[index].mask == steps[index].terminator else { return nil }
                guard unsafe Self.hasShape(steps[index].shape, block, base, position, end)
                else { return nil }
                fields.append(position, end, escaped: isEscaped)
                position = end &+ steps[index].count
            }
            guard position <= limit else { return nil }
            let feed =
                unsafe base.load(fromByteOffset: position, as: UInt8.self) == UInt8(ascii: "\r")
                ? position &+ 1 : position
            guard unsafe base.load(fromByteOffset: feed, as: UInt8.self) == UInt8(ascii: "\n")
            else { return nil }
            return LineCursor.Line(content: start..<position, terminator: position..<feed &+ 1)
        }
    }

    // MARK: Searching

    /// No place in any block.
    private static let nowhere = Int.max

    /// The first of `byte` and a line feed.
    @unsafe @inline(__always)
    private static func firstOf(
        _ byte: UInt8, _ base: UnsafeRawPointer, from start: Int, limit: Int
    ) -> Int {
        let lanes = SIMD16<UInt8>(repeating: byte)
        let feeds = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
        return unsafe first(base, from: start, limit: limit) {
            ($0 .== lanes) .| ($0 .== feeds)
        }
    }

    /// The first of `byte`, `other` and a line feed.
    @unsafe @inline(__always)
    private static func firstOf(
        _ byte: UInt8, or other: UInt8, _ base: UnsafeRawPointer, from start: Int, limit: Int
    ) -> Int {
        let lanes = SIMD16<UInt8>(repeating: byte)
        let others = SIMD16<UInt8>(repeating: other)
        let feeds = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
        return unsafe first(base, from: start, limit: limit) {
            ($0 .== lanes) .| ($0 .== others) .| ($0 .== feeds)
        }
    }

    /// The first byte that `matches` marks, from windows that begin at or before `limit`.
    ///
    /// Most fields are shorter than 16 bytes or than a whole window: so few steps are always the same
    /// that the processor can foresee them.
    @unsafe @inline(__always)
    private static func first(
        _ base: UnsafeRawPointer, from start: Int, limit: Int,
        where matches: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
    ) -> Int {
        guard start <= limit else { return nowhere }
        let head = unsafe matches(
            base.loadUnaligned(fromByteOffset: start, as: SIMD16<UInt8>.self)
        ).bits
        if head != 0 { return start &+ head.trailingZeroBitCount }
        var index = start &+ 16
        while index <= limit {
            let bits = unsafe windowBits(base + index, where: matches)
            if bits != 0 { return index &+ bits.trailingZeroBitCount }
            index &+= window
        }
        return nowhere
    }

    /// One bit for each of the 64 bytes at `base`.
    @unsafe @inline(__always)
    private static func windowBits(
        _ base: UnsafeRawPointer, where matches: (SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
    ) -> UInt64 {
        var bits: UInt64 = 0
        for part in 0..<4 {
            let block = unsafe base.loadUnaligned(
                fromByteOffset: part &* 16, as: SIMD16<UInt8>.self)
            bits |= UInt64(matches(block).bits) &<< UInt64(part &* 16)
        }
        return bits
    }

    /// The first quote that no backslash escapes, or a line feed before it.
    @unsafe @inline(__always)
    private static func endOfQuoted(
        _ base: UnsafeRawPointer, from start: Int, limit: Int, escaped: inout Bool
    ) -> Int {
        let quotes = SIMD16<UInt8>(repeating: UInt8(ascii: "\""))
        let backslashes = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
        let feeds = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
        var index = start
        while index <= limit {
            let bits = unsafe windowBits(base + index) {
                ($0 .== quotes) .| ($0 .== backslashes) .| ($0 .== feeds)
            }
            guard bits != 0 else {
                index &+= window
                continue
            }
            let found = index &+ bits.trailingZeroBitCount
            guard unsafe base.load(fromByteOffset: found, as: UInt8.self) == UInt8(ascii: "\\")
            else { return found }
            escaped = true
            // A backslash that ends the line escapes nothing.
            let next = found &+ 1
            if unsafe base.load(fromByteOffset: next, as: UInt8.self) == UInt8(ascii: "\n") {
                return next
            }
            index = found &+ 2
        }
        return nowhere
    }

    /// The end of the line's content and of its terminator; `nil` where a space comes before.
    @unsafe @inline(__always)
    private static func endOfLine(
        _ base: UnsafeRawPointer, from start: Int, limit: Int
    ) -> (content: Int, end: Int)? {
        let feed = unsafe firstOf(UInt8(ascii: " "), base, from: start, limit: limit)
        guard feed != nowhere,
            unsafe base.load(fromByteOffset: feed, as: UInt8.self) == UInt8(ascii: "\n")
        else { return nil }
        let hasReturn =
            unsafe feed > start
            && base.load(fromByteOffset: feed &- 1, as: UInt8.self) == UInt8(ascii: "\r")
        return (hasReturn ? feed &- 1 : feed, feed &+ 1)
    }

    // MARK: Shapes

    /// Whether `start..<end` is in the grammar; at least eight bytes can be read at `start`.
    @unsafe @inline(__always)
    private static func hasShape(
        _ shape: LogFieldShape, _ block: Span<UInt8>, _ base: UnsafeRawPointer, _ start: Int,
        _ end: Int
    ) -> Bool {
        switch shape {
        case .anything: return true
        case .status, .count:
            let count = end &- start
            let word = unsafe UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            if count == 3 || shape == .count && count > 0 && count <= 8,
                areDigits(word, count: count)
            {
                return true
            }
            return shape.fits(block, start..<end)
        default: return shape.fits(block, start..<end)
        }
    }

    /// Whether the lowest `count` bytes of `word`, 1 to 8, are digits.
    @inline(__always)
    private static func areDigits(_ word: UInt64, count: Int) -> Bool {
        let values = (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        // Digits are 0 to 9 now, and only more than that carries into the highest bit.
        let sums = (values & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676
        return (values | sums) & 0x8080_8080_8080_8080 == 0
    }

    @unsafe @inline(__always)
    private static func isTime(_ base: UnsafeRawPointer, bracketed: Bool) -> Bool {
        guard bracketed else { return unsafe AccessLogFormat.isTime(base) }
        let opening = unsafe base.load(as: UInt8.self)
        let closing = unsafe base.load(fromByteOffset: 27, as: UInt8.self)
        return unsafe opening == UInt8(ascii: "[") && closing == UInt8(ascii: "]")
            && AccessLogFormat.isTime(base + 1)
    }
}
