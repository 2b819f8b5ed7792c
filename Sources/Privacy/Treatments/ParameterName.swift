import Bytes

/// A parameter's name in the form that names are compared in.
///
/// Lower case; percent escapes resolved up to three times; an encoded question mark or `amp;` that
/// a redirector left before the name gone; `a[]` and `a[0]` are `a`, `a[k]` is `a.k`.
struct ParameterName {
    /// Longest name that is compared; a longer one is known to nobody.
    static let longest = 64
    /// Most digits of an index in brackets: a longer number may be an identifier.
    private static let indexDigits = 3

    private var bytes: [64 of UInt8] = .init(repeating: 0)
    private(set) var count = 0

    /// `nil` if the name holds bytes that no name has, or is empty or too long.
    init?(_ name: Span<UInt8>) {
        var position = 0
        if name.isEmpty { return nil }
        let mark = TextEscapes.length(of: UInt8(ascii: "?"), at: 0, in: name)
        position &+= mark
        if name.hasPrefix("amp;", from: position) { position &+= 4 }
        var bracket: Int?
        while position < name.count {
            let (byte, length) = Self.decoded(name, position)
            position &+= length
            switch byte {
            case UInt8(ascii: "["):
                guard bracket == nil, append(UInt8(ascii: ".")) else { return nil }
                bracket = count
            case UInt8(ascii: "]"):
                guard let start = bracket, closeIndex(from: start) else { return nil }
                bracket = nil
            default:
                guard ASCII.isAlphanumeric(byte) || "-_.~:".utf8.contains(byte),
                    append(ASCII.lowercased(byte))
                else { return nil }
            }
        }
        guard bracket == nil, count > 0 else { return nil }
    }

    /// The compared form as an array, for lists that are built once.
    var array: [UInt8] { (0..<count).map { bytes[$0] } }

    /// The code of the name in `table`, or 0.
    func code(in table: FoldedWords) -> UInt8 { table.code(of: bytes.span.extracting(0..<count)) }

    /// Whether the name is `other`, which is in the compared form already.
    func equals(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where bytes[index] != other[index] { return false }
        return true
    }

    private mutating func append(_ byte: UInt8) -> Bool {
        guard count < Self.longest else { return false }
        bytes[count] = byte
        count &+= 1
        return true
    }

    /// Forgets an index of digits or nothing; the dot before it too.
    private mutating func closeIndex(from start: Int) -> Bool {
        for index in start..<count where !ASCII.isDigit(bytes[index]) { return true }
        guard count &- start <= Self.indexDigits else { return false }
        count = start &- 1
        return true
    }

    private static func decoded(_ name: Span<UInt8>, _ start: Int) -> (UInt8, Int) {
        guard name[start] == UInt8(ascii: "%") else { return (name[start], 1) }
        var digits = start &+ 1
        var depth = 1
        while depth < TextEscapes.deepestEncoding, name.hasPrefix("25", from: digits) {
            digits &+= 2
            depth &+= 1
        }
        guard digits &+ 1 < name.count, let high = ASCII.hexValue(name[digits]),
            let low = ASCII.hexValue(name[digits &+ 1])
        else { return (0, 1) }
        return (high << 4 | low, digits &+ 2 &- start)
    }
}
