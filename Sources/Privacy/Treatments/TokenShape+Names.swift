import Bytes

extension TokenShape {
    /// Whether `value` is written like the name of an event; a dollar sign before it marks those of
    /// some vendors (`$pageview`).
    static func isEventName(_ value: Span<UInt8>) -> Bool {
        let start = value.isEmpty || value[0] != UInt8(ascii: "$") ? 0 : 1
        return isName(value.extracting(start...), marks: "-.:")
    }

    /// Whether `value` is written like a name that a shop gave a field of its own: a name, also with a
    /// dollar sign before it, dashes and slashes inside (`$feature/new-checkout`, `react-dom`).
    static func isOwnName(_ value: Span<UInt8>) -> Bool {
        let start = value.isEmpty || value[0] != UInt8(ascii: "$") ? 0 : 1
        return isName(value.extracting(start...), marks: "-/")
    }
}
