import Bytes
import Decoding

/// Rewrites the segments of one path in order, remembering what the words before announced.
struct PathShape {
    private let prefixes: AddressPrefixes
    private(set) var announced: PathWords.Meaning?
    /// The meaning of the segment right before, if it was a word.
    private var previous: PathWords.Meaning?

    /// Whether the path is that of a file.
    private let isFile: Bool
    /// Whether the segment before was the folder of all homes.
    private var awaitsUser = false

    init(prefixes: AddressPrefixes, host: HostKind? = nil, isFile: Bool = false) {
        self.prefixes = prefixes
        self.isFile = isFile
        announced = host?.announces
    }

    /// Longest segment that is looked at in detail; a longer one names no page.
    private static let longestSegment = 512
    /// Most digits of a number that counts pages.
    private static let pageDigits = 4
    /// Most digits of a number in the place of an article number; card numbers are found before.
    private static let articleDigits = 16

    /// Appends `segment` or what takes its place.
    ///
    /// A matrix parameter (`;jsessionid=…`) goes; what hides a find behind escapes goes as a whole.
    mutating func write(_ segment: Span<UInt8>, into output: inout ByteBuffer) {
        if isFile, !segment.isEmpty {
            let isUser = awaitsUser && !HomeDirectory.isAccount(segment)
            awaitsUser = !awaitsUser && HomeDirectory.isFolder(segment)
            if isUser { return output.append(literal: "{user}") }
        }
        let traits = SegmentTraits(segment)
        let start = output.count
        // `jan&commat;x` is cut at its semicolon, so that it is asked before.
        if traits.hasAmpersand {
            output.append(segment)
            let hides = Scrubber.hidesFinding(from: start, in: &output)
            output.truncate(to: start)
            if hides { return output.append(literal: "{token}") }
        }
        writeVisible(segment, traits, into: &output)
        guard traits.hasMark, Scrubber.hidesFinding(from: start, in: &output) else { return }
        output.truncate(to: start)
        output.append(literal: "{token}")
    }

    private mutating func writeVisible(
        _ segment: Span<UInt8>, _ traits: SegmentTraits, into output: inout ByteBuffer
    ) {
        var segment = segment
        var traits = traits
        if traits.hasMark {
            let end = Self.end(of: segment)
            if end < segment.count {
                segment = segment.extracting(0..<end)
                traits = SegmentTraits(segment)
            }
            if Self.isPlaceholder(segment) {
                previous = nil
                return output.append(segment)
            }
        }
        if segment.isEmpty { return }
        if traits.holdsSlash, !traits.holdsURL, segment.count <= Self.longestSegment {
            return writeParts(of: segment, into: &output)
        }
        if traits.hasAmpersand, let end = Self.gluedQuery(segment) {
            // Nothing is left of `&gclid=…`; what would follow is no path any more.
            return write(segment.extracting(0..<end), into: &output)
        }
        let word = PathWords.Word(segment, digits: traits.digits)
        // Most segments: a few words in lower case that announce nothing, behind none that did.
        if announced == nil, traits.isPlain, traits.digits < 3, !traits.hasUpperCase,
            word.meaning == nil, segment.count <= Self.longestSegment
        {
            previous = nil
            return output.append(segment)
        }
        if let placeholder = whole(segment, traits, word) {
            previous = nil
            return output.append(placeholder)
        }
        if let meaning = word.meaning, previous != .article {
            take(meaning)
            return output.append(segment)
        }
        let isNumber = traits.digits == segment.count
        let isPlain =
            traits.isPlain || (isNumber && isArticleNumber(segment))
            || (announced == .checkout && traits.hasColon && SegmentCodes.isCartContent(segment))
        let isTitle = previous == .article
        previous = nil
        if !isTitle, traits.digits >= 3, let label = SegmentCodes.label(segment) {
            output.append(segment, 0..<label.number.lowerBound)
            output.append(label.placeholder)
            segment = segment.extracting(label.number.upperBound..<segment.count)
            return rewrite(segment, mayBeArticle: false, into: &output)
        }
        isPlain ? output.append(segment) : rewrite(segment, into: &output)
    }

    /// Segments between encoded slashes are segments too.
    private mutating func writeParts(of segment: Span<UInt8>, into output: inout ByteBuffer) {
        var position = 0
        while true {
            let start = position
            var slash = 0
            while position < segment.count {
                slash = TextEscapes.length(of: UInt8(ascii: "/"), at: position, in: segment)
                if slash > 0 { break }
                position &+= 1
            }
            write(segment.extracting(start..<position), into: &output)
            guard slash > 0 else { return }
            output.append(segment, position..<position &+ slash)
            position &+= slash
        }
    }

    /// Takes over what a word announces, unless it says less than what is known.
    private mutating func take(_ meaning: PathWords.Meaning) {
        previous = meaning
        switch meaning {
        case .page:
            return
        case .catalogue:
            if announced != nil, announced != .article { return }
        case .guarded, .account, .checkout:
            if announced == .secret { return }
        case .order, .secret, .person, .parcel, .postcode, .article:
            break
        }
        announced = meaning
    }

