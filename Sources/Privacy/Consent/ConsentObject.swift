import Bytes
import Consent
import Decoding

/// An object of an event that holds the visitor's choice: read, and written anew lower.
///
/// Only words that the vendor's map knows are read, and only they leave: a category under a name of
/// the sender's own is as good a hiding place as any.
enum ConsentObject {
    /// Categories in one object; platforms have three to thirty, the sender pays for more.
    static let mostMembers = 256
    /// Nesting inside the object, which has none.
    private static let depthLimit = 8

    /// Reads an object into purposes that are granted and refused.
    ///
    /// Throws for a text that is no JSON object, or too large a one.
    static func read(
        _ text: Span<UInt8>, as field: CompiledConsentField
    ) throws(JSONFault) -> ConsentStates {
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        try visit(text, field) { (_, word, value) in
            let state = state(of: value)
            guard let purposes = field.purposes(of: word) else { return }
            if state == .granted { granted.formUnion(purposes) }
            if state == .denied { denied.formUnion(purposes) }
        }
        return ConsentStates(granted: granted, denied: denied)
    }

    /// Appends the object with nothing in it that the decision does not cover.
    ///
    /// A category that is not covered is written as refused: left out it would count as a yes for
    /// some. Returns `false` for what is no such object.
    static func lower(
        _ text: Span<UInt8>, as field: CompiledConsentField, to decision: ConsentStates,
        into output: inout ByteBuffer
    ) -> Bool {
        guard let lists = field.lists else {
            return lowerMembers(text, field, decision, into: &output)
        }
        // What is not covered moves from one list to the other, whichever comes first, so both are
        // written by themselves.
        output.append("{")
        do { try appendKept(text, field, lists, into: &output) } catch { return false }
        JSONString.encode(lists.granted.span, into: &output)
        output.append(":[")
        guard lowerList(text, field, decision, isGranted: true, into: &output) else { return false }
        output.append("],")
        JSONString.encode(lists.denied.span, into: &output)
        output.append(":[")
        guard lowerList(text, field, decision, isGranted: false, into: &output) else {
            return false
        }
        output.append("]}")
        return true
    }

    // MARK: Writing

    private static func lowerMembers(
        _ text: Span<UInt8>, _ field: CompiledConsentField, _ decision: ConsentStates,
        into output: inout ByteBuffer
    ) -> Bool {
        output.append("{")
        var isFirst = true
        do {
            try visit(text, field) { (written, word, value) in
                guard let purposes = field.purposes(of: word) else { return }
                if !isFirst { output.append(",") }
                isFirst = false
                output.append(text, written)
                output.append(":")
                let isCovered = decision.covers(purposes)
                switch state(of: value) {
                case .denied: output.append(value)
                case .granted where isCovered: output.append(value)
                default: output.append(refusal(insteadOf: value))
                }
            }
        } catch {
            return false
        }
        output.append("}")
        return true
    }

    /// Writes further members whose text the map knows, each with a comma.
    private static func appendKept(
        _ text: Span<UInt8>, _ field: CompiledConsentField, _ lists: CompiledConsentField.Lists,
        into output: inout ByteBuffer
    ) throws(JSONFault) {
        var cursor = JSONCursor(depthLimit: depthLimit)
        guard case .beginObject = try cursor.next(in: text) else {
            throw JSONFault(.unexpectedByte, at: 0)
        }
        while case .name(let name) = try cursor.next(in: text) {
            let word = text.extracting(name.lowerBound + 1..<name.upperBound - 1)
            let isList =
                word.equalsIgnoringCase(lists.granted.span)
                || word.equalsIgnoringCase(lists.denied.span)
            guard let value = try cursor.skipValue(in: text), !isList, value.count > 2,
                TokenShape.isOwnName(word),
                field.keeps(text.extracting(value.lowerBound + 1..<value.upperBound - 1))
            else { continue }
            output.append(text, name)
            output.append(":")
            output.append(text, value)
            output.append(",")
        }
    }

