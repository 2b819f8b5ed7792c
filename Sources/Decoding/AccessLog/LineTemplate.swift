import Bytes

/// A ``LogTemplate`` compiled for splitting lines.
///
/// Invariants:
/// 1. `steps` has at least one element and at most ``LogFields/capacity``.
/// 2. All text ranges lie inside `texts`.
final class LineTemplate: Sendable {
    struct Step: Sendable {
        enum Scan: Sendable {
            case word
            case toLast
            case text
            case list
            case eitherWay
            case rest
            case quoted
            /// So many bytes: a time.
            case fixed(Int)
        }

        var scan: Scan
        /// Text in front that no other column accounts for.
        var before: Range<Int>
        var after: Range<Int>
        var shape: LogFieldShape
        /// How many columns the optional part has that begins here; 0 for any other column.
        var optional = 0
        /// Whether a time of the common log format follows the text behind the column.
        var precedesTime = false
    }

    private let texts: [UInt8]
    private let steps: [Step]
    private let suffix: Range<Int>
    /// The byte that begins an escape; 0 for none.
    private let escape: UInt8
    /// Whether an escape can make a quote part of its field.
    private let escapesQuotes: Bool

    init(_ template: LogTemplate, _ parser: LogTemplateParser) throws(LogFormatFault) {
        var texts: [UInt8] = []
        func range(_ text: [UInt8]) -> Range<Int> {
            texts += text
            return texts.count - text.count..<texts.count
        }
        let columns = parser.columns
        var steps: [Step] = []
        for (index, column) in columns.enumerated() {
            guard let form = template.columns[column.name] else {
                throw LogFormatFault(
                    .unknownDirective, at: column.offset, directive: column.name,
                    nearest: LogDirectives.nearest(to: column.name, among: template.columns.keys))
            }
            var step = Step(
                scan: Self.scan(of: index, form, in: columns), before: range(column.before),
                after: range(column.after), shape: form.isRelayed ? .anything : form.shape)
            if column.part > 0, index == 0 || columns[index - 1].part != column.part {
                step.optional = columns.count { $0.part == column.part }
            }
            steps.append(step)
        }
        for index in steps.indices.dropLast() {
            steps[index].precedesTime =
                steps[index + 1].shape == .commonTime && steps[index + 1].before.isEmpty
        }
        suffix = range(parser.suffix)
        self.texts = texts
        self.steps = steps
        switch template.escapes {
        case .none: escape = 0
        case .apache, .nginx, .json: escape = UInt8(ascii: "\\")
        case .haproxy: escape = UInt8(ascii: "#")
        }
        escapesQuotes = escape == UInt8(ascii: "\\")
    }

    static func isQuoted(_ index: Int, in columns: [LogTemplateParser.Column]) -> Bool {
        let quote = UInt8(ascii: "\"")
        let column = columns[index]
        let before = column.before.isEmpty && index > 0 ? columns[index - 1].after : column.before
        return before.last == quote && column.after.first == quote
    }

    private static func scan(
        of index: Int, _ form: LogColumnForm, in columns: [LogTemplateParser.Column]
    ) -> Step.Scan {
        switch form.shape {
        case .commonTime: return .fixed(LogFieldShape.commonTimeLength)
        case .calendarTime: return .fixed(LogFieldShape.calendarTimeLength)
        default: break
        }
        if isQuoted(index, in: columns), form.extent == .word { return .quoted }
        return switch form.extent {
        case .word: .word
        case .toLast: .toLast
        case .text: .text
        case .list: .list
        case .eitherWay: .eitherWay
        case .rest: .rest
        }
    }

    // MARK: Splitting

