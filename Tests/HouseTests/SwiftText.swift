/// As much of Swift as is needed to find calls, and what they put into texts.
struct SwiftText {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    /// A call as it is written, from its name to the last parenthesis.
    struct Call {
        let line: Int
        let text: String
        /// The expressions between `\(` and `)`, also those inside others.
        let interpolations: [String]
    }

    /// The calls of `methods` of everything whose name ends with one of `receivers`, whatever its case.
    func calls(of methods: Set<String>, on receivers: [String]) -> [Call] {
        var calls: [Call] = []
        var line = 1
        for open in bytes.indices {
            if bytes[open] == UInt8(ascii: "\n") { line += 1 }
            guard bytes[open] == UInt8(ascii: "(") else { continue }
            let method = word(before: open)
            guard methods.contains(text(method)), method.lowerBound > 0,
                bytes[method.lowerBound - 1] == UInt8(ascii: ".")
            else { continue }
            let receiver = word(before: method.lowerBound - 1)
            let name = text(receiver.isEmpty ? made(before: receiver.lowerBound) : receiver)
                .lowercased()
            guard receivers.contains(where: name.hasSuffix) else { continue }
            let end = closing(of: open)
            calls.append(
                Call(
                    line: line, text: text(receiver.lowerBound..<min(end + 1, bytes.count)),
                    interpolations: interpolations(in: open..<end)))
        }
        return calls
    }

    private func interpolations(in range: Range<Int>) -> [String] {
        range.dropLast().filter {
            bytes[$0] == UInt8(ascii: "\\") && bytes[$0 + 1] == UInt8(ascii: "(")
        }
        .map { text($0 + 2..<closing(of: $0 + 1)) }
    }

    private func word(before end: Int) -> Range<Int> {
        var start = end
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        return start..<end
    }

    /// The name of the function whose call ends at `end`, on the same line.
    private func made(before end: Int) -> Range<Int> {
        guard end > 0, bytes[end - 1] == UInt8(ascii: ")") else { return end..<end }
        var open = end - 1
        while open > 0, bytes[open] != UInt8(ascii: "\n") {
            open -= 1
            if bytes[open] == UInt8(ascii: "("), closing(of: open) == end - 1 {
                return word(before: open)
            }
        }
        return end..<end
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The parenthesis that closes the one at `open`, or the end.
    private func closing(of open: Int) -> Int {
        var index = open + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("): index = closing(of: index) + 1
            case UInt8(ascii: ")"): return index
            case UInt8(ascii: "\""): index = endOfString(at: index)
            case UInt8(ascii: "/")
            where index + 1 < bytes.count && bytes[index + 1] == bytes[index]:
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            default: index += 1
            }
        }
        return bytes.count
    }

    /// The place behind the string that begins at `start`.
    private func endOfString(at start: Int) -> Int {
        let isLong = isTripleQuote(start)
        var index = start + (isLong ? 3 : 1)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\"):
                let opens = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "(")
                index = opens ? closing(of: index + 1) + 1 : index + 2
            case UInt8(ascii: "\"") where !isLong: return index + 1
            case UInt8(ascii: "\"") where isTripleQuote(index): return index + 3
            default: index += 1
            }
        }
        return bytes.count
    }

    private func isTripleQuote(_ start: Int) -> Bool {
        start + 2 < bytes.count
            && (start...start + 2).allSatisfy { bytes[$0] == UInt8(ascii: "\"") }
    }
}
