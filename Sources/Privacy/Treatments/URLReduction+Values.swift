import Bytes
import Decoding

extension URLReduction {
    /// Appends the parameters of `query` that stay.
    ///
    /// The shop's own list is made for its pages: at carriers and payment services the same names
    /// hold barcodes and payments.
    static func writeQuery(
        _ query: Span<UInt8>, _ rules: URLRules, _ kind: HostKind?, into output: inout ByteBuffer
    ) {
        let names = kind == nil ? rules.keptParameters : []
        guard let names else { return }
        var cursor = FormCursor()
        var isFirst = true
        while let field = cursor.next(in: query) {
            let name = query.extracting(field.name)
            guard QueryParameters.isKept(name, names) else { continue }
            output.append(UInt8(ascii: isFirst ? "?" : "&"))
            isFirst = false
            output.append(name)
            guard field.hasValue else { continue }
            output.append(UInt8(ascii: "="))
            let start = output.count
            writeValue(query.extracting(field.value), rules, into: &output)
            if Scrubber.hidesFinding(from: start, in: &output) {
                output.truncate(to: start)
                output.append(literal: "{token}")
            }
        }
    }

    /// Appends a kept value without what names someone.
    ///
    /// It ends at the first mark behind which another parameter could stand. A URL or path in it is
    /// reduced like the URL around it; unfilled merge tags of mail tools become `{tag}`.
    private static func writeValue(
        _ value: Span<UInt8>, _ rules: URLRules, into output: inout ByteBuffer
    ) {
        var end = 0
        var traits = ParameterTraits()
        while end < value.count, traits.take(value, at: end) { end &+= 1 }
        while end > 0, value[end &- 1] <= 0x20 { end &-= 1 }
        let value = value.extracting(0..<end)
        if traits.isPlain, value.count < shortestFinding, !traits.mayBeParcel {
            return output.append(value)
        }
        if traits.mayBeTag, holdsMergeTag(value) { return output.append(literal: "{tag}") }
        if isRecipientTerm(value) || EncodedText.hidesText(value) {
            return output.append(literal: "{token}")
        }
        if SegmentCodes.isCoordinates(value) { return output.append(literal: "{location}") }
        if SegmentCodes.uuid(in: value, from: 0) != nil { return output.append(literal: "{uuid}") }
        if traits.mayBeParcel {
            if holdsBarcode(value) { return output.append(literal: "{tracking}") }
            if SegmentCodes.isDutchPostcode(value) { return output.append(literal: "{postcode}") }
        }
        if traits.hasSlash {
            // No URL has blanks; without them its parts would be others.
            if traits.hasBlank { return output.append(literal: "{url}") }
            if holdsUserinfo(value), holdsURL(value) { return output.append(literal: "{url}") }
            if let placeholder = slashedFinding(value) { return output.append(placeholder) }
            let start = output.count
            reduceEscaped(value, prefixes: rules.prefixes, into: &output)
            // Shorter segments may look like something else together.
            if let placeholder = slashedFinding(output.span.extracting(start..<output.count)) {
                output.truncate(to: start)
                output.append(placeholder)
            }
            return
        }
        var counts = ScrubCounts()
        let start = output.count
        Scrubber.scrub(
            value, prefixes: rules.prefixes, findsURLs: false, counts: &counts, into: &output)
        // What was glued to a find may be found now that it stands alone.
        guard counts.total > 0, holdsFinding(output.span.extracting(start..<output.count)) else {
            return
        }
        output.truncate(to: start)
        output.append(literal: "{token}")
    }

    private static func holdsFinding(_ text: Span<UInt8>) -> Bool {
        var cursor = DetectorCursor(findsURLs: false)
        return cursor.next(in: text) != nil
    }

    /// Letters, digits, dashes and underscores shorter than this hold nothing a detector looks for:
    /// an address in base64 is the shortest find.
    private static let shortestFinding = 8

    /// Whether one of the words is a parcel's: in a search or a campaign the others say nothing
    /// more.
    private static func holdsBarcode(_ value: Span<UInt8>) -> Bool {
        var position = 0
        while position < value.count {
            let start = position
            while position < value.count, TokenDetector.isRunByte(value[position]) {
                position &+= 1
            }
            if SegmentCodes.isBarcode(value.extracting(start..<position)) { return true }
            position &+= 1
        }
        return false
    }

    /// The placeholder of the first find with a slash in it, such as a telephone number: it takes
    /// the place of the whole value, which cannot be read segment by segment then.
    private static func slashedFinding(_ value: Span<UInt8>) -> StaticString? {
        var cursor = DetectorCursor(findsURLs: false)
        while let finding = cursor.next(in: value) {
            for index in finding.range
            where TextEscapes.length(of: UInt8(ascii: "/"), at: index, in: value) > 0 {
                return finding.kind.placeholder
            }
        }
        return nil
    }

    private static func holdsUserinfo(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where EmailDetector.atSign(value, at: index) > 0 { return true }
        return false
    }

