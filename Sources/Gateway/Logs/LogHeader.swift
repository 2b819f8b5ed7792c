import Bytes
import Foundation
import Intake
import Privacy

/// The directives at the beginning of a log file (`#Fields`), which lines further on depend on.
enum LogHeader {
    /// Directives stand in the first lines; whoever writes them later writes them again before lines.
    private static let longest = 16 * 1024

    /// The lines with `#` at the beginning of the file at `path`; nothing where there are none.
    static func directives(of path: String) -> ByteBuffer {
        var raw = ByteBuffer()
        guard isRegular(path), let handle = FileHandle(forReadingAtPath: path) else { return raw }
        defer { try? handle.close() }
        guard let first = try? handle.read(upToCount: 1), first.first == UInt8(ascii: "#"),
            let rest = try? handle.read(upToCount: longest)
        else { return raw }
        raw.reserve(1 + rest.count)
        raw.append(UInt8(ascii: "#"))
        for byte in rest { raw.append(byte) }
        var end = 0
        while end < raw.count, raw[end] == UInt8(ascii: "#"),
            let newline = raw.span.firstOffset(of: UInt8(ascii: "\n"), from: end)
        { end = newline + 1 }
        raw.truncate(to: end)
        return raw
    }

    /// Shows the directives to `lines`, because reading goes on behind them.
    static func show(_ directives: Span<UInt8>, to lines: LogLines) {
        guard !directives.isEmpty else { return }
        var ignored = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        try? lines.anonymize(directives, into: &ignored, tally: &tally)
    }

    /// A pipe would be waited for, and would lose what is read here.
    private static func isRegular(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath()
                .path(percentEncoded: false))
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}
