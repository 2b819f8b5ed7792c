import Bytes

/// The layout of a log line as format files write it: the line's own text with named columns.
///
/// `{client}:{port} [{time}] "{request}"`. A column between double quotes is a quoted one. `{{` and
/// `}}` are braces of the line; `{?` and `?}` enclose a part that a line may lack, which begins with
/// text, so that its first bytes tell whether it is there.
package struct LogTemplate: Sendable, Equatable {
    package var format: String
    /// How each column is read, by its name; a column that is missing here is a mistake.
    package var columns: [String: LogColumnForm]
    /// How the server escapes what clients send.
    package var escapes: LogEscapes.Style

    package init(
        _ format: String, columns: [String: LogColumnForm], escapes: LogEscapes.Style
    ) {
        self.format = format
        self.columns = columns
        self.escapes = escapes
    }
}

/// How far a column reaches, what it must look like, and what is left in its place.
package struct LogColumnForm: Sendable, Equatable {
    /// Where a column that no quotes enclose ends.
    package enum Extent: String, Sendable, CaseIterable {
        /// Where the text behind it begins, and at a space.
        case word
        /// At the last place in the word where the text behind it begins: an IPv6 address before the
        /// colon of its port.
        case toLast = "to-last"
        /// Where the text behind it begins, spaces included.
        case text
        /// As a word; a comma goes on after a space.
        case list
        /// At the closing quote if it begins with one, else as a word.
        case eitherWay = "either-way"
        /// At the end of the line.
        case rest
    }

    /// What separates values without names inside one column.
    package enum Parts: String, Sendable, CaseIterable {
        /// `a|b|c`.
        case bars
        /// `"a b" c "d"`.
        case quoted
    }

    package var extent: Extent
    package var shape: LogFieldShape
    /// Whether the server relays what a client sent: a value outside the shape then goes alone, and
    /// the line still fits.
    package var isRelayed: Bool
    /// The byte that stands for a value which is left out, or `nil` for nothing.
    package var leftOut: UInt8?
    package var parts: Parts?

    package init(
        extent: Extent = .word, shape: LogFieldShape = .anything, isRelayed: Bool = false,
        leftOut: UInt8? = UInt8(ascii: "-"), parts: Parts? = nil
    ) {
        self.extent = extent
        self.shape = shape
        self.isRelayed = isRelayed
        self.leftOut = leftOut
        self.parts = parts
    }
}
