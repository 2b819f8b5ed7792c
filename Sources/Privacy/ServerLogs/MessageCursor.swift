import Bytes

/// Finds in a message what only its wording gives away: user names, values behind their names, the
/// arguments of stack frames, names of hosts before their addresses.
///
/// What is no find is left to the detectors.
///
/// Invariants:
/// 1. Finds come in order and do not overlap.
/// 2. Each step moves `position` on, so a walk ends.
/// 3. Nothing before `taken` belongs to a find that is still to come.
struct MessageCursor {
    /// One find: where, and what becomes of it.
    struct Find {
        let range: Range<Int>
        let meaning: Meaning
    }

    enum Meaning {
        /// A value that the format's map names.
        case value(FieldRule)
        /// Somebody's account.
        case user
        /// An identifier of one message or session.
        case token
        /// The name of a machine, or what it calls itself.
        case host
        /// Text that a person wrote, or the arguments of a function.
        case text
        /// A text in a statement of SQL.
        case literal
        /// A number in a statement of SQL.
        case number
    }

    private(set) var position = 0
    /// The end of the last find.
    private var taken = 0
    /// Whether the rest of the text is, or ends with, a statement of SQL.
    private var isStatement: Bool

    init(isStatement: Bool = false) { self.isStatement = isStatement }

