import Bytes

extension TokenShape {
    /// Whether `value` is written like the name of an event; a dollar sign before it marks those of
    /// some vendors (`$pageview`).
    static func isEventName(_ value: Span<UInt8>) -> Bool {
        let start = value.isEmpty || value[0] != UInt8(ascii: "$") ? 0 : 1
        return isName(value.extracting(start...), punctuated: true)
    }

    /// Whether `value` is written like a name that a shop gave a field of its own: a name, also with a
    /// dollar sign before it, dashes and slashes inside (`$feature/new-checkout`, `react-dom`).
    static func isOwnName(_ value: Span<UInt8>) -> Bool {
        let start = value.isEmpty || value[0] != UInt8(ascii: "$") ? 0 : 1
        let name = value.extracting(start...)
        var plain = [64 of UInt8](repeating: 0)
        guard name.count <= 64, !name.isEmpty else { return false }
        for index in name.indices {
            let byte = name[index]
            let isMark = index > 0 && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/"))
            plain[index] = isMark ? UInt8(ascii: "_") : byte
        }
        return isName(plain.span.extracting(0..<name.count), punctuated: false)
    }
}
