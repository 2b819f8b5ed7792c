import Bytes

/// Identifiers of letters and digits by how often one follows the other: cuid, nanoid, push ids.
///
/// `iphone14pro128gb` and other models change between them too, but consist of words.
enum MixedToken {
    /// Shortest identifier of this kind.
    private static let shortest = 16
    /// Fewest changes between letters and digits; 16 random ones of base 36 have six.
    private static let fewestChanges = 4
    /// Longest part of letters in an identifier with no more changes than that.
    private static let longestPart = 4
    /// Longest part of lower-case letters of an identifier in both cases.
    private static let longestLower = 3
    /// Digits of a group of ``isGrouped(_:)``.
    private static let groupDigits = 8

    /// Whether the run of letters, digits, `_` and `-` is one identifier.
    static func matches(_ word: Span<UInt8>) -> Bool {
        guard word.count >= shortest, !isContainerHash(word) else { return false }
        let shape = Shape(word)
        if shape.joints > 0, isGrouped(word) { return true }
        guard shape.joints <= 1 else { return false }
        if shape.changes >= fewestChanges {
            let isDense = shape.changes &* 9 >= word.count &* 2
            let isShort = shape.longestPart <= longestPart
            if shape.changes > fewestChanges ? isDense : isShort, shape.joints == 0 || isShort {
                return true
            }
        }
        return shape.isCased && shape.longestLower <= longestLower
            && shape.kindChanges &* 10 >= word.count &* 3
    }

    /// `2cf24dba-5fb0a30e-26e83b2a`: three groups or more of eight hexadecimal digits.
    private static func isGrouped(_ word: Span<UInt8>) -> Bool {
        guard word.count >= 3 &* groupDigits &+ 2, word.count % (groupDigits &+ 1) == groupDigits
        else { return false }
        var letters = 0
        for index in word.indices {
            let byte = word[index]
            if index % (groupDigits &+ 1) == groupDigits {
                guard byte == UInt8(ascii: "-") else { return false }
                continue
            }
            guard ASCII.isHexDigit(byte) else { return false }
            if ASCII.isLetter(byte) { letters &+= 1 }
        }
        // Three dates have none.
        return letters >= 2
    }

    /// `45je4xx0v9100000000za200`: what Google's tags say of the container that sent them, the same
    /// for all visitors.
    private static func isContainerHash(_ word: Span<UInt8>) -> Bool {
        guard word.hasPrefix("45"), ASCII.isLetter(word[2]), word[3] == UInt8(ascii: "e") else {
            return false
        }
        for index in 4..<word.count &- 1 where word.hasPrefix("v9", from: index) { return true }
        return false
    }

    /// What a run is made of, seen in one pass.
    private struct Shape {
        /// Changes between letters and digits.
        private(set) var changes = 0
        /// Changes between digits, lower and upper case; `Nike` has none.
        private(set) var kindChanges = 0
        /// Dashes and underscores.
        private(set) var joints = 0
        /// Letters of the longest part of letters.
        private(set) var longestPart = 0
        private(set) var longestLower = 0
        private var seen: UInt8 = 0

        /// Both cases and a digit.
        var isCased: Bool { seen & 7 == 7 }

        init(_ word: Span<UInt8>) {
            var before: UInt8 = 0
            var part = 0
            var lower = 0
            for index in word.indices {
                let kind = Self.kind(word[index])
                part = kind & 3 != 0 ? part &+ 1 : 0
                lower = kind == 1 ? lower &+ 1 : 0
                longestPart = max(longestPart, part)
                longestLower = max(longestLower, lower)
                seen |= kind
                if kind == 0 {
                    joints &+= 1
                } else if before != 0, kind != before {
                    if kind == 4 || before == 4 { changes &+= 1 }
                    if !(before == 2 && kind == 1) { kindChanges &+= 1 }
                }
                before = kind
            }
        }

        private static func kind(_ byte: UInt8) -> UInt8 {
            byte &- 0x61 < 26 ? 1 : byte &- 0x41 < 26 ? 2 : ASCII.isDigit(byte) ? 4 : 0
        }
    }
}
