import Bytes
import Testing
import Transport

@Suite struct WriterTests {
    private static let date = CachedDate(epochSeconds: 784_111_777)
    private static let dateLine = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func `A response is status, date, fields, length and body`() {
        var buffer = ByteBuffer()
        ResponseWriter.append(
            status: 200, date: Self.date, keepAlive: true, fields: "Content-Type: text/plain\r\n",
            body: Array("ok".utf8).span, to: &buffer)
        #expect(
            buffer.span.string
                == "HTTP/1.1 200 OK\r\n\(Self.dateLine)Content-Type: text/plain\r\n"
                + "Content-Length: 2\r\n\r\nok")
    }

    @Test func `An answer to HEAD has the length and not the body`() {
        var buffer = ByteBuffer()
        ResponseWriter.append(
            status: 404, date: Self.date, keepAlive: false, body: Array("no".utf8).span,
            isHead: true, to: &buffer)
        #expect(
            buffer.span.string
                == "HTTP/1.1 404 Not Found\r\n\(Self.dateLine)Connection: close\r\n"
                + "Content-Length: 2\r\n\r\n")
    }

    @Test(arguments: [204, 304])
    func `A status without content has neither length nor body`(status: Int) {
        var buffer = ByteBuffer()
        ResponseWriter.append(
            status: status, date: Self.date, keepAlive: true, minorVersion: 0,
            body: Array("no".utf8).span, to: &buffer)
        #expect(
            buffer.span.string
                == "HTTP/1.1 \(status) \(status == 204 ? "No Content" : "Not Modified")\r\n"
                + "\(Self.dateLine)Connection: keep-alive\r\n\r\n")
    }

    @Test func `A value cannot end its line`() {
        var buffer = ByteBuffer()
        ResponseWriter.begin(status: 200, date: Self.date, keepAlive: true, to: &buffer)
        let start = buffer.count
        ResponseWriter.field("X", Array("a\r\nSet-Cookie: b\0\té\u{7F}".utf8).span, to: &buffer)
        ResponseWriter.field("Y", "z", to: &buffer)
        ResponseWriter.field("N", decimal: 42, to: &buffer)
        ResponseWriter.end(status: 200, contentLength: 0, to: &buffer)
        #expect(
            buffer.span.extracting(start..<buffer.count).string
                == "X: a  Set-Cookie: b \té \r\nY: z\r\nN: 42\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `Every status we answer a fault with has a reason, and others are still correct`() {
        for code in HTTPFault.Code.allCases {
            #expect(ResponseWriter.reason(code.status).utf8CodeUnitCount > 0)
        }
        var buffer = ByteBuffer()
        ResponseWriter.appendContinue(to: &buffer)
        ResponseWriter.append(
            status: 299, date: Self.date, keepAlive: true, body: [UInt8]().span, to: &buffer)
        #expect(
            buffer.span.string
                == "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 299 \r\n\(Self.dateLine)"
                + "Content-Length: 0\r\n\r\n")
    }

    @Test(arguments: [200, 204, 304, 404, 431, 503], [true, false])
    func `Our own parser reads what we write`(status: Int, keepAlive: Bool) {
        var buffer = ByteBuffer()
        ResponseWriter.append(
            status: status, date: Self.date, keepAlive: keepAlive, body: Array("body".utf8).span,
            to: &buffer)
        var parser = ResponseParser()
        var head = ResponseHead()
        #expect(parser.parse(buffer.span, answering: .get, into: &head) == .complete)
        #expect(head.status == status)
        #expect(head.keepAlive == keepAlive)
        let hasBody = status != 204 && status != 304
        #expect(head.framing == (hasBody ? .length(4) : .none))
        #expect(buffer.count == head.headLength + (hasBody ? 4 : 0))
    }

    @Test func `An upstream request is what our own parser reads`() throws {
        var buffer = ByteBuffer()
        try RequestWriter.append(
            method: .post, target: Array("/g/collect?v=2".utf8).span,
            host: Array("www.example:8443".utf8).span,
            fields: [("User-Agent", Array("x\r\ny".utf8)), ("Accept", Array("*/*".utf8))],
            contentLength: 3, to: &buffer)
        #expect(
            buffer.span.string
                == "POST /g/collect?v=2 HTTP/1.1\r\nHost: www.example:8443\r\nUser-Agent: x  y\r\n"
                + "Accept: */*\r\nContent-Length: 3\r\n\r\n")
        let snapshot = RequestSnapshot.atOnce(buffer.span.array)
        #expect(snapshot.progress == .complete)
        #expect(snapshot.lines.contains("1.1 length(3) keepAlive true"))
    }

    @Test(arguments: [
        ("/a b", "h", HTTPFault.Code.target), ("/a\r\nX: y", "h", .target), ("/é", "h", .target),
        ("", "h", .targetForm), ("a", "h", .targetForm), ("/a#b", "h", .target),
        ("/", "", .hostInvalid), ("/", "h\r\nX: y", .hostInvalid), ("/", "u@h", .hostInvalid),
    ])
    func `A request that could be read as another is not written`(
        target: String, host: String, code: HTTPFault.Code
    ) {
        var buffer = ByteBuffer()
        do throws(HTTPFault) {
            try RequestWriter.begin(
                method: .get, target: Array(target.utf8).span, host: Array(host.utf8).span,
                to: &buffer)
            Issue.record("written")
        } catch {
            #expect(error.code == code)
        }
        #expect(buffer.count == 0)
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
        (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (253_402_300_800, "Fri, 31 Dec 9999 23:59:59 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (.min, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ])
    func `A date is written as HTTP wants it`(seconds: Int, expected: String) {
        #expect(IMFFixdate.bytes(epochSeconds: seconds).span.string == expected)
    }

    @Test func `A cached date changes with the second`() {
        var date = CachedDate(epochSeconds: 1)
        date.update(epochSeconds: 1)
        #expect(date.bytes.span.string == "Thu, 01 Jan 1970 00:00:01 GMT")
        date.update(epochSeconds: 62)
        #expect(date.second == 62)
        #expect(date.bytes.span.string == "Thu, 01 Jan 1970 00:01:02 GMT")
    }
}