    /// Writes those categories of both lists that belong into one of them.
    private static func lowerList(
        _ text: Span<UInt8>, _ field: CompiledConsentField, _ decision: ConsentStates,
        isGranted: Bool, into output: inout ByteBuffer
    ) -> Bool {
        var isFirst = true
        do {
            try visit(text, field) { (written, word, value) in
                if let purposes = field.purposes(of: word) {
                    let stays = state(of: value) == .granted && decision.covers(purposes)
                    guard stays == isGranted else { return }
                } else {
                    // A refusal stays one although nobody here knows of what.
                    guard !isGranted, TokenShape.isOwnName(word), !EncodedText.hidesText(word)
                    else { return }
                }
                if !isFirst { output.append(",") }
                isFirst = false
                output.append(text, written)
            }
        } catch {
            return false
        }
        return true
    }

    // MARK: Reading

    /// Calls with every category: its written range with quotes, its text, and the value that is said
    /// of it, `true` or `false` where it stands in a list.
    private static func visit(
        _ text: Span<UInt8>, _ field: CompiledConsentField,
        _ body: (Range<Int>, Span<UInt8>, Span<UInt8>) -> Void
    ) throws(JSONFault) {
        var cursor = JSONCursor(depthLimit: depthLimit)
        guard case .beginObject = try cursor.next(in: text) else {
            throw JSONFault(.unexpectedByte, at: 0)
        }
        var members = 0
        let yes = granted.span
        let no = denied.span
        var plain = ByteBuffer()
        var element = ByteBuffer()
        while case .name(let name) = try cursor.next(in: text) {
            try count(&members, at: name.lowerBound)
            let isPlain = !cursor.hasEscapes
            let inside = text.extracting(name.lowerBound + 1..<name.upperBound - 1)
            plain.removeAll()
            if !isPlain { JSONString.decode(inside, into: &plain) }
            guard let lists = field.lists else {
                let range = try cursor.skipValue(in: text) ?? 0..<0
                body(
                    name, plain.decoded(inside, isPlain: isPlain),
                    text.extracting(range))
                continue
            }
            let word = plain.decoded(inside, isPlain: isPlain)
            let isGranted = word.equalsIgnoringCase(lists.granted.span)
            guard isGranted || word.equalsIgnoringCase(lists.denied.span) else {
                _ = try cursor.skipValue(in: text)
                continue
            }
            guard case .beginArray = try cursor.next(in: text) else {
                throw JSONFault(.unexpectedByte, at: cursor.position)
            }
            while let token = try cursor.next(in: text), token != .endArray {
                guard case .string(let range) = token else {
                    throw JSONFault(.unexpectedByte, at: cursor.position)
                }
                try count(&members, at: range.lowerBound)
                let isPlain = !cursor.hasEscapes
                let inside = text.extracting(range.lowerBound + 1..<range.upperBound - 1)
                element.removeAll()
                if !isPlain { JSONString.decode(inside, into: &element) }
                body(
                    range, element.decoded(inside, isPlain: isPlain),
                    isGranted ? yes : no)
            }
        }
        guard try cursor.next(in: text) == nil else {
            throw JSONFault(.trailingBytes, at: cursor.position)
        }
    }

    private static func count(_ members: inout Int, at offset: Int) throws(JSONFault) {
        members += 1
        guard members <= mostMembers else { throw JSONFault(.tooDeep, at: offset) }
    }

    private static let granted = Array("true".utf8)
    private static let denied = Array("false".utf8)

    private static func state(of value: Span<UInt8>) -> ConsentState {
        if isWord(value, "true") || isWord(value, "1") || isWord(value, "granted") {
            return .granted
        }
        return isWord(value, "false") || isWord(value, "0") || isWord(value, "denied")
            ? .denied : .unknown
    }

    /// A refusal written as the sender writes its answers.
    private static func refusal(insteadOf value: Span<UInt8>) -> StaticString {
        guard let first = value.indices.first else { return "false" }
        switch value[first] {
        case UInt8(ascii: "1"): return "0"
        case UInt8(ascii: "\""):
            if isWord(value, "true") { return "\"false\"" }
            return isWord(value, "1") ? "\"0\"" : "\"denied\""
        default: return "false"
        }
    }

    /// Whether a value is a word, in quotes or not.
    private static func isWord(_ value: Span<UInt8>, _ word: StaticString) -> Bool {
        if value.equals(word) { return true }
        guard value.count >= 2, value[0] == UInt8(ascii: "\"") else { return false }
        return value.extracting(1..<value.count - 1).equalsIgnoringCase(word)
    }
}
