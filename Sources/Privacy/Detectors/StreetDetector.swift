import Bytes

/// Street lines: `Kerkstraat 12 bus 3, 1000 Brussel`, `12 rue de la Paix`, `Hauptstr. 5`.
enum StreetDetector {
    /// Longest street name that is read.
    private static let longestName = 48

    // MARK: The number behind the street

    /// Whether a name can stand before the number at `start`.
    @inline(__always)
    static func mayPrecede(_ start: Int, in text: Span<UInt8>) -> Bool {
        guard start >= 4 else { return false }
        switch text[start &- 1] {
        case UInt8(ascii: " "), UInt8(ascii: "+"):
            return ASCII.isLetter(text[start &- 2]) || text[start &- 2] == UInt8(ascii: ".")
        case UInt8(ascii: "0"), 0xA0: return true
        default: return false
        }
    }

    /// The line whose house number, at most four digits, is `number`; nothing before `floor`.
    static func match(_ text: Span<UInt8>, number: Range<Int>, floor: Int) -> Range<Int>? {
        let digits = number.count &- (ASCII.isLetter(text[number.upperBound &- 1]) ? 1 : 0)
        guard (1...4).contains(digits) else { return nil }
        let nameEnd = spaceStart(text, before: number.lowerBound, floor: floor)
        guard nameEnd < number.lowerBound, nameEnd > floor else { return nil }
        let last = text[nameEnd &- 1] | 0x20
        // The last letters of all endings below; most words have another one.
        guard isEndingLetter(last) else { return nil }
        var start = nameEnd
        while start > floor, nameEnd &- start < longestName, isNameByte(text[start &- 1]) {
            start &-= 1
        }
        start = skipEscape(start, nameEnd, in: text)
        let word = text.extracting(start..<nameEnd)
        guard let strength = strength(word) else { return nil }
        let end = StreetTail.end(text, number: number.upperBound)
        switch strength {
        case .strong:
            guard !NumberDetector.isAmount(text, end.number) || end.hasPlace else { return nil }
        case .weak:
            let isName = word.first.map { $0 &- 0x41 < 26 } ?? false
            guard end.hasPlace || isName && end.hasBox else { return nil }
        }
        return start..<end.line
    }

