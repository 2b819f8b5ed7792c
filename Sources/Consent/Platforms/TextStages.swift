import Bytes
import Decoding

/// A cookie's text on its way from the header to a tree, in two buffers that are used in turn.
struct TextStages: ~Copyable {
    private(set) var current = ByteBuffer(capacity: 1024)
    private var other = ByteBuffer(capacity: 1024)

    /// Bytes of one cookie's value, which is what browsers keep; longer ones are not read.
    static let longestValue = 4_096

    /// Takes a value as it stands in the header: without its quotes, percent-encoding undone.
    ///
    /// Once, and twice where the result begins with `%7B` or `%5B`. A form is left as it is, because its
    /// parts are undone one by one, unless all of it is encoded.
    mutating func take(cookie value: Span<UInt8>, isForm: Bool) -> Bool {
        guard value.count <= Self.longestValue else { return false }
        let quote = UInt8(ascii: "\"")
        let isQuoted = value.count >= 2 && value[0] == quote && value[value.count - 1] == quote
        let inner = isQuoted ? value.extracting(1..<value.count - 1) : value
        current.removeAll()
        if isForm, inner.firstOffset(of: UInt8(ascii: "=")) != nil {
            current.append(inner)
            return true
        }
        PercentCoding.decode(inner, plusIsSpace: false, into: &current)
        if startsWithEncodedBracket {
            other.removeAll()
            Self.undoPercent(current, into: &other)
            swap(&current, &other)
        }
        return true
    }

    /// Overwrites both buffers.
    mutating func wipe() {
        current.wipe()
        other.wipe()
    }

    /// Takes a text that stood inside another.
    mutating func take(text: Span<UInt8>) {
        current.removeAll()
        current.append(text)
    }

    /// Undoes base64; a text that shows its brackets is left as it is.
    mutating func undoBase64() -> Bool {
        if current.count > 0, isBracket(current[0]) { return true }
        other.removeAll()
        guard Self.undoBase64(current, into: &other) else { return false }
        swap(&current, &other)
        return true
    }

    /// Keeps what stands after the n-th separator.
    mutating func drop(after separator: UInt8, count: Int) -> Bool {
        var start = 0
        for _ in 0..<count {
            guard let offset = current.span.firstOffset(of: separator, from: start) else {
                return false
            }
            start = offset + 1
        }
        current.consume(start)
        return true
    }

    // A span of one buffer keeps the other from being written, unless each is a parameter.
    private static func undoPercent(
        _ text: borrowing ByteBuffer, into output: inout ByteBuffer
    ) {
        PercentCoding.decode(text.span, plusIsSpace: false, into: &output)
    }

    private static func undoBase64(
        _ text: borrowing ByteBuffer, into output: inout ByteBuffer
    ) -> Bool {
        Base64.decode(text.span, into: &output) != nil
    }

    private var startsWithEncodedBracket: Bool {
        guard current.count >= 3, current[0] == UInt8(ascii: "%") else { return false }
        let digit = ASCII.lowercased(current[2])
        return current[1] == UInt8(ascii: "7") && digit == UInt8(ascii: "b")
            || current[1] == UInt8(ascii: "5") && digit == UInt8(ascii: "b")
    }

    private func isBracket(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }
}