    /// As ``AccessLogFormat/split(_:into:)``; columns of a part that the line lacks are empty.
    func split(_ line: Span<UInt8>, into fields: inout LogFields) -> Bool {
        // A span of a property needs a value that outlives it.
        let allTexts = texts
        let allSteps = steps
        let texts = allTexts.span
        let steps = allSteps.span
        var position = 0
        var index = 0
        while index < steps.count {
            let step = steps[index]
            guard Self.stands(step.before, of: texts, at: position, in: line) else {
                guard step.optional > 0 else { return false }
                for _ in 0..<step.optional { fields.append(position, position) }
                index += step.optional
                continue
            }
            position += step.before.count
            var end: Int
            var resume: Int
            switch step.scan {
            case .quoted:
                end = endOfQuoted(line, from: position)
                resume = end
            case .eitherWay where position < line.count && line[position] == UInt8(ascii: "\""):
                position += 1
                end = endOfQuoted(line, from: position)
                guard end < line.count else { return false }
                resume = end + 1
            default:
                end = Self.endOfBare(line, from: position, step, texts)
                resume = end
            }
            guard Self.stands(step.after, of: texts, at: resume, in: line) else { return false }
            let field = position..<end
            guard step.shape.fits(line.extracting(field)) else { return false }
            fields.append(position, end, escaped: hasEscape(line, field))
            position = resume + step.after.count
            index += 1
        }
        return position + suffix.count == line.count
            && Self.stands(suffix, of: texts, at: position, in: line)
    }

    private func hasEscape(_ line: Span<UInt8>, _ field: Range<Int>) -> Bool {
        escape != 0 && line.extracting(field).firstOffset(of: escape) != nil
    }

    private static func stands(
        _ range: Range<Int>, of texts: Span<UInt8>, at offset: Int, in line: Span<UInt8>
    ) -> Bool {
        guard line.count - offset >= range.count else { return false }
        var position = offset
        for index in range {
            if line[position] != texts[index] { return false }
            position += 1
        }
        return true
    }

    /// The offset of the quote that ends a field, or the length of the line.
    private func endOfQuoted(_ line: Span<UInt8>, from start: Int) -> Int {
        let quote = UInt8(ascii: "\"")
        let backslash = escapesQuotes ? UInt8(ascii: "\\") : quote
        var position = start
        while true {
            position = line.offset(of: quote, or: backslash, from: position)
            if position == line.count || line[position] == quote { return position }
            position = min(position + 2, line.count)
        }
    }

    /// The offset where the text behind a column stands, or one where it does not.
    private static func endOfBare(
        _ line: Span<UInt8>, from start: Int, _ step: Step, _ texts: Span<UInt8>
    ) -> Int {
        let space = UInt8(ascii: " ")
        switch step.scan {
        case .fixed(let length): return min(start + length, line.count)
        case .rest: return line.count
        case .text: return endOfText(line, from: start, step, texts)
        case .toLast:
            var end = line.offset(of: space, from: start)
            guard let mark = step.after.first else { return end }
            while end > start {
                end -= 1
                if line[end] == texts[mark] { return end }
            }
            return line.count
        case .word, .list, .eitherWay, .quoted: break
        }
        let isList = if case .list = step.scan { true } else { false }
        let first = step.after.first.map { texts[$0] } ?? space
        var position = start
        while true {
            position = line.offset(of: first, or: space, from: position)
            if position == line.count { return position }
            let continues =
                isList && line[position] == space && position > start
                && line[position - 1] == UInt8(ascii: ",")
            if !continues {
                if step.after.isEmpty || stands(step.after, of: texts, at: position, in: line) {
                    return position
                }
                if line[position] == space { return line.count }
            }
            position += 1
        }
    }

    private static func endOfText(
        _ line: Span<UInt8>, from start: Int, _ step: Step, _ texts: Span<UInt8>
    ) -> Int {
        guard let mark = step.after.first else { return line.count }
        var position = start
        while true {
            position = line.offset(of: texts[mark], from: position)
            guard position < line.count else { return position }
            if stands(step.after, of: texts, at: position, in: line) {
                let next = position + step.after.count
                let time = next..<next + LogFieldShape.commonTimeLength
                if !step.precedesTime
                    || time.upperBound <= line.count
                        && LogFieldShape.commonTime.fits(line.extracting(time))
                {
                    return isShifted(line, start..<position, step) ? line.count : position
                }
            }
            position += 1
        }
    }

    /// Whether the user before a time is a missing value and a word more: the line then has a column
    /// in front that the layout does not have.
    private static func isShifted(
        _ line: Span<UInt8>, _ field: Range<Int>, _ step: Step
    ) -> Bool {
        step.precedesTime && field.count > 1 && line[field.lowerBound] == UInt8(ascii: "-")
            && line[field.lowerBound + 1] == UInt8(ascii: " ")
    }
}
