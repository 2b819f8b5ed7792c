/// One component of a pattern that we expand ourselves, as a shell would: `*`, `?` and `[a-z]`.
///
/// A backslash takes the special meaning from what follows it. Bytes are compared, so `?` is one byte
/// of a character that has several.
struct Glob {
    private enum Part {
        case literal(UInt8)
        case any
        case anyRun
        case oneOf([ClosedRange<UInt8>], isNegated: Bool)
    }

    private var parts: [Part] = []
    /// What the component is when nothing in it is special.
    private(set) var literal: String?
    private let showsHidden: Bool

    init(_ component: String) {
        let bytes = Path.bytes(component)
        showsHidden = bytes.first == UInt8(ascii: ".")
        var plain: [UInt8]? = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "*"):
                parts.append(.anyRun)
                plain = nil
            case UInt8(ascii: "?"):
                parts.append(.any)
                plain = nil
            case UInt8(ascii: "["):
                if let (part, end) = Self.list(bytes, from: position) {
                    parts.append(part)
                    position = end
                    plain = nil
                } else {
                    parts.append(.literal(byte))
                    plain?.append(byte)
                }
            default:
                var byte = byte
                if byte == UInt8(ascii: "\\"), position < bytes.count {
                    byte = bytes[position]
                    position += 1
                }
                parts.append(.literal(byte))
                plain?.append(byte)
            }
        }
        literal = plain.map { Path.named($0) }
    }

    /// Whether a path has a character that makes it a pattern.
    static func isPattern(_ path: String) -> Bool {
        path.utf8.contains { "*?[".utf8.contains($0) }
    }

    /// A list in brackets that begins at `start`, and the offset behind it; `nil` without an end.
    private static func list(_ bytes: [UInt8], from start: Int) -> (part: Part, end: Int)? {
        var position = start
        let isNegated =
            position < bytes.count && "!^".utf8.contains(bytes[position])
        if isNegated { position += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        while position < bytes.count {
            // A bracket in the first place is one of the list.
            if bytes[position] == UInt8(ascii: "]"), !ranges.isEmpty {
                return (.oneOf(ranges, isNegated: isNegated), position + 1)
            }
            let low = bytes[position]
            var high = low
            position += 1
            if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "-"),
                bytes[position + 1] != UInt8(ascii: "]")
            {
                high = bytes[position + 1]
                position += 2
            }
            ranges.append(min(low, high)...max(low, high))
        }
        return nil
    }

    /// Whether the whole of `name` fits; a hidden name fits only a component that begins with a dot.
    ///
    /// Takes time in proportion to both lengths multiplied, whatever the pattern.
    func matches(_ name: String) -> Bool {
        let bytes = Path.bytes(name)
        if bytes.first == UInt8(ascii: "."), !showsHidden { return false }
        var position = 0
        var part = 0
        var retry: (part: Int, position: Int)?
        while position < bytes.count {
            if part < parts.count, case .anyRun = parts[part] {
                part += 1
                retry = (part, position)
            } else if part < parts.count, Self.fits(bytes[position], parts[part]) {
                part += 1
                position += 1
            } else if let last = retry {
                part = last.part
                position = last.position + 1
                retry = (part, position)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .anyRun = $0 { true } else { false } }
    }

    private static func fits(_ byte: UInt8, _ part: Part) -> Bool {
        switch part {
        case .literal(let wanted): byte == wanted
        case .any: true
        case .anyRun: false
        case .oneOf(let ranges, let isNegated):
            ranges.contains { $0.contains(byte) } != isNegated
        }
    }
}
