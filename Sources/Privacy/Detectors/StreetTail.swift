import Bytes

/// What follows a house number: a letter, a box, postcode and place.
enum StreetTail {
    struct End {
        /// The end of the number with its letter.
        let number: Int
        /// The end of the whole line.
        let line: Int
        let hasBox: Bool
        let hasPlace: Bool
    }

    /// The ends of a line whose house number ends at `number`.
    static func end(_ text: Span<UInt8>, number: Int) -> End {
        let suffixed = suffixEnd(text, number)
        let box = boxEnd(text, suffixed)
        let place = placeEnd(text, box)
        return End(
            number: suffixed, line: place, hasBox: box > suffixed, hasPlace: place > box)
    }

    /// `-2`, `-A`, ` A`, ` bis`, ` hs`, `/3`.
    private static func suffixEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
        guard start &+ 1 < text.count else { return start }
        let joint = text[start]
        var end = start &+ 1
        if joint == UInt8(ascii: "-") || joint == UInt8(ascii: "/") {
            while end < text.count, end &- start <= 4, ASCII.isAlphanumeric(text[end]) {
                end &+= 1
            }
            return end &- start > 1 && endsWord(text, end) ? end : start
        }
        guard joint == UInt8(ascii: " ") else { return start }
        while end < text.count, end &- start <= 4, ASCII.isLetter(text[end]) { end &+= 1 }
        let word = text.extracting(start &+ 1..<end)
        let isLetter =
            word.count == 1 && word[0] &- 0x41 < 26 && word[0] != UInt8(ascii: "V")
            && word[0] != UInt8(ascii: "W") && word[0] != UInt8(ascii: "L")
        let isSuffix =
            isLetter || word.equals("hs") || word.equals("bis") || word.equals("ter")
            || word.equals("II") || word.equals("III")
        return isSuffix && endsWord(text, end) ? end : start
    }

    /// ` bus 3`, ` bte 3`, ` boîte 3`, ` box 3`, ` b 3`.
    private static func boxEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
        var position = start
        if position < text.count, text[position] == UInt8(ascii: ",") { position &+= 1 }
        let space = spaceLength(text, position)
        guard space > 0 else { return start }
        position &+= space
        let first = position
        while position < text.count, position &- first < 7,
            ASCII.isLetter(text[position]) || text[position] >= 0x80
        {
            position &+= 1
        }
        let word = text.extracting(first..<position)
        guard
            word.equalsIgnoringCase("bus") || word.equalsIgnoringCase("bte")
                || word.equalsIgnoringCase("box") || word.equalsIgnoringCase("boîte")
                || word.equals("b") || word.equalsIgnoringCase("boite")
        else { return start }
        if position < text.count, text[position] == UInt8(ascii: ".") { position &+= 1 }
        position &+= spaceLength(text, position)
        let digits = position
        while position < text.count, position &- digits < 5, ASCII.isAlphanumeric(text[position]) {
            position &+= 1
        }
        return position > digits && ASCII.isDigit(text[digits]) ? position : start
    }

    /// `, 1000 Brussel`, ` 1234 AB Ergens`, `, L-1234 Luxembourg`, `, 75001 Paris`.
    private static func placeEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
        var position = start
        if position < text.count, text[position] == UInt8(ascii: ",") { position &+= 1 }
        let space = spaceLength(text, position)
        if space > 0 {
            position &+= space
        } else if text.hasPrefix("\\n", from: position) {
            position &+= 2
        } else if position < text.count, text[position] == 0x0A {
            position &+= 1
        } else {
            return start
        }
        if position &+ 2 < text.count, text[position &+ 1] == UInt8(ascii: "-"),
            ASCII.isLetter(text[position])
        {
            position &+= 2
        }
        let code = position
        while position < text.count, position &- code < 6, ASCII.isDigit(text[position]) {
            position &+= 1
        }
        guard position &- code == 4 || position &- code == 5,
            text[code] != 0x30 || position &- code == 5
        else { return start }
        let letters = PostcodeDetector.lettersEnd(text, from: position)
        if position &- code == 4, letters > position { position = letters }
        let place = placeNameEnd(text, position)
        return place > position || letters == position ? place : start
    }

    /// Up to three words that begin with a capital letter.
    static func placeNameEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
        var end = start
        for _ in 0..<3 {
            let space = spaceLength(text, end)
            let first = end &+ space
            guard space > 0, first < text.count,
                text[first] &- 0x41 < 26 || text[first] == 0xC3 || text[first] == UInt8(ascii: "'")
            else { break }
            var next = first
            while next < text.count, next &- first < 32, StreetDetector.isNameByte(text[next]) {
                next &+= 1
            }
            while next > first, text[next &- 1] == UInt8(ascii: ".") { next &-= 1 }
            guard next &- first >= 2 else { break }
            end = next
        }
        return end
    }

    static func spaceLength(_ text: Span<UInt8>, _ position: Int) -> Int {
        guard position < text.count else { return 0 }
        if text[position] == UInt8(ascii: "+") { return 1 }
        if text.hasPrefix("\u{a0}", from: position) { return 2 }
        return TextEscapes.length(of: UInt8(ascii: " "), at: position, in: text)
    }

    private static func endsWord(_ text: Span<UInt8>, _ end: Int) -> Bool {
        end == text.count || !ASCII.isAlphanumeric(text[end]) && text[end] < 0x80
    }
}

