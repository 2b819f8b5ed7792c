import Bytes
package import Privacy

/// A format that a file may be written in; it is read only when a line looks like it.
package struct LogFormatCandidate: Sendable {
    package let name: String
    /// Whether lines are tried with it even where none of the sample is written so.
    ///
    /// Few are: a format that fits no line of the sample could only fit a later one by accident.
    package let isBasic: Bool
    /// Whether a line, given without terminator, could be written in it; cheap, and no only if it is
    /// certain.
    package let mayFit: @Sendable (_ line: Span<UInt8>) -> Bool
    /// The compiled format; `nil` if its file cannot be read.
    package let compiled: @Sendable () -> CompiledLogFormat?

    package init(
        name: String, isBasic: Bool, mayFit: @escaping @Sendable (_ line: Span<UInt8>) -> Bool,
        compiled: @escaping @Sendable () -> CompiledLogFormat?
    ) {
        self.name = name
        self.isBasic = isBasic
        self.mayFit = mayFit
        self.compiled = compiled
    }
}
