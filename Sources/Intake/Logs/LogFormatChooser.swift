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

    /// The formats in the order in which they are to be tried: the best one first, then the others
    /// that fit at least one line.
    ///
    /// Empty if no format fits enough of the sample.
    package static func order(
        _ formats: [CompiledLogFormat], for sample: Span<UInt8>
    ) -> [CompiledLogFormat] {
        var fits = Array(repeating: 0, count: formats.count)
        var lines = 0
        var cursor = LineCursor()
        while let line = cursor.next(in: sample) {
            let content = sample.extracting(line.content)
            guard !content.isEmpty, content[0] != UInt8(ascii: "#") else { continue }
            lines += 1
            for index in formats.indices where formats[index].fits(content) { fits[index] += 1 }
        }
        let ranked = formats.indices.sorted { (fits[$0], $1) > (fits[$1], $0) }
        guard let best = ranked.first, fits[best] * 100 >= lines * enoughPercent else { return [] }
        return ranked.filter { $0 == best || fits[$0] > 0 }.map { formats[$0] }
    }
}