    private func isArticleNumber(_ number: Span<UInt8>) -> Bool {
        switch announced {
        case .catalogue, .article:
            SlugShape.isArticleNumber(number)
                || number.count <= Self.articleDigits
                    && number[0] != UInt8(ascii: "0") && !Self.holdsFinding(number)
        default:
            previous == .page && number.count <= Self.pageDigits
        }
    }

    static func holdsFinding(_ text: Span<UInt8>, butToken: Bool = false) -> Bool {
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: text) {
            if !butToken || finding.kind != .token { return true }
        }
        return false
    }

    // MARK: Whole segments

    /// The placeholder that takes the place of the whole segment, or `nil`.
    private func whole(
        _ segment: Span<UInt8>, _ traits: SegmentTraits, _ word: PathWords.Word
    ) -> StaticString? {
        if segment.count > Self.longestSegment { return "{token}" }
        if traits.digits >= 4 || traits.hasColon, let address = address(segment) { return address }
        if !traits.isPlain {
            if traits.hasAtSign, let placeholder = Self.person(segment) { return placeholder }
            if traits.hidesLetters { return "{token}" }
            if traits.holdsURL { return "{url}" }
            if traits.digits >= 6, SegmentCodes.isCoordinates(segment) { return "{location}" }
            if segment.hasPrefix("(S(") || segment.hasPrefix("(s(") { return "{token}" }
        }
        if word.isPage { return nil }
        if let announced, let found = announcedPlaceholder(announced, segment, traits) {
            return found
        }
        return traits.hasUpperCase ? SegmentCodes.placeholder(segment, traits, announced) : nil
    }

    private func announcedPlaceholder(
        _ announced: PathWords.Meaning, _ segment: Span<UInt8>, _ traits: SegmentTraits
    ) -> StaticString? {
        let isNumber = traits.digits == segment.count
        let isPageNumber = isNumber && previous == .page && traits.digits <= Self.pageDigits
        switch announced {
        case .catalogue, .article, .page: return nil
        case .secret: return "{token}"
        case _ where isPageNumber: return nil
        case .person: return "{user}"
        case .guarded:
            return SegmentCodes.isWords(segment, traits) ? nil : "{token}"
        case .order:
            return isNumber || SegmentCodes.isCode(segment, traits) ? "{order}" : nil
        case .parcel:
            if traits.digits == 0 { return nil }
            return isNumber || !SegmentCodes.isTitle(segment) ? "{tracking}" : nil
        case .account:
            return isNumber || SegmentCodes.isCode(segment, traits) ? "{id}" : nil
        case .checkout:
            if isNumber { return "{order}" }
            if traits.hasColon, SegmentCodes.isCartContent(segment) { return nil }
            return SegmentCodes.isCode(segment, traits) ? "{token}" : nil
        case .postcode:
            return traits.digits > 0 ? "{postcode}" : nil
        }
    }

    /// `{email}` for an address, `{user}` for `@name`; pictures and packages (`@2x`, `x@1.2`) are
    /// neither.
    private static func person(_ segment: Span<UInt8>) -> StaticString? {
        for index in segment.indices {
            let length = EmailDetector.atSign(segment, at: index)
            guard length > 0 else { continue }
            if EmailDetector.match(segment, at: index, length: length, floor: 0) != nil {
                return "{email}"
            }
            let isScale =
                segment.count >= length + 2 && ASCII.isDigit(segment[length])
                && segment[length + 1] | 0x20 == UInt8(ascii: "x")
            if index == 0, length < segment.count, !isScale { return "{user}" }
        }
        return nil
    }

    /// `{ip}` if an address stands in the segment, even behind `firmware`: who may download from
    /// `/download/203.0.113.9` is no version.
    private func address(_ segment: Span<UInt8>) -> StaticString? {
        AddressMasker.holdsAddress(segment) ? "{ip}" : nil
    }

    // MARK: Bytes

    /// The end of a segment without its matrix parameters and without blanks before them.
    private static func end(of segment: Span<UInt8>) -> Int {
        var end = 0
        while end < segment.count {
            let byte = segment[end]
            if byte == UInt8(ascii: ";") || byte == UInt8(ascii: "%"),
                TextEscapes.length(of: UInt8(ascii: ";"), at: end, in: segment) > 0
            {
                break
            }
            end &+= 1
        }
        while end > 0, segment[end &- 1] <= 0x20 { end &-= 1 }
        return end
    }

    /// Where a query without a question mark begins (`/page&gclid=x`), or `nil`.
    private static func gluedQuery(_ segment: Span<UInt8>) -> Int? {
        for index in segment.indices where segment[index] == UInt8(ascii: "&") {
            for next in index &+ 1..<segment.count where segment[next] == UInt8(ascii: "=") {
                return index
            }
            return nil
        }
        return nil
    }

    /// Longest word in braces that is a placeholder of ours.
    private static let longestPlaceholder = 12

    private static func isPlaceholder(_ segment: Span<UInt8>) -> Bool {
        guard segment.count >= 4, segment.count <= longestPlaceholder,
            segment[0] == UInt8(ascii: "{"), segment[segment.count - 1] == UInt8(ascii: "}")
        else { return false }
        for index in 1..<segment.count - 1 where segment[index] &- 0x61 >= 26 { return false }
        return true
    }
}
