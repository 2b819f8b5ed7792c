/// The recurring sentences of configuration messages.
package enum Wording {
    /// A word that is none of the known ones, with the nearest of them.
    package static func unknown(_ subject: String, _ word: String, known: [String]) -> String {
        var text = "unknown \(subject) \(quoted(word)); expected \(oneOf(known))"
        if let nearest = Spelling.nearest(to: word, among: known) {
            text += "; did you mean \(quoted(nearest))?"
        }
        return text
    }

    /// `a`, `a or b`, `one of a, b, c`.
    static func oneOf(_ words: [String]) -> String {
        switch words.count {
        case 0: "none"
        case 1: words[0]
        case 2: "\(words[0]) or \(words[1])"
        default: "one of " + words.joined(separator: ", ")
        }
    }

    /// The word in quotation marks, on one line and of a bounded length.
    static func quoted(_ word: String) -> String { "\"\(shortened(word))\"" }

    /// The text without quotation marks, on one line and of a bounded length.
    static func shortened(_ text: String) -> String {
        let printable = printable(text)
        guard printable.count > longestQuotation else { return printable }
        return "\(printable.prefix(longestQuotation))…"
    }

    /// The text on one line: characters that steer a terminal, turn the direction of writing, are not
    /// seen or end a line become `?`.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isSteering) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isSteering($0) ? "?" : $0 }))
    }

    private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// Longest part of a value that a message repeats; the reader has the file beside it.
    static let longestQuotation = 80
}

/// The nearest valid spelling of a word.
enum Spelling {
    /// The candidate within a small edit distance, or `nil`; of equals the first.
    ///
    /// Case and the choice between `_`, `-` and a space do not count as differences.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let folded = fold(word)
        guard !folded.isEmpty, folded.count <= longestWord else { return nil }
        let limit = folded.count <= 3 ? 1 : folded.count < 8 ? 2 : 3
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let distance = distance(folded, fold(candidate))
            if distance <= limit, distance < best?.distance ?? .max {
                best = (distance, candidate)
            }
        }
        return best?.candidate
    }

    /// A longer word is no slip of the keyboard; comparing costs the product of the lengths.
    private static let longestWord = 64

    private static func fold(_ word: String) -> [Character] {
        word.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
    ///
    /// The restricted Damerau–Levenshtein distance (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    current[column] + 1, last[column + 1] + 1,
                    last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
