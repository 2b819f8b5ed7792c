import Bytes

/// A template taken apart: columns, the text around them, and which of them a line may lack.
struct LogTemplateParser {
    /// A column with the text that belongs to it.
    struct Column {
        var name: String
        /// Where it stands in the format.
        var offset: Int
        /// The text between the end of an optional part, or the beginning of one or of the line, and
        /// this column.
        var before: [UInt8]
        /// The text up to the next column or the next boundary.
        var after: [UInt8] = []
        /// The number of the optional part, from 1; 0 for what every line has.
        var part: Int
    }

    private(set) var columns: [Column] = []
    /// The text after the last optional part.
    private(set) var suffix: [UInt8] = []
    private var part = 0
    private var parts = 0

    init(_ format: String) throws(LogFormatFault) {
        let bytes = Array(format.utf8)
        var position = 0
        while position < bytes.count {
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            switch (bytes[position], next) {
            case (0x0A, _), (0x0D, _): throw LogFormatFault(.lineBreak, at: position)
            case (UInt8(ascii: "{"), UInt8(ascii: "{")), (UInt8(ascii: "}"), UInt8(ascii: "}")):
                append(next)
                position += 2
            case (UInt8(ascii: "{"), UInt8(ascii: "?")):
                try begin(at: position)
                position += 2
            case (UInt8(ascii: "?"), UInt8(ascii: "}")) where part > 0:
                part = 0
                isOpen = false
                position += 2
            case (UInt8(ascii: "{"), _): position = try appendColumn(bytes, at: position)
            default:
                append(bytes[position])
                position += 1
            }
        }
        guard part == 0 else { throw LogFormatFault(.incompleteDirective, at: bytes.count) }
        guard !columns.isEmpty else { throw LogFormatFault(.noFields, at: 0) }
    }

    /// Whether text belongs to the column before it.
    private var isOpen = false

    private mutating func append(_ byte: UInt8) {
        if isOpen, !columns.isEmpty {
            columns[columns.count - 1].after.append(byte)
        } else {
            suffix.append(byte)
        }
    }

    private mutating func begin(at offset: Int) throws(LogFormatFault) {
        guard part == 0, suffix.isEmpty else {
            throw LogFormatFault(.noSeparator, at: offset, directive: "{?")
        }
        parts += 1
        part = parts
        isOpen = false
    }

    private mutating func appendColumn(
        _ format: [UInt8], at start: Int
    ) throws(LogFormatFault) -> Int {
        guard let close = format[start...].firstIndex(of: UInt8(ascii: "}")), close > start + 1
        else {
            throw LogFormatFault(
                .incompleteDirective, at: start,
                directive: String(decoding: format[start...], as: UTF8.self))
        }
        let name = String(decoding: format[start + 1..<close], as: UTF8.self)
        guard columns.count < LogFields.capacity else {
            throw LogFormatFault(.tooManyFields, at: start, directive: name)
        }
        if let last = columns.last, suffix.isEmpty {
            // Text stands between two columns, whether the parts between them are there or not.
            let required = columns.last { $0.part == 0 }
            if last.after.isEmpty || !isOpen && required.map(\.after.isEmpty) ?? true {
                throw LogFormatFault(.noSeparator, at: start, directive: name)
            }
        }
        guard part == 0 || isOpen || !suffix.isEmpty else {
            throw LogFormatFault(.noSeparator, at: start, directive: name)
        }
        columns.append(Column(name: name, offset: start, before: suffix, part: part))
        suffix = []
        isOpen = true
        return close + 1
    }
}
