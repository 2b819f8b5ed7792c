/// The names that rotated files of a name get.
enum SiblingName {
    /// What a rotated name says.
    struct Reading: Equatable {
        /// The number of `access.log.3`: a higher one is older; `nil` for dates and words.
        let number: Int?
        let isCompressed: Bool
    }

    private static let compressions = [".gz", ".zst", ".bz2", ".xz"]
    /// Longer runs of digits are no date and no number.
    private static let longestMark = 40

    /// Reads `candidate` as a rotated form of `name`, or gives `nil`.
    ///
    /// Known are NAME.1, NAME.0, NAME.old, NAME-20240101, NAME.2024-01-01T00:00:00, NAME-2024.1, the same
    /// before the extension (`access-20240101.log`, `access.1.log`), each also compressed. All
    /// else, such as `access.anon.log`, may be somebody's output and is never read.
    static func reading(_ candidate: String, of name: String) -> Reading? {
        var rest = candidate[...]
        let compression = compressions.first { rest.hasSuffix($0) }
        if let compression { rest = rest.dropLast(compression.count) }
        let isCompressed = compression != nil
        if rest.hasPrefix(name) {
            let mark = rest.dropFirst(name.count)
            if mark == ".old" { return Reading(number: nil, isCompressed: isCompressed) }
            return reading(mark: mark, isCompressed: isCompressed)
        }
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let (stem, ending) = (name[..<dot], name[dot...])
        guard rest.hasPrefix(stem), rest.hasSuffix(ending),
            rest.count > stem.count + ending.count
        else { return nil }
        return reading(
            mark: rest.dropFirst(stem.count).dropLast(ending.count), isCompressed: isCompressed)
    }

    /// A separator, a digit, and then digits and the signs that dates are written with.
    private static func reading(mark: Substring, isCompressed: Bool) -> Reading? {
        guard let separator = mark.first, ".-_".contains(separator),
            mark.utf8.count <= longestMark
        else { return nil }
        let digits = mark.dropFirst()
        guard let first = digits.first, isDigit(first),
            digits.allSatisfy({ isDigit($0) || ".-_:TZ+".contains($0) })
        else { return nil }
        let number = digits.utf8.count <= 5 ? Int(digits) : nil
        return Reading(number: number, isCompressed: isCompressed)
    }

    private static func isDigit(_ character: Character) -> Bool {
        character >= "0" && character <= "9"
    }
}