    private static func isEndingLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "g"), UInt8(ascii: "f"),
            UInt8(ascii: "e"), UInt8(ascii: "l"), UInt8(ascii: "i"), UInt8(ascii: "d"),
            UInt8(ascii: "k"), UInt8(ascii: "z"), UInt8(ascii: "r"), UInt8(ascii: "m"), 0x2E:
            true
        default: false
        }
    }

    private enum Strength { case strong, weak }

    /// What the ending says: some only streets have, others have other words too.
    private static func strength(_ word: Span<UInt8>) -> Strength? {
        func isStrong(_ ending: StaticString) -> Bool {
            ends(word, ending) && word.count >= ending.utf8CodeUnitCount &+ 3
        }
        func has(_ ending: StaticString) -> Bool { ends(word, ending) }
        guard let last = word.indices.last else { return nil }
        switch word[last] | 0x20 {
        case UInt8(ascii: "t"):
            if isStrong("straat") || isStrong("gracht") { return .strong }
            return has("markt") ? .weak : nil
        case UInt8(ascii: "n"):
            if isStrong("laan") || isStrong("plein") || isStrong("plantsoen") { return .strong }
            return has("baan") || has("laan") || has("plein") ? .weak : nil
        case UInt8(ascii: "g"):
            if isStrong("steenweg") { return .strong }
            return has("weg") || has("ring") || has("steeg") || has("berg") ? .weak : nil
        case UInt8(ascii: "e"):
            let isStreet =
                isStrong("straße") || isStrong("strasse") || isStrong("gasse")
                || isStrong("allee") || isStrong("kade")
            return isStreet ? .strong : nil
        case UInt8(ascii: "f"): return isStrong("dreef") ? .strong : has("hof") ? .weak : nil
        case UInt8(ascii: "l"): return isStrong("singel") ? .strong : has("wal") ? .weak : nil
        case UInt8(ascii: "z"): return isStrong("platz") ? .strong : nil
        case 0x2E:
            return isStrong("str.") || isStrong("straat.") || isStrong("stwg.") ? .strong : nil
        case UInt8(ascii: "i"): return has("lei") || has("kaai") ? .weak : nil
        case UInt8(ascii: "k"): return has("dijk") || has("park") || has("hoek") ? .weak : nil
        case UInt8(ascii: "d"): return has("pad") || has("veld") ? .weak : nil
        case UInt8(ascii: "r"): return has("ufer") ? .weak : nil
        case UInt8(ascii: "m"): return has("damm") ? .weak : nil
        default: return nil
        }
    }

    private static func ends(_ word: Span<UInt8>, _ ending: StaticString) -> Bool {
        let length = ending.utf8CodeUnitCount
        return word.count >= length
            && word.extracting(word.count &- length..<word.count).equalsIgnoringCase(ending)
    }

    // MARK: French

    /// The line whose word for street, `rue` or one of its kin, is `word`; nothing before `floor`.
    static func french(
        _ text: Span<UInt8>, word: Range<Int>, floor: Int
    ) -> Range<Int>? {
        let name = FrenchName(text, from: word.upperBound)
        guard name.words > 0 else { return nil }
        if let before = numberBefore(text, word.lowerBound, floor), name.hasName {
            let tail = StreetTail.end(text, number: name.end)
            return before..<(tail.hasPlace ? tail.line : name.end)
        }
        guard let number = name.number else { return nil }
        let tail = StreetTail.end(text, number: number.upperBound)
        guard !NumberDetector.isAmount(text, tail.number) else { return nil }
        guard name.hasCapital || isRue(text, word) else { return nil }
        return word.lowerBound..<tail.line
    }

    private static func isRue(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let name = text.extracting(word)
        return name.equalsIgnoringCase("rue") || name.equalsIgnoringCase("chauss")
    }

    /// `12 `, `12, ` or `12 bis ` before the word at `start`.
    private static func numberBefore(_ text: Span<UInt8>, _ start: Int, _ floor: Int) -> Int? {
        var end = spaceStart(text, before: start, floor: floor)
        guard end < start, end > floor else { return nil }
        if text[end &- 1] == UInt8(ascii: ",") { end &-= 1 }
        var first = end
        while first > floor, end &- first < 4, ASCII.isLetter(text[first &- 1]) { first &-= 1 }
        let word = text.extracting(first..<end)
        if word.equalsIgnoringCase("bis") || word.equalsIgnoringCase("ter") {
            end = spaceStart(text, before: first, floor: floor)
            first = end
        } else if word.count > 1 {
            return nil
        }
        let digitsEnd = first
        while first > floor, digitsEnd &- first < 5, ASCII.isDigit(text[first &- 1]) { first &-= 1 }
        guard digitsEnd &- first >= 1, digitsEnd &- first <= 4 else { return nil }
        if first > 0, ASCII.isAlphanumeric(text[first &- 1]), first > floor { return nil }
        return first
    }

    /// Whether the word, up to its first letter with an accent, is a French word for street.
    static func isFrenchWord(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let name = text.extracting(word)
        func has(_ known: StaticString) -> Bool { name.equalsIgnoringCase(known) }
        switch name.count {
        case 3: return has("rue") || has("all") && accent(text, word.upperBound)
        case 4: return has("quai") || has("clos")
        case 5: return has("place") || has("cours") || has("route")
        case 6:
            return has("avenue") || has("square") || has("chemin")
                || has("chauss") && accent(text, word.upperBound)
        case 7: return has("impasse") || has("passage")
        case 9: return has("boulevard")
        default: return false
        }
    }

    private static func accent(_ text: Span<UInt8>, _ position: Int) -> Bool {
        text.hasPrefix("ée ", from: position)
    }

    // MARK: Bytes

    /// The start of the one space before `end`, or `end`.
    static func spaceStart(_ text: Span<UInt8>, before end: Int, floor: Int) -> Int {
        guard end > floor else { return end }
        let byte = text[end &- 1]
        if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "+") { return end &- 1 }
        if end &- 3 >= floor, text.hasPrefix("%20", from: end &- 3) { return end &- 3 }
        if end &- 2 >= floor, byte == 0xA0, text[end &- 2] == 0xC2 { return end &- 2 }
        return end
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte >= 0x80 || byte == UInt8(ascii: "'")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    private static func skipEscape(_ first: Int, _ end: Int, in text: Span<UInt8>) -> Int {
        guard first > 0, first < end, text[first &- 1] == UInt8(ascii: "\\") else { return first }
        switch text[first] {
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"): return first &+ 1
        default: return first
        }
    }
}

