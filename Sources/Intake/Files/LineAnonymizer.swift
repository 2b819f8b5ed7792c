package import Bytes

/// Turns whole lines into anonymous ones: the only way from a file's bytes to an output.
///
/// One per worker thread, not `Sendable`. It is called with blocks of one input in file order; with
/// several workers each sees only some of the blocks (see ``LineFormat/needsOrder``).
package protocol LineAnonymizer: AnyObject {
    /// Appends the anonymous form of every line of `block` to `output`.
    ///
    /// `block` holds whole lines with their terminators; the last may lack one. Throws only under
    /// `--unparsed fail`; what was appended before is then never written.
    func anonymize(
        _ block: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) throws(UnparsedLine)
}

/// A line that fits no format, under `--unparsed fail`: where it stands, never what it holds.
package struct UnparsedLine: Error, Equatable {
    /// The offset of the line's first byte in the block.
    package let offset: Int
    /// The number of lines before it in the block.
    package let index: Int

    package init(offset: Int, index: Int) {
        self.offset = offset
        self.index = index
    }
}

/// What the engine makes of one input after it saw its first lines.
package struct LineFormat: Sendable {
    /// The format's name as `--format` spells it; it goes into the report.
    package let name: String
    /// Whether a line can depend on earlier ones (W3C `#Fields`): then one worker reads them all.
    package let needsOrder: Bool
    /// What is said on standard error about the choice, after the name of the file.
    package let notice: String?
    /// Makes one worker's anonymizer.
    package let makeAnonymizer: @Sendable () -> any LineAnonymizer

    package init(
        name: String, needsOrder: Bool = false, notice: String? = nil,
        makeAnonymizer: @escaping @Sendable () -> any LineAnonymizer
    ) {
        self.name = name
        self.needsOrder = needsOrder
        self.notice = notice
        self.makeAnonymizer = makeAnonymizer
    }
}

/// The first lines of an input fit no format that the options allow.
package struct UnrecognisedFormat: Error, Equatable {
    /// What would have been accepted, in the words of the options; never a piece of the input.
    package let expected: String

    package init(expected: String) { self.expected = expected }
}

/// Chooses the format of one input from its first lines.
///
/// The sample has at most ``BatchLimits/sampleSize`` bytes, none when the input is empty, and is gone
/// when the call returns.
package typealias LineAnonymizerFactory =
    @Sendable (_ sample: Span<UInt8>) throws(UnrecognisedFormat) -> LineFormat
