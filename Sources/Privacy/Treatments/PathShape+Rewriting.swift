import Bytes

extension PathShape {
    /// Fewest digits of a number that is an identifier.
    private static let identifierDigits = 6

    /// Appends the segment with finds and long numbers replaced, everything else in place.
    ///
    /// What is left is looked at once more: without its long number `2001:db8::1123456` reads as an
    /// address, and a token that was glued to a find stands alone. Then all of it goes.
    @inline(never)
    func rewrite(
        _ segment: Span<UInt8>, mayBeArticle: Bool = true, into output: inout ByteBuffer
    ) {
        let start = output.count
        write(segment, mayBeArticle, &output)
        let holdsMore: Bool
        do {
            let left = output.span.extracting(start..<output.count)
            holdsMore =
                !left.equals(segment)
                && (AddressMasker.holdsAddress(left) || Self.holdsFinding(left))
        }
        guard holdsMore else { return }
        output.truncate(to: start)
        output.append(literal: "{token}")
    }

    private func write(
        _ segment: Span<UInt8>, _ mayBeArticle: Bool, _ output: inout ByteBuffer
    ) {
        let slug = SlugShape(segment)
        let isArticlePage = announced == .article || announced == .catalogue
        let isTitle =
            mayBeArticle && slug.isTitle && !slug.hasPlaceholder
            && (announced == .article || !slug.isSensitive)
            && (slug.words >= 2 || slug.isArticleMark
                || slug.words == 1 && (slug.isCatalogue || isArticlePage))
        // A title with capitals and an article number is no token, but may hold a telephone number.
        if isTitle, !Self.holdsFinding(segment, butToken: true) {
            return copyWithoutNumbers(segment, true, &output)
        }
        var start = 0
        while let uuid = SegmentCodes.uuid(in: segment, from: start) {
            replaceFinds(segment.extracting(start..<uuid.lowerBound), &output)
            output.append(literal: "{uuid}")
            start = uuid.upperBound
        }
        replaceFinds(segment.extracting(start..<segment.count), &output)
    }

    private func replaceFinds(_ segment: Span<UInt8>, _ output: inout ByteBuffer) {
        var copied = 0
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: segment) {
            copyWithoutNumbers(
                segment.extracting(copied..<finding.range.lowerBound), false, &output)
            output.append(finding.kind.placeholder)
            copied = finding.range.upperBound
        }
        copyWithoutNumbers(segment.extracting(copied..<segment.count), false, &output)
    }

    /// Long numbers become `{id}` unless they are a day such as 20240131 or an article's number.
    private func copyWithoutNumbers(
        _ text: Span<UInt8>, _ isArticle: Bool, _ output: inout ByteBuffer
    ) {
        var position = 0
        while position < text.count {
            let start = position
            if text[position] == UInt8(ascii: "%") {
                position &+= 1
                while text.hasPrefix("25", from: position) { position &+= 2 }
                position = min(position &+ 2, text.count)
                output.append(text, start..<position)
                continue
            }
            guard ASCII.isAlphanumeric(text[position]) else {
                output.append(text[position])
                position &+= 1
                continue
            }
            while position < text.count, ASCII.isAlphanumeric(text[position]) { position &+= 1 }
            let word = text.extracting(start..<position)
            holdsIdentifier(word, isArticle)
                ? output.append(literal: "{id}") : output.append(word)
        }
    }

    /// Whether a long number stands in the letters and digits of `word`, all of which go then: what
    /// is left of an identifier is still one.
    private func holdsIdentifier(_ word: Span<UInt8>, _ isArticle: Bool) -> Bool {
        var position = 0
        while position < word.count {
            let start = position
            while position < word.count, ASCII.isDigit(word[position]) { position &+= 1 }
            let number = word.extracting(start..<position)
            if number.count >= Self.identifierDigits, !SegmentCodes.isDay(number),
                !(isArticle && SlugShape.isArticleNumber(number))
            {
                return true
            }
            if position == start { position &+= 1 }
        }
        return false
    }
}
