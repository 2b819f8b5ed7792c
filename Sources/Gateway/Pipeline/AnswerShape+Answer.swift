import Privacy
import Transport

extension AnswerShape {
    /// The answer that the vendor's own client expects.
    ///
    /// It never sets a cookie, and it is the same whether the event was sent, counted or dropped.
    var answer: Answer {
        switch self {
        case .noContent:
            Answer(status: 204, fields: "Cache-Control: no-store\r\n")
        case .pixel:
            Answer(
                status: 200,
                fields: Array("Content-Type: image/gif\r\nCache-Control: no-store\r\n".utf8),
                body: Self.transparentPixel)
        case .json(let status, let text):
            Self.answer(status, text, type: "application/json")
        case .text(let status, let text):
            Self.answer(status, text, type: "text/plain")
        }
    }

    private static func answer(_ status: Int, _ text: String, type: String) -> Answer {
        Answer(
            status: status,
            fields: Array("Content-Type: \(type)\r\nCache-Control: no-store\r\n".utf8),
            body: Array(text.utf8))
    }

    /// A transparent GIF of one pixel (GIF89a).
    private static let transparentPixel: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
        0x00, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00,
        0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3B,
    ]
}