    /// The next find, or `nil` at the end.
    mutating func next(in text: Span<UInt8>, values: MessageValues) -> Find? {
        if position == 0, let find = MessagePhrases.opening(text) { return take(find) }
        while position < text.count {
            let byte = text[position]
            if Self.isWordByte(byte) {
                let start = position
                let end = Self.wordEnd(text, from: start)
                position = end
                if isStatement {
                    if let number = MessageStatements.number(text, start..<end) {
                        return take(Find(range: number, meaning: .number))
                    }
                } else if MessageStatements.begins(text, start..<end) {
                    isStatement = true
                }
                if let find = word(start..<end, in: text, values) { return take(find) }
                continue
            }
            if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "("),
                let name = MessagePhrases.enclosedName(text, at: position)
            {
                return take(Find(range: name, meaning: .token))
            }
            if byte == UInt8(ascii: "["), let find = bracket(in: text, values) { return take(find) }
            if byte == UInt8(ascii: "["), let find = markedHost(in: text) { return take(find) }
            if isStatement, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let literal = MessageStatements.literal(text, at: position)
                position = min(literal.upperBound + 1, text.count)
                if !literal.isEmpty {
                    taken = literal.upperBound
                    return Find(range: literal, meaning: .literal)
                }
                continue
            }
            if byte == UInt8(ascii: "#"), let frame = MessageFrames.numbered(text, at: position) {
                return take(Find(range: frame, meaning: .text))
            }
            position &+= 1
        }
        return nil
    }

    private mutating func take(_ find: Find) -> Find {
        position = max(position, find.range.upperBound)
        taken = find.range.upperBound
        return find
    }

    // MARK: Words

    private func word(
        _ word: Range<Int>, in text: Span<UInt8>, _ values: MessageValues
    ) -> Find? {
        let end = word.upperBound
        let follows = end < text.count ? text[end] : 0
        if follows == UInt8(ascii: "=") {
            let name = text.extracting(word)
            guard let rule = values.rule(for: name) else {
                guard let meaning = MessagePhrases.meaning(of: name) else { return nil }
                return MessageExtent.value(text, from: end + 1).map {
                    Find(range: $0, meaning: meaning)
                }
            }
            let isLast = name.equals("sasl_username") || name.equals("COMMAND")
            return MessageExtent.value(text, from: end + 1, isLast: isLast).map {
                Find(range: $0, meaning: .value(rule))
            }
        }
        if follows == UInt8(ascii: "["), MessageExtent.holdsAddress(text, bracketAt: end) {
            let name = whole(word, in: text)
            return isUnnamed(text.extracting(name)) ? nil : Find(range: name, meaning: .host)
        }
        if follows == UInt8(ascii: " "), end + 1 < text.count, text[end + 1] == UInt8(ascii: "["),
            isQualified(text.extracting(word)),
            MessageExtent.holdsAddress(text, bracketAt: end + 1)
        {
            return Find(range: whole(word, in: text), meaning: .host)
        }
        if text.hasPrefix(" Saved", from: end) || text.hasPrefix(": msgid=", from: end) {
            return Find(range: whole(word, in: text), meaning: .token)
        }
        return MessagePhrases.match(text, word: word)
    }

    /// The word with what stands glued before it, so that no find cuts an e-mail address or an IPv6
    /// address in two.
    ///
    /// A name and its equals sign stay, unless an `@` follows: `bounce+a=b@c` is one address.
    private func whole(_ word: Range<Int>, in text: Span<UInt8>) -> Range<Int> {
        var start = word.lowerBound
        var isMail = false
        while start > taken {
            let byte = text[start - 1]
            switch byte {
            case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
                UInt8(ascii: ";"), UInt8(ascii: "\""):
                return start..<word.upperBound
            case UInt8(ascii: "="), UInt8(ascii: "/"):
                if !isMail { return start..<word.upperBound }
            case UInt8(ascii: "'"):
                // An apostrophe stands behind a letter, a quote does not.
                guard start - 1 > taken, Self.isWordByte(text[start - 2]) else {
                    return start..<word.upperBound
                }
            case UInt8(ascii: "@"): isMail = true
            default: break
            }
            start -= 1
        }
        return start..<word.upperBound
    }

    /// A name before an address in brackets that ends with a mark: `jan@[198.51.100.23]`.
    private func markedHost(in text: Span<UInt8>) -> Find? {
        guard position > taken else { return nil }
        switch text[position - 1] {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "%"): break
        default: return nil
        }
        guard MessageExtent.holdsAddress(text, bracketAt: position) else { return nil }
        let name = whole(position..<position, in: text)
        for index in name where Self.isWordByte(text[index]) {
            return Find(range: name, meaning: .host)
        }
        return nil
    }

    /// What mail servers write for a host without a name.
    private func isUnnamed(_ name: Span<UInt8>) -> Bool {
        name.equals("unknown") || name.equals("localhost")
    }

    private func isQualified(_ name: Span<UInt8>) -> Bool {
        name.firstOffset(of: UInt8(ascii: ".")) != nil && ASCII.isLetter(name[name.count - 1])
    }

    // MARK: Brackets

    /// `[uri "/checkout"]`.
    private func bracket(in text: Span<UInt8>, _ values: MessageValues) -> Find? {
        let start = position + 1
        let end = Self.wordEnd(text, from: start)
        guard end > start, text.hasPrefix(" \"", from: end),
            let rule = values.rule(for: text.extracting(start..<end))
        else { return nil }
        // The client may have put a quote in; only the one before the bracket is the last.
        var close = end + 2
        while close < text.count, !text.hasPrefix("\"]", from: close) { close += 1 }
        return Find(range: end + 2..<close, meaning: .value(rule))
    }

    // MARK: Bytes

    /// The end of the word at `start`, without dots and dashes at its end.
    static func wordEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count {
            let byte = text[end]
            guard
                isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            else { break }
            end += 1
        }
        while end > start, !isWordByte(text[end - 1]) { end -= 1 }
        return end
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}

/// What the values that a message names are about.
final class MessageValues: Sendable {
    private let map: CompiledMap
    private let isEmpty: Bool
    private let unknown: FieldRule

    /// No names.
    static let none = MessageValues([], profile: Profile(name: "", events: [:]))

    init(_ values: [FieldDefinition], profile: Profile) {
        map = CompiledMap(logColumns: values, profile: profile)
        isEmpty = values.isEmpty
        unknown = FieldRule(kind: .unknown, treatment: profile.logTreatment(of: .unknown))
    }

    /// The rule for a value by its name; `nil` if the format does not know it.
    func rule(for name: Span<UInt8>) -> FieldRule? {
        guard !isEmpty else { return nil }
        let rule = map.rule(for: name)
        return rule.kind == .unknown ? nil : rule
    }

    /// The rule for a value by its name; that of the unknown if the format does not know it.
    func anyRule(for name: Span<UInt8>) -> FieldRule { rule(for: name) ?? unknown }
}
