/// A strict reader of one JSON text (RFC 8259), one token per call.
///
/// Invariants:
/// 1. `position` is where the next token is looked for; a fault does not move it past the offending
///    token, so that every later call ends in a fault too.
/// 2. Bit `n` of `objects` says whether the container at depth `n` is an object, for `n < depth`.
/// 3. `depth <= depthLimit <= maximumDepth`.
///
/// Refused: everything RFC 8259 does not allow, a byte order mark, and deep nesting. Repeated names
/// are passed on. Nothing is allocated.
package struct JSONCursor: Sendable {
    /// Nesting that real events stay far below; who nests deeper pays with a refused record.
    package static let defaultDepthLimit = 64
    /// What `objects` has bits for.
    package static let maximumDepth = 256

    private enum Expectation {
        case value
        case firstElement
        case firstName
        case name
        case separator
        case end
    }

    /// The offset after the last token, white space and colons included.
    package private(set) var position = 0
    /// The number of open objects and arrays.
    package private(set) var depth = 0
    /// Whether the name or string that was read last holds escapes; without, it is its own text.
    package private(set) var hasEscapes = false
    private let depthLimit: Int
    private var objects: [4 of UInt64] = .init(repeating: 0)
    private var expectation = Expectation.value

    /// Creates a cursor at the start of a text; `depthLimit` above ``maximumDepth`` is lowered to
    /// it.
    package init(depthLimit: Int = Self.defaultDepthLimit) {
        self.depthLimit = min(max(depthLimit, 0), Self.maximumDepth)
    }

    /// The next token, or `nil` after the value and the white space behind it.
    package mutating func next(in input: Span<UInt8>) throws(JSONFault) -> JSONToken? {
        skipWhitespace(in: input)
        if expectation == .separator {
            let byte = try byte(at: position, in: input)
            guard byte == UInt8(ascii: ",") else { return try close(with: byte) }
            position += 1
            skipWhitespace(in: input)
            expectation = isInObject ? .name : .value
        }
        switch expectation {
        case .end:
            guard position == input.count else { throw JSONFault(.trailingBytes, at: position) }
            return nil
        case .firstName:
            let byte = try byte(at: position, in: input)
            return byte == UInt8(ascii: "}") ? try close(with: byte) : try readName(in: input)
        case .name, .separator:
            return try readName(in: input)
        case .firstElement:
            let byte = try byte(at: position, in: input)
            return byte == UInt8(ascii: "]") ? try close(with: byte) : try readValue(in: input)
        case .value:
            return try readValue(in: input)
        }
    }

    /// Passes over the next value, containers whole, and returns its range.
    ///
    /// For a value whose name says that nobody needs it. Called where a value must follow, that is
    /// after a name or at the start; in an array `nil` means that the array ended.
    package mutating func skipValue(in input: Span<UInt8>) throws(JSONFault) -> Range<Int>? {
        let outer = depth
        switch try next(in: input) {
        case .string(let range), .number(let range), .literal(let range), .name(let range):
            return range
        case .beginObject, .beginArray:
            let start = position - 1
            while depth > outer { _ = try next(in: input) }
            return start..<position
        case .endObject, .endArray, nil:
            return nil
        }
    }

    // MARK: Structure

    private var isInObject: Bool {
        depth > 0 && objects[(depth - 1) >> 6] &>> UInt64((depth - 1) & 63) & 1 == 1
    }

    private mutating func open(object: Bool) throws(JSONFault) {
        guard depth < depthLimit else { throw JSONFault(.tooDeep, at: position) }
        let bit: UInt64 = 1 &<< UInt64(depth & 63)
        if object { objects[depth >> 6] |= bit } else { objects[depth >> 6] &= ~bit }
        depth += 1
        position += 1
        expectation = object ? .firstName : .firstElement
    }

    private mutating func close(with byte: UInt8) throws(JSONFault) -> JSONToken {
        guard byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            throw JSONFault(.unexpectedByte, at: position)
        }
        let token: JSONToken = isInObject ? .endObject : .endArray
        depth -= 1
        position += 1
        expectValueEnd()
        return token
    }

    private mutating func expectValueEnd() { expectation = depth == 0 ? .end : .separator }

    private mutating func readName(in input: Span<UInt8>) throws(JSONFault) -> JSONToken {
        guard try byte(at: position, in: input) == UInt8(ascii: "\"") else {
            throw JSONFault(.unexpectedByte, at: position)
        }
        let range =
            position..<(try JSONLexer.endOfString(
                at: position, in: input, hasEscapes: &hasEscapes))
        let colon = JSONLexer.endOfWhitespace(at: range.upperBound, in: input)
        guard try byte(at: colon, in: input) == UInt8(ascii: ":") else {
            throw JSONFault(.unexpectedByte, at: colon)
        }
        position = colon + 1
        expectation = .value
        return .name(range)
    }

    private mutating func readValue(in input: Span<UInt8>) throws(JSONFault) -> JSONToken {
        let start = position
        let token: JSONToken
        switch try byte(at: start, in: input) {
        case UInt8(ascii: "{"):
            try open(object: true)
            return .beginObject
        case UInt8(ascii: "["):
            try open(object: false)
            return .beginArray
        case UInt8(ascii: "\""):
            position = try JSONLexer.endOfString(at: start, in: input, hasEscapes: &hasEscapes)
            token = .string(start..<position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            position = try JSONLexer.endOfNumber(at: start, in: input)
            token = .number(start..<position)
        case UInt8(ascii: "t"):
            position = try JSONLexer.endOfLiteral("true", at: start, in: input)
            token = .literal(start..<position)
        case UInt8(ascii: "f"):
            position = try JSONLexer.endOfLiteral("false", at: start, in: input)
            token = .literal(start..<position)
        case UInt8(ascii: "n"):
            position = try JSONLexer.endOfLiteral("null", at: start, in: input)
            token = .literal(start..<position)
        default:
            throw JSONFault(.unexpectedByte, at: start)
        }
        expectValueEnd()
        return token
    }

    // MARK: Bytes

    private func byte(at offset: Int, in input: Span<UInt8>) throws(JSONFault) -> UInt8 {
        guard offset < input.count else { throw JSONFault(.unexpectedEnd, at: input.count) }
        return input[offset]
    }

    private mutating func skipWhitespace(in input: Span<UInt8>) {
        position = JSONLexer.endOfWhitespace(at: position, in: input)
    }
}
