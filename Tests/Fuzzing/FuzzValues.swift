import Bytes
import Foundation
import GRDB

/// Values of every type, made from bytes: a type, a length where there is one, and the content.
struct FuzzValues {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: Span<UInt8>) { self.bytes = bytes.array }

    mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    private mutating func content() -> [UInt8] {
        let length = Int(byte() ?? 0)
        let end = min(position + length, bytes.count)
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// The next value, and how it stands in a statement.
    mutating func next(usual: DatabaseValue) -> (sql: String, value: DatabaseValue) {
        let type = byte() ?? 0xFF
        switch type & 0xF {
        case 0: return ("?", .null)
        case 1: return ("?", Int64(byte() ?? 0).databaseValue)
        case 2:
            let number = content().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return ("?", Int64(bitPattern: number).databaseValue)
        case 3: return ("?", (Double(byte() ?? 0) / 3).databaseValue)
        case 4: return ("?", Data(content()).databaseValue)
        // Text that need not be UTF-8.
        case 5: return ("CAST(? AS TEXT)", Data(content()).databaseValue)
        case 6: return ("?", (type & 0x80 == 0 ? Int64.min : .max).databaseValue)
        case 7: return ("?", (type & 0x80 == 0 ? Double.infinity : 1e300).databaseValue)
        case 8:
            // Nearly the usual one.
            let text = content()
            if case .blob(let data) = usual.storage { return ("?", (data + text).databaseValue) }
            if case .string(let string) = usual.storage {
                return ("CAST(? AS TEXT)", (Data(string.utf8) + text).databaseValue)
            }
            return ("?", usual)
        default: return ("?", usual)
        }
    }
}
