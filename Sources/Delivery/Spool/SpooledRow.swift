import Bytes
import Foundation
import GRDB
@_spi(Spool) import Records
import Transport

/// A row of the spool, read without trust: whoever could change the file, or a bad disk, must not be
/// able to stop the program or to put lines into a request.
enum SpooledRow {
    /// The request in a row; `nil` if it is none.
    ///
    /// The columns are those of ``SpoolSQL/read``. Refused: other types than the table's, methods other
    /// than GET and POST, times of no clock, targets and values with bytes that could end a line,
    /// fields that are no whole lines or say anything about host, body or connection.
    static func request(_ row: Row, number: Int64) -> SpooledRequest? {
        guard row.count == 12, let acceptedAt = StoredValue.time(row[1]),
            let method = StoredValue.text(row[4]),
            method == "GET" || method == "POST", let target = StoredValue.bytes(row[5]),
            target.first == UInt8(ascii: "/"), target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let body = StoredValue.bytes(row[6]), let userAgent = value(row[8]),
            let language = value(row[9]), let fields = StoredValue.bytes(row[10]), areLines(fields),
            let gpc = StoredValue.integer(row[11])
        else { return nil }
        var contentType: String?
        if !isNull(row[7]) {
            guard let type = StoredValue.text(row[7]),
                type.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
            else { return nil }
            contentType = type
        }
        return SpooledRequest(
            number: number, acceptedAt: acceptedAt, tags: tags(row[2], row[3]),
            request: Records.OutboundRequest(
                spooled: method, target: target, body: body, contentType: contentType,
                userAgent: userAgent, language: language, fields: fields,
                globalPrivacyControl: gpc != 0))
    }

    /// The bytes that a row is counted with, within what a row can have.
    static func size(_ value: DatabaseValue) -> Int {
        min(max(0, StoredValue.integer(value) ?? 0), SpoolLimits.largestRow)
    }

    /// The tags in two columns; what is no number counts as none.
    static func tags(_ first: DatabaseValue, _ second: DatabaseValue) -> VisitorTags {
        VisitorTags(tag(first), tag(second))
    }

    private static func tag(_ value: DatabaseValue) -> VisitorTag? {
        StoredValue.integer(value).flatMap {
            VisitorTag(rawValue: UInt64(bitPattern: Int64($0)))
        }
    }

    /// A field's value.
    private static func value(_ value: DatabaseValue) -> [UInt8]? {
        guard let bytes = StoredValue.bytes(value),
            bytes.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) })
        else { return nil }
        return bytes
    }

    private static func isNull(_ value: DatabaseValue) -> Bool { value.isNull }

    /// Whether these are whole field lines that leave the request one request: our own parser says so,
    /// which takes no second length, coding or host, and no name that others might read as one.
    private static func areLines(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        var text = ByteBuffer(capacity: bytes.count + 64)
        text.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n")
        text.append(bytes)
        text.append("\r\n")
        var limits = HTTPLimits()
        limits.maximumHeadBytes = text.count
        var parser = RequestParser(limits: limits)
        var head = RequestHead()
        return parser.parse(text.span, into: &head) == .complete && head.headLength == text.count
            && head.framing == .length(1) && head.keepAlive && !head.expectsContinue
    }
}
