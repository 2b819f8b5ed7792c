import Foundation
import GRDB
@_spi(Spool) import Records

/// A row of the spool, read without trust: whoever could change the file, or a bad disk, must not be
/// able to stop the program or to put lines into a request.
enum SpooledRow {
    /// The request in a row; `nil` if it is none.
    ///
    /// The columns are those of ``SpoolSQL/columns``. Refused: other types than the table's, methods
    /// other than GET and POST, targets and values with bytes that could end a line, fields that are
    /// no whole lines.
    static func request(_ row: Row, number: Int64) -> SpooledRequest? {
        guard row.count == 12, let acceptedAt = integer(row[1]), let method = text(row[4]),
            method == "GET" || method == "POST", let target = bytes(row[5]),
            target.first == UInt8(ascii: "/"), target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let body = bytes(row[6]), let userAgent = value(row[8]),
            let language = value(row[9]), let fields = bytes(row[10]), areLines(fields),
            let gpc = integer(row[11])
        else { return nil }
        var contentType: String?
        if !isNull(row[7]) {
            guard let type = text(row[7]), type.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
            else { return nil }
            contentType = type
        }
        return SpooledRequest(
            number: number, acceptedAt: acceptedAt, tags: tags(row[2], row[3]),
            request: OutboundRequest(
                spooled: method, target: target, body: body, contentType: contentType,
                userAgent: userAgent, language: language, fields: fields,
                globalPrivacyControl: gpc != 0))
    }

    /// The tags in two columns; what is no number counts as none.
    static func tags(_ first: DatabaseValue, _ second: DatabaseValue) -> VisitorTags {
        VisitorTags(tag(first), tag(second))
    }

    // Not inlined: the optimizer of Swift 6.3.1 ends with an error when it merges the switches over
    // the storage of a value ("Found outside of lifetime use").

    @inline(never)
    private static func tag(_ value: DatabaseValue) -> VisitorTag? {
        guard case .int64(let number) = value.storage else { return nil }
        return VisitorTag(rawValue: UInt64(bitPattern: number))
    }

    @inline(never)
    static func integer(_ value: DatabaseValue) -> Int? {
        guard case .int64(let number) = value.storage else { return nil }
        return Int(number)
    }

    @inline(never)
    static func text(_ value: DatabaseValue) -> String? {
        guard case .string(let text) = value.storage else { return nil }
        return text
    }

    @inline(never)
    static func bytes(_ value: DatabaseValue) -> [UInt8]? {
        guard case .blob(let data) = value.storage else { return nil }
        return [UInt8](data)
    }

    /// A field's value.
    private static func value(_ value: DatabaseValue) -> [UInt8]? {
        guard let bytes = bytes(value),
            bytes.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) })
        else { return nil }
        return bytes
    }

    private static func isNull(_ value: DatabaseValue) -> Bool { value.isNull }

    /// Whether these are whole field lines, each with a name and its line break.
    private static func areLines(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            var hasName = false
            let start = index
            while index < bytes.count, bytes[index] != 0x0D {
                let byte = bytes[index]
                if byte == UInt8(ascii: ":"), index > start { hasName = true }
                guard byte == 0x09 || (byte >= 0x20 && byte != 0x7F),
                    hasName || byte != 0x20 && byte != 0x09
                else { return false }
                index += 1
            }
            guard hasName, index + 1 < bytes.count, bytes[index + 1] == 0x0A else { return false }
            index += 2
        }
        return true
    }
}