/// The name behind `rue`, and the number behind the name.
struct FrenchName {
    /// Longest name with its particles.
    private static let longest = 64
    private static let mostWords = 7

    private(set) var end: Int
    private(set) var words = 0
    private(set) var hasCapital = false
    private(set) var hasName = false
    private(set) var number: Range<Int>?

    init(_ text: Span<UInt8>, from start: Int) {
        end = start
        if text.hasPrefix("ée", from: start) { end = start &+ 3 }
        var position = end
        while position &- start < Self.longest, words < Self.mostWords {
            var next = position
            let space = TextEscapes.length(of: UInt8(ascii: " "), at: next, in: text)
            if next < text.count, text[next] == UInt8(ascii: ","), words > 0 {
                next &+= 1
                if next < text.count, text[next] == 0x20 { next &+= 1 }
            } else if space > 0 {
                next &+= space
            } else if next < text.count, text[next] == UInt8(ascii: "+") {
                next &+= 1
            } else {
                return
            }
            guard next < text.count else { return }
            if ASCII.isDigit(text[next]) {
                readNumber(text, next)
                return
            }
            let first = next
            while next < text.count, StreetDetector.isNameByte(text[next]) { next &+= 1 }
            guard next > first, next &- first <= 24 else { return }
            let word = text.extracting(first..<next)
            let isParticle = Self.isParticle(word)
            let isCapital = word[0] &- 0x41 < 26 || word[0] == 0xC3 || Self.hasElision(word)
            // A sentence goes on in lower case behind the name.
            if !isParticle, hasCapital, !isCapital { return }
            hasCapital = hasCapital || (isCapital && !isParticle)
            words &+= 1
            if !isParticle {
                hasName = true
                end = next
                while end > first, text[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
            }
            position = next
        }
    }

    private mutating func readNumber(_ text: Span<UInt8>, _ start: Int) {
        var end = start
        while end < text.count, end &- start < 5, ASCII.isDigit(text[end]) { end &+= 1 }
        guard end &- start <= 4, hasName else { return }
        if end < text.count, ASCII.isLetter(text[end]) { end &+= 1 }
        if end < text.count, ASCII.isAlphanumeric(text[end]) { return }
        number = start..<end
    }

    private static func isParticle(_ word: Span<UInt8>) -> Bool {
        switch word.count {
        case 2:
            word.equalsIgnoringCase("de") || word.equalsIgnoringCase("du")
                || word.equalsIgnoringCase("la") || word.equalsIgnoringCase("le")
                || word.equalsIgnoringCase("en") || word.equalsIgnoringCase("au")
        case 3:
            word.equalsIgnoringCase("des") || word.equalsIgnoringCase("les")
                || word.equalsIgnoringCase("aux")
        default: false
        }
    }

    /// `l'Église`, `d'Aubagne`.
    private static func hasElision(_ word: Span<UInt8>) -> Bool {
        word.count > 2 && word[1] == UInt8(ascii: "'")
    }
}