    private static func holdsURL(_ value: Span<UInt8>) -> Bool {
        for index in value.indices {
            let colon = TextEscapes.length(of: UInt8(ascii: ":"), at: index, in: value)
            if colon > 0,
                TextEscapes.length(of: UInt8(ascii: "/"), at: index + colon, in: value) > 0
            {
                return true
            }
        }
        return false
    }

    // MARK: Mail tools

    /// `*|EMAIL|*` (Mailchimp), `{{ email }}` (Klaviyo, HubSpot), `%%email%%` (Salesforce,
    /// Emarsys), `[[email]]` (Flexmail): what the tool should have filled in.
    private static func holdsMergeTag(_ value: Span<UInt8>) -> Bool {
        var star = false
        var brace = false
        var bracket = false
        var percent: Int?
        for index in value.indices {
            if star, pair("|", "*", value, index) { return true }
            if brace, pair("}", "}", value, index) { return true }
            if bracket, pair("]", "]", value, index) { return true }
            if pair("%", "%", value, index) {
                // The marks of `%%%` are one pair.
                if let percent, index > percent &+ 1 { return true }
                percent = percent ?? index
            }
            star = star || pair("*", "|", value, index)
            brace = brace || pair("{", "{", value, index)
            bracket = bracket || pair("[", "[", value, index)
        }
        return false
    }

    /// Whether both marks stand at `offset`, each plain or encoded.
    private static func pair(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar, _ value: Span<UInt8>, _ offset: Int
    ) -> Bool {
        let length = markLength(first, value, offset)
        return length > 0 && markLength(second, value, offset &+ length) > 0
    }

    /// The length of `mark` at `offset`, plain or percent-encoded up to three times; 0 if another.
    private static func markLength(
        _ mark: Unicode.Scalar, _ value: Span<UInt8>, _ offset: Int
    ) -> Int {
        let byte = UInt8(ascii: mark)
        guard offset < value.count else { return 0 }
        if value[offset] == UInt8(ascii: "%") {
            let encoded = TextEscapes.length(of: byte, at: offset, in: value)
            if encoded > 1 || byte != UInt8(ascii: "%") { return encoded }
            if value.hasPrefix("%25", from: offset) { return 3 }
            let isEscape =
                offset &+ 2 < value.count && ASCII.isHexDigit(value[offset &+ 1])
                && ASCII.isHexDigit(value[offset &+ 2])
            return isEscape ? 0 : 1
        }
        return value[offset] == byte ? 1 : 0
    }

    /// What Mailchimp's integration writes into `utm_term`: `0_4d2bb3d5d1-9f1c2b3a4d-123456789`,
    /// list, campaign and recipient.
    private static func isRecipientTerm(_ value: Span<UInt8>) -> Bool {
        var position = 0
        while position < value.count, ASCII.isDigit(value[position]) { position &+= 1 }
        guard position > 0, position < value.count, value[position] == UInt8(ascii: "_") else {
            return false
        }
        var runs = 0
        position &+= 1
        while position < value.count {
            let start = position
            while position < value.count, ASCII.isHexDigit(value[position]) { position &+= 1 }
            guard position &- start >= 4 else { return false }
            runs &+= 1
            guard position < value.count else { break }
            guard value[position] == UInt8(ascii: "-") else { return false }
            position &+= 1
        }
        return runs >= 2
    }
}

/// What a kept value holds, noted on the way to its end.
private struct ParameterTraits {
    private(set) var isPlain = true
    private(set) var hasSlash = false
    private(set) var mayBeTag = false
    private(set) var hasBlank = false
    private var digits = 0
    private var hasCapital = false

    /// Capitals and four digits: a barcode or a Dutch postcode.
    var mayBeParcel: Bool { hasCapital && digits >= 4 }

    /// Takes the byte at `index`; `false` if the value ends before it.
    mutating func take(_ value: Span<UInt8>, at index: Int) -> Bool {
        let byte = value[index]
        if TokenDetector.isRunByte(byte) {
            if ASCII.isDigit(byte) { digits &+= 1 } else if byte &- 0x41 < 26 { hasCapital = true }
            return true
        }
        isPlain = false
        switch byte {
        case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "#"),
            UInt8(ascii: "="):
            return false
        case UInt8(ascii: "/"): hasSlash = true
        case UInt8(ascii: "%"):
            mayBeTag = true
            if ends(value, at: index) { return false }
            if TextEscapes.length(of: UInt8(ascii: "/"), at: index, in: value) > 0 {
                hasSlash = true
            }
        case UInt8(ascii: "*"), UInt8(ascii: "{"), UInt8(ascii: "["): mayBeTag = true
        default: if byte <= 0x20 { hasBlank = true }
        }
        return true
    }

    /// Whether an encoded mark stands here behind which another parameter could stand.
    private func ends(_ value: Span<UInt8>, at index: Int) -> Bool {
        func stands(_ mark: Unicode.Scalar) -> Bool {
            TextEscapes.length(of: UInt8(ascii: mark), at: index, in: value) > 0
        }
        return stands("?") || stands("&") || stands(";") || stands("#") || stands("=")
    }
}