/// Dutch postcodes with a house number, `1234 AB 12`: together they name a household.
enum PostcodeDetector {
    /// Whether the word from `start` to `end` can be a postcode or its digits.
    @inline(__always)
    static func mayBegin(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end &- start == 4 else { return end &- start == 6 }
        guard end &+ 2 < text.count else { return false }
        // A space, in whichever spelling, and a capital letter behind it.
        return text[end &+ 1] &- 0x41 < 26 || text[end] == UInt8(ascii: "%") || text[end] == 0xC2
    }

    /// The postcode whose four digits begin at `start`, with the number and the place behind it.
    ///
    /// Alone it needs a word before it: `1200 XL` is a product.
    static func match(_ text: Span<UInt8>, at start: Int) -> Range<Int>? {
        guard start &+ 6 <= text.count, text[start] &- 0x31 < 9 else { return nil }
        for index in start..<start &+ 4 where !ASCII.isDigit(text[index]) { return nil }
        let letters = lettersEnd(text, from: start &+ 4)
        guard letters > start &+ 4 else { return nil }
        if let number = numberEnd(text, letters) { return start..<number }
        guard NumberContext.before(start, in: text)?.meaning == .postcode else { return nil }
        return start..<letters
    }

    /// The end of the two letters of a postcode behind its digits, or `start`.
    static func lettersEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        let first = start &+ StreetTail.spaceLength(text, start)
        let end = first &+ 2
        guard end <= text.count, text[first] &- 0x41 < 26, text[first &+ 1] &- 0x41 < 26 else {
            return start
        }
        if end < text.count, ASCII.isAlphanumeric(text[end]) || text[end] >= 0x80 { return start }
        // Never issued.
        if text[first] == UInt8(ascii: "S"),
            [UInt8(ascii: "A"), UInt8(ascii: "D"), UInt8(ascii: "S")].contains(text[first &+ 1])
        {
            return start
        }
        return end
    }

    /// The house number behind the postcode, if the line or a sentence's part ends with it.
    private static func numberEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
        var position = start
        if position < text.count, text[position] == UInt8(ascii: ",") { position &+= 1 }
        let space = StreetTail.spaceLength(text, position)
        guard space > 0 else { return nil }
        position &+= space
        let first = position
        while position < text.count, position &- first < 5, ASCII.isDigit(text[position]) {
            position &+= 1
        }
        guard (1...4).contains(position &- first), text[first] != 0x30 else { return nil }
        if position < text.count, ASCII.isLetter(text[position]) { position &+= 1 }
        if position < text.count, ASCII.isAlphanumeric(text[position]) { return nil }
        let tail = StreetTail.end(text, number: position)
        guard !NumberDetector.isAmount(text, tail.number), !isDecimal(text, tail.number) else {
            return nil
        }
        return tail.line
    }

    private static func isDecimal(_ text: Span<UInt8>, _ end: Int) -> Bool {
        end &+ 1 < text.count && (text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ":"))
            && ASCII.isDigit(text[end &+ 1])
    }
}
