import Bytes
import Decoding
package import Privacy

/// Decides which of the known formats a file is written in, from its first lines.
package enum LogFormatChooser {
    /// Share of the sample's lines that must fit, in percent.
    ///
    /// Attack traffic leaves broken lines even in a healthy log; a file below this is not what the
    /// format says.
    private static let enoughPercent = 50

    /// What the first lines tell.
    package struct Choice: Sendable {
        /// All formats, the best one first: any line further on may be written in any of them.
        package let formats: [CompiledLogFormat]
        /// Whether the first of them fits enough of the sample.
        package let isRecognised: Bool
    }

    /// All formats in the order in which they are to be tried.
    ///
    /// The sample never excludes one: a line that fits none only loses what the detectors find.
    package static func order(
        _ formats: [CompiledLogFormat], for sample: Span<UInt8>
    ) -> Choice {
        var fits = Array(repeating: 0, count: formats.count)
        var lines = 0
        var cursor = LineCursor()
        while let line = cursor.next(in: sample) {
            let content = sample.extracting(line.content)
            guard !content.isEmpty, content[0] != UInt8(ascii: "#") else { continue }
            lines += 1
            for index in formats.indices where formats[index].fits(content) { fits[index] += 1 }
        }
        let ranked = formats.indices.sorted { (-fits[$0], $0) < (-fits[$1], $1) }
        let most = ranked.first.map { fits[$0] } ?? 0
        return Choice(
            formats: ranked.map { formats[$0] },
            isRecognised: most > 0 && most * 100 >= lines * enoughPercent)
    }
}
