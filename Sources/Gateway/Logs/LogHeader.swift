import Bytes
import Foundation
import Intake
import Privacy

/// The directives at the beginning of a log file (`#Fields`), which lines further on depend on.
enum LogHeader {
    /// Directives stand in the first lines; whoever writes them later writes them again before lines.
    private static let longest = 16 * 1024

    /// Shows the directives of the file at `path` to `lines`, because reading goes on behind them.
    static func read(of path: String, into lines: LogLines) {
        guard let handle = FileHandle(forReadingAtPath: path),
            let head = try? handle.read(upToCount: longest)
        else { return }
        try? handle.close()
        var raw = ByteBuffer(capacity: head.count)
        for byte in head { raw.append(byte) }
        var start = 0
        var ignored = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        while start < raw.count, raw[start] == UInt8(ascii: "#"),
            let end = raw.span.firstOffset(of: UInt8(ascii: "\n"), from: start)
        {
            try? lines.anonymize(
                raw.span.extracting(start..<(end + 1)), into: &ignored, tally: &tally)
            start = end + 1
        }
        raw.wipe()
    }
}
