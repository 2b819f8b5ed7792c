import Bytes
import Testing
import Transport

/// The known shapes of request smuggling: each must be refused at the head or in the body.
@Suite struct SmugglingTests {
    /// Header lines of a POST that two programs may frame differently.
    static let heads: [(fields: String, code: HTTPFault.Code)] = [
        // Both framings, in both orders.
        ("Content-Length: 6\r\nTransfer-Encoding: chunked", .lengthAndTransferEncoding),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4", .lengthAndTransferEncoding),
        ("Content-Length: 0\r\nTransfer-Encoding: chunked", .lengthAndTransferEncoding),
        ("content-length: 6\r\ntransfer-encoding: chunked", .lengthAndTransferEncoding),
        ("Transfer-Encoding: identity\r\nContent-Length: 4", .lengthAndTransferEncoding),
        ("Transfer-Encoding: xchunked\r\nContent-Length: 4", .lengthAndTransferEncoding),
        ("Transfer-Encoding:\r\nContent-Length: 4", .lengthAndTransferEncoding),
        // Obfuscated Transfer-Encoding.
        ("Transfer-Encoding: xchunked", .transferCoding),
        ("Transfer-Encoding: chunkedx", .transferCoding),
        ("Transfer-Encoding: chunke", .transferCoding),
        ("Transfer-Encoding: identity", .transferCoding),
        ("Transfer-Encoding: gzip", .transferCoding),
        ("Transfer-Encoding: gzip, chunked", .transferCoding),
        ("Transfer-Encoding: chunked, identity", .transferCoding),
        ("Transfer-Encoding: identity, chunked", .transferCoding),
        ("Transfer-Encoding: chunked, chunked", .transferCoding),
        ("Transfer-Encoding: chunked,", .transferCoding),
        ("Transfer-Encoding: ,chunked", .transferCoding),
        ("Transfer-Encoding: chunked;q=1", .transferCoding),
        ("Transfer-Encoding: \"chunked\"", .transferCoding),
        ("Transfer-Encoding: 'chunked'", .transferCoding),
        ("Transfer-Encoding: chu nked", .transferCoding),
        ("Transfer-Encoding: chunked chunked", .transferCoding),
        ("Transfer-Encoding: \u{FF}chunked", .transferCoding),
        ("Transfer-Encoding: \u{A0}chunked", .transferCoding),
        ("Transfer-Encoding:", .transferCoding),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .transferEncodingDuplicate),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", .transferEncodingDuplicate),
        ("Transfer-Encoding: x\r\ntransfer-encoding: chunked", .transferEncodingDuplicate),
        ("Transfer-Encoding : chunked", .whitespaceInName),
        ("Transfer-Encoding\t: chunked", .whitespaceInName),
        ("Transfer Encoding: chunked", .whitespaceInName),
        ("Transfer-Encoding\u{B}: chunked", .controlByte),
        ("Transfer-Encoding:\u{B}chunked", .controlByte),
        ("Transfer-Encoding:\u{C}chunked", .controlByte),
        ("Transfer-Encoding: chunked\u{B}", .controlByte),
        ("Transfer-Encoding: chunked\0", .controlByte),
        ("\0Transfer-Encoding: chunked", .controlByte),
        ("Transfer-Encoding: \u{8}chunked", .controlByte),
        ("Transfer-Encoding: \u{7F}chunked", .controlByte),
        ("Transfer-Encoding:\n chunked", .bareLF),
        ("Transfer-Encoding:\r\n chunked", .obsoleteFold),
        ("Transfer-Encoding:\r\n\tchunked", .obsoleteFold),
        ("X: y\nTransfer-Encoding: chunked", .bareLF),
        ("X: y\rTransfer-Encoding: chunked", .bareCR),
        ("X: y\r\r\nTransfer-Encoding: chunked", .bareCR),
        ("X:\n\rTransfer-Encoding: chunked", .bareLF),
        ("\rTransfer-Encoding: chunked", .bareCR),
        (" Transfer-Encoding: chunked", .obsoleteFold),
        ("Transfer_Encoding: chunked", .framingImitation),
        ("Transfer-Encoding-: chunked", .framingImitation),
        ("TransferEncoding: chunked", .framingImitation),
        ("Transfer.Encoding: chunked", .framingImitation),
        ("Transfer--Encoding: chunked", .framingImitation),
        ("\"Transfer-Encoding\": chunked", .nameByte),
        ("Tra\u{E9}nsfer-Encoding: chunked", .nameByte),
        ("Transfer-Encoding;: chunked", .nameByte),
        ("Transfer-Encoding", .missingColon),
        // Obfuscated Content-Length.
        ("Content-Length: +5", .lengthInvalid), ("Content-Length: -5", .lengthInvalid),
        ("Content-Length: -0", .lengthInvalid), ("Content-Length: 0x5", .lengthInvalid),
        ("Content-Length: 5,5", .lengthInvalid), ("Content-Length: 5, 5", .lengthInvalid),
        ("Content-Length: 5, 6", .lengthInvalid), ("Content-Length: 5 5", .lengthInvalid),
        ("Content-Length: 5;", .lengthInvalid), ("Content-Length: \"5\"", .lengthInvalid),
        ("Content-Length: 05", .lengthInvalid), ("Content-Length: 00", .lengthInvalid),
        ("Content-Length: 5.0", .lengthInvalid), ("Content-Length: 5e0", .lengthInvalid),
        ("Content-Length: 1_0", .lengthInvalid), ("Content-Length: ٥", .lengthInvalid),
        ("Content-Length: 5\u{B}", .controlByte), ("Content-Length:\u{B}5", .controlByte),
        ("Content-Length\u{B}: 5", .controlByte), ("Content-Length\0: 5", .controlByte),
        ("Content-Length: 5\r\nContent-Length: 6", .lengthDuplicate),
        ("Content-Length: 5\r\ncontent-length: 5", .lengthDuplicate),
        ("Content-Length : 5", .whitespaceInName), ("Content-Length\t: 5", .whitespaceInName),
        ("Content Length: 5", .whitespaceInName), ("Content-Length:\r\n 5", .obsoleteFold),
        ("Content_Length: 5", .framingImitation), ("ContentLength: 5", .framingImitation),
        ("Content-Length: 18446744073709551616", .lengthInvalid),
        ("Content-Length: 4294967296", .bodyTooLarge),
        ("Content-Length: 5\r\nHost: b", .hostDuplicate),
    ]

    @Test(arguments: heads)
    func `A head with doubtful framing is refused`(fields: String, code: HTTPFault.Code) {
        let text = RequestCorpus.post(fields) + "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n"
        let bytes = Array(text.utf8)
        let snapshot = RequestSnapshot.atOnce(bytes)
        guard case .refused(let fault) = snapshot.progress else {
            Issue.record("accepted: \(snapshot)")
            return
        }
        #expect(fault.code == code)
        #expect(fault.closes)
        #expect(RequestSnapshot.piecewise(bytes) == snapshot)
    }

    /// Chunked bodies that two programs may end in different places.
    static let bodies: [(body: String, code: HTTPFault.Code)] = [
        ("5;\r\nhello\r\n0\r\n\r\n", .chunkExtension), (" 5\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("0x5\r\nhello\r\n0\r\n\r\n", .chunkSize), ("5\nhello\r\n0\r\n\r\n", .bareLF),
        ("5\rhello\r\n0\r\n\r\n", .bareCR), ("5 \r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("5\t\r\nhello\r\n0\r\n\r\n", .chunkSize), ("+5\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("-5\r\nhello\r\n0\r\n\r\n", .chunkSize), ("\r\n5\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("5h\r\nhello\r\n0\r\n\r\n", .chunkSize), ("5,5\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("5_0\r\nhello\r\n0\r\n\r\n", .chunkSize), ("g\r\n\r\n", .chunkSize),
        ("5\0\r\nhello\r\n0\r\n\r\n", .controlByte), ("5\u{B}\r\nhello\r\n", .controlByte),
        ("000000005\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("100000005\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("10000000000000005\r\nhello\r\n0\r\n\r\n", .chunkSize),
        ("FFFFFFFF\r\nhello\r\n0\r\n\r\n", .bodyTooLarge),
        ("5 ;a\r\nhello\r\n0\r\n\r\n", .chunkSize), ("5; a\r\nhello\r\n", .chunkExtension),
        ("5;a =b\r\nhello\r\n", .chunkExtension), ("5;a= b\r\nhello\r\n", .chunkExtension),
        ("5;a=\r\nhello\r\n", .chunkExtension), ("5;=b\r\nhello\r\n", .chunkExtension),
        ("5;;a\r\nhello\r\n", .chunkExtension), ("5;a;\r\nhello\r\n", .chunkExtension),
        ("5;a=\"b\r\nhello\r\n", .chunkExtension), ("5;a=\"b\"c\r\nhello\r\n", .chunkExtension),
        ("5;a=\"b\\\"\r\nhello\r\n", .chunkExtension), ("5;a\nX\r\nhello\r\n", .bareLF),
        ("5;a=\"\n\"\r\nhello\r\n", .bareLF), ("5;a=\"\0\"\r\nhello\r\n", .controlByte),
        ("5;a=b=c\r\nhello\r\n", .chunkExtension), ("5;a(b\r\nhello\r\n", .chunkExtension),
        ("5;é\r\nhello\r\n", .chunkExtension),
        ("5\r\nhello0\r\n\r\n", .chunkEnd), ("5\r\nhello\n0\r\n\r\n", .chunkEnd),
        ("5\r\nhello\r0\r\n\r\n", .chunkEnd), ("5\r\nhelloXX0\r\n\r\n", .chunkEnd),
        ("5\r\nhello\n\r0\r\n\r\n", .chunkEnd), ("5\r\nhello\r\n\r\n0\r\n\r\n", .chunkSize),
        ("4\r\nhello\r\n0\r\n\r\n", .chunkEnd), ("6\r\nhello\r\n0\r\n\r\n", .chunkEnd),
        ("5\r\nhello\r\n0\n\r\n", .bareLF), ("5\r\nhello\r\n0\r\n\n", .bareLF),
        ("5\r\nhello\r\n0\r\n\rX", .bareCR), ("0\r\nX\r\n\r\n", .missingColon),
        ("0\r\n X: y\r\n\r\n", .leadingWhitespace), ("0\r\nX: y\r\n z\r\n\r\n", .obsoleteFold),
        ("0\r\nX : y\r\n\r\n", .whitespaceInName), ("0\r\nX: y\0\r\n\r\n", .controlByte),
        ("0\r\nContent-Length: 5\r\n\r\n", .trailerForbidden),
        ("0\r\nTransfer-Encoding: chunked\r\n\r\n", .trailerForbidden),
        ("0\r\nHOST: b\r\n\r\n", .trailerForbidden),
        ("0\r\nX: y\r\nCookie: b\r\n\r\n", .trailerForbidden),
        ("0\r\nContent_Length: 5\r\n\r\n", .framingImitation),
        ("0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .missingColon),
    ]

    @Test(arguments: bodies)
    func `A chunked body with a doubtful end is refused`(body: String, code: HTTPFault.Code) {
        let bytes = Array(body.utf8)
        let whole = ChunkedSnapshot.decode(bytes, step: bytes.count)
        guard case .refused(let fault) = whole.progress else {
            Issue.record("not refused: \(whole)")
            return
        }
        #expect(fault.code == code)
        #expect(ChunkedSnapshot.decode(bytes, step: 1).progress == whole.progress)
    }

    @Test func `The corpus is as large as promised`() {
        #expect(Self.heads.count + Self.bodies.count >= 60)
    }
}
