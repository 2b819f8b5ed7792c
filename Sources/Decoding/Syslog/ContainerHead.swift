import Bytes

/// What a container runtime writes before a line (Kubernetes container runtime interface).
///
/// `2024-10-10T11:55:36.123456789Z stdout F `; `P` marks a part of a longer line.
package enum ContainerHead {
    /// The offset of the line inside, or `nil`.
    package static func messageStart(_ line: Span<UInt8>) -> Int? {
        guard let time = LogTimestamp.isoEnd(line, from: 0),
            line.hasPrefix(" stdout ", from: time) || line.hasPrefix(" stderr ", from: time)
        else { return nil }
        let mark = time + 8
        guard mark < line.count, line[mark] == UInt8(ascii: "F") || line[mark] == UInt8(ascii: "P")
        else { return nil }
        if mark + 1 == line.count { return line.count }
        return line[mark + 1] == UInt8(ascii: " ") ? mark + 2 : nil
    }
}
