import Bytes

/// Goes through the elements of one field `Forwarded` (RFC 7239 4).
///
/// ```
/// forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
/// forwarded-pair    = token "=" ( token / quoted-string )
/// ```
///
/// Of an element only the value of `for` is given, out of its quotation marks. A value with a
/// backslash in it names no address, because no address needs one.
///
/// Unlike in the RFC a quoted value with a comma, escaped or not, breaks the grammar: no address, host
/// or protocol has one. Between a quotation mark that a client left open and the first one that a
/// proxy wrote, the proxy's comma would be in such a value, and what stands in the proxy's own marks,
/// a host that the client chose for instance, would be read as elements.
struct ForwardedElements {
    enum Step: Equatable {
        /// An element, and where the value of its `for` stands; `nil` without one that can be read.
        case element(node: Range<Int>?)
        /// The grammar is broken; what follows has no meaning.
        case malformed
        case end
    }

    private var position = 0
    private var isDone = false

    mutating func next(in field: Span<UInt8>) -> Step {
        guard !isDone else { return .end }
        var node: Range<Int>?
        var hasNode = false
        while true {
            skipBlanks(in: field)
            if position < field.count, ASCII.isToken(field[position]) {
                guard let pair = pair(in: field) else { return fail() }
                if field.extracting(pair.name).equalsIgnoringCase("for") {
                    // Each parameter once at most (RFC 7239 4).
                    guard !hasNode else { return fail() }
                    hasNode = true
                    node = pair.value
                }
                skipBlanks(in: field)
            }
            guard position < field.count else {
                isDone = true
                return .element(node: node)
            }
            let byte = field[position]
            position += 1
            if byte == UInt8(ascii: ",") { return .element(node: node) }
            guard byte == UInt8(ascii: ";") else { return fail() }
        }
    }

    private mutating func fail() -> Step {
        isDone = true
        return .malformed
    }

    /// A pair; its value is `nil` if it is quoted and has a backslash.
    private mutating func pair(
        in field: Span<UInt8>
    ) -> (name: Range<Int>, value: Range<Int>?)? {
        let name = token(in: field)
        guard position < field.count, field[position] == UInt8(ascii: "=") else { return nil }
        position += 1
        guard position < field.count else { return nil }
        guard field[position] == UInt8(ascii: "\"") else {
            let value = token(in: field)
            return value.isEmpty ? nil : (name, value)
        }
        position += 1
        let start = position
        var hasEscape = false
        while position < field.count {
            let byte = field[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                return (name, hasEscape ? nil : start..<(position - 1))
            }
            if byte == UInt8(ascii: ",") { return nil }
            if byte == UInt8(ascii: "\\") {
                hasEscape = true
                guard position < field.count, field[position] != UInt8(ascii: ",") else {
                    return nil
                }
                position += 1
            }
        }
        return nil
    }

    private mutating func token(in field: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < field.count, ASCII.isToken(field[position]) { position += 1 }
        return start..<position
    }

    private mutating func skipBlanks(in field: Span<UInt8>) {
        while position < field.count, field[position] == 0x20 || field[position] == 0x09 {
            position += 1
        }
    }
}
