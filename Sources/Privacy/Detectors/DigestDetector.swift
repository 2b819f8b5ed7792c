import Bytes

/// Digests in base64: MD5, SHA-1, SHA-256 and SHA-512, also where `+` or `/` cuts the text.
///
/// Digests in hexadecimal are found by ``TokenDetector``. A hashed e-mail address is as personal as
/// the address: lists of hashed addresses are traded.
enum DigestDetector {
    /// Whether a text of `count` base64 digits without padding can be a digest.
    private static func isLength(_ count: Int) -> Bool {
        count == 22 || count == 27 || count == 43 || count == 86
    }

    /// Longest text that is looked at: a digest with every mark percent-encoded three times.
    private static let longest = 256
    /// Fewest changes between cases and digits; words and paths have a few.
    private static let fewestChanges = 4

    /// Whether the run, without `+` and `/`, is a digest in base64url.
    static func isDigest(_ word: Span<UInt8>) -> Bool {
        guard isLength(word.count) else { return false }
        var changes = Changes()
        for index in word.indices { changes.add(word[index]) }
        return changes.count > word.count / 5 && changes.hasBothCases
    }

    /// Whether the text goes on behind a run in a way that only base64 with marks does.
    @inline(__always)
    static func canGoOn(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        switch text[end] {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "\\"): true
        case UInt8(ascii: "="): isLength(end &- start) || start > 0 && isMark(text[start &- 1])
        default: start > 0 && isMark(text[start &- 1])
        }
    }

    enum Reading {
        case none(end: Int)
        case digest(Range<Int>)
    }

    /// The digest that begins at or one mark before `start`, with marks and padding.
    ///
    /// Nothing before `floor`. The end of what was read is returned so that a path is read once.
    static func match(_ text: Span<UInt8>, at start: Int, floor: Int) -> Reading {
        var first = start
        var count = 0
        if start > floor, isMark(text[start &- 1]), !isMarkBefore(text, start &- 1) {
            first = start &- 1
        } else if start &- floor >= 3, encodedMark(text, start &- 3) == 3 {
            first = start &- 3
        }
        var position = first
        var changes = Changes()
        while position < text.count, position &- first < longest {
            let byte = text[position]
            if ASCII.isAlphanumeric(byte) || isMark(byte) || byte == 0x2D || byte == 0x5F {
                changes.add(byte)
                position &+= 1
            } else {
                let length = encodedMark(text, position)
                guard length > 0 else { break }
                position &+= length
            }
            count &+= 1
        }
        var end = position
        let padding = paddingEnd(text, &end)
        // The mark before may be a slash of a path.
        if first < start, !isLength(count), isLength(count &- 1) {
            first = start
            count &-= 1
        }
        guard isLength(count), end == text.count || !ASCII.isAlphanumeric(text[end]),
            changes.hasBothCases, changes.count >= (padding ? 3 : fewestChanges)
        else { return .none(end: position) }
        return .digest(first..<end)
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }

    private static func isMarkBefore(_ text: Span<UInt8>, _ position: Int) -> Bool {
        position > 0 && (ASCII.isAlphanumeric(text[position &- 1]) || isMark(text[position &- 1]))
    }

    private static func encodedMark(_ text: Span<UInt8>, _ position: Int) -> Int {
        guard text[position] == UInt8(ascii: "%") || text[position] == UInt8(ascii: "\\") else {
            return 0
        }
        let plus = TextEscapes.spelledLength(of: UInt8(ascii: "+"), at: position, in: text)
        return plus > 0
            ? plus : TextEscapes.spelledLength(of: UInt8(ascii: "/"), at: position, in: text)
    }

    private static func paddingEnd(_ text: Span<UInt8>, _ end: inout Int) -> Bool {
        var marks = 0
        while marks < 2 {
            let length = TextEscapes.spelledLength(of: UInt8(ascii: "="), at: end, in: text)
            guard length > 0 else { break }
            end &+= length
            marks &+= 1
        }
        return marks > 0
    }

    /// How often lower case follows upper case and the like; random texts change all the time.
    private struct Changes {
        private(set) var count = 0
        private var before: UInt8 = 0
        private var seen: UInt8 = 0

        var hasBothCases: Bool { seen & 3 == 3 }

        mutating func add(_ byte: UInt8) {
            let kind: UInt8 =
                byte &- 0x61 < 26 ? 1 : byte &- 0x41 < 26 ? 2 : ASCII.isDigit(byte) ? 4 : 0
            // `Nike`: upper before lower case begins a word.
            if kind != before, kind != 0, before != 0, !(before == 2 && kind == 1) { count &+= 1 }
            before = kind
            seen |= kind
        }
    }
}

/// Base64 of text, as some senders wrap an e-mail address.
enum Base64Text {
    private static let lengths = 12...400

    /// Whether the run is base64 of printable text with an at sign and a dot behind it.
    static func holdsEmail(_ word: Span<UInt8>) -> Bool {
        guard lengths.contains(word.count), hasBothCases(word) else { return false }
        var bits: UInt32 = 0
        var held = 0
        var hasAt = false
        var hasDot = false
        for index in word.indices {
            guard let value = value(word[index]) else { return false }
            bits = bits << 6 | UInt32(value)
            held &+= 6
            guard held >= 8 else { continue }
            held &-= 8
            let byte = UInt8(truncatingIfNeeded: bits >> UInt32(held))
            guard byte >= 0x20, byte < 0x7F else { return false }
            if byte == UInt8(ascii: "@") {
                hasAt = true
            } else if byte == UInt8(ascii: "."), hasAt {
                hasDot = true
            }
        }
        return hasDot
    }

    private static func hasBothCases(_ word: Span<UInt8>) -> Bool {
        var seen: UInt8 = 0
        for index in word.indices {
            if word[index] &- 0x61 < 26 { seen |= 1 } else if word[index] &- 0x41 < 26 { seen |= 2 }
        }
        return seen == 3
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte &- 0x41
        case 0x61...0x7A: byte &- 0x61 &+ 26
        case 0x30...0x39: byte &- 0x30 &+ 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
