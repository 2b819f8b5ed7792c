import Bytes
import Transport

/// An answer of the endpoint, and what has to happen before it is sent.
struct ConsentReply {
    var status: Int
    /// Whole lines, each ending in CRLF.
    var fields: [UInt8]
    var body: [UInt8]
    /// What was refused; the answer waits until it is done.
    var withdrawal: ConsentWithdrawal?

    init(_ status: Int, _ fields: consuming ByteBuffer, body: [UInt8] = []) {
        self.status = status
        self.fields = fields.span.array
        self.body = body
    }

    var answer: Answer { Answer(status: status, fields: fields, body: body) }

    // MARK: Fields

    /// What every answer has: it is one visitor's own, and it is what it says it is.
    ///
    /// `same-origin` and not `no-referrer` as referrer policy: under the latter a browser sends a
    /// page's own form with `Origin: null`, which cannot be told from a stranger's. Other sites
    /// learn no more by it.
    static func appendCommon(to fields: inout ByteBuffer) {
        fields.append(
            """
            Cache-Control: no-store\r
            Referrer-Policy: same-origin\r
            X-Content-Type-Options: nosniff\r
            Cross-Origin-Resource-Policy: same-origin\r

            """)
    }

    /// What a page has besides: it loads nothing, runs nothing and stands in no frame.
    static func appendPage(_ language: ConsentLanguage, to fields: inout ByteBuffer) {
        fields.append(
            """
            Content-Type: text/html; charset=utf-8\r
            Content-Security-Policy: default-src 'none'; style-src 'sha256-
            """)
        fields.append(ConsentStylesheet.digest)
        fields.append(
            """
            '; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r
            Content-Language: \

            """)
        fields.append(language.code)
        fields.append("\r\n")
    }
}
