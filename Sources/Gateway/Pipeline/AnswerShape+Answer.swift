import Privacy
import Transport

extension AnswerShape {
    /// The answer that the vendor's own client expects.
    ///
    /// It never sets a cookie, and it is the same whether the event was sent, counted or dropped.
    var answer: Answer {
        switch self {
        case .noContent:
            Answer(status: 204, fields: Self.fields(type: nil))
        case .pixel:
            Answer(
                status: 200, fields: Self.fields(type: "image/gif"), body: Self.transparentPixel)
        case .json(let status, let text):
            Answer(
                status: status, fields: Self.fields(type: "application/json"),
                body: Array(text.utf8))
        case .text(let status, let text):
            Answer(
                status: status, fields: Self.fields(type: "text/plain"), body: Array(text.utf8))
        }
    }

    /// Nothing of it is kept or taken for something else, and pages that isolate themselves from
    /// other origins may still load it (HTML Standard, cross-origin embedder policy).
    private static func fields(type: String?) -> [UInt8] {
        Array(
            """
            \(type.map { "Content-Type: \($0)\r\n" } ?? "")Cache-Control: no-store\r
            X-Content-Type-Options: nosniff\r
            Cross-Origin-Resource-Policy: cross-origin\r
            Vary: Origin\r

            """.utf8)
    }

    /// A transparent GIF of one pixel (GIF89a).
    private static let transparentPixel: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
        0x00, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00,
        0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3B,
    ]
}
