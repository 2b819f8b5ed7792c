import Bytes
import Testing

@testable import Decoding

@Suite("Multipart forms")
struct MultipartCursorTests {
    /// The parts in short, then the fault if there is one; `nil` when there is no boundary.
    private func parts(_ body: [UInt8]) -> ([String], MultipartFault?)? {
        guard var cursor = MultipartCursor(body: body.span) else { return nil }
        var words: [String] = []
        do {
            while let part = try cursor.next(in: body.span) {
                let file = body.text(part.fileName).map { "[\($0)]" } ?? ""
                words.append(body.text(part.name) + file + "→" + body.text(part.content))
            }
            #expect(try cursor.next(in: body.span) == nil)
            return (words, nil)
        } catch {
            var again: MultipartFault?
            do { _ = try cursor.next(in: body.span) } catch { again = error }
            #expect(again == error)
            return (words, error)
        }
    }

    private static func part(
        _ disposition: String, _ content: String = "v", more: String = ""
    ) -> String {
        "--b\r\nContent-Disposition: \(disposition)\r\n\(more)\r\n\(content)\r\n"
    }

    @Test(
        "Forms as browsers write them are split",
        arguments: ["", "\r\n", " \t\r\n", "\r\nepilogue"])
    func browsers(end: String) throws {
        let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
        let body = """
            --\(boundary)\r
            Content-Disposition: form-data; name="en"\r
            \r
            page_view\r
            --\(boundary)\r
            Content-Disposition: form-data; name="f"; filename="a%22b.txt"\r
            Content-Type: text/plain\r
            \r
            line\r
            \r
            --\(boundary.dropLast()) no boundary\r
            --\(boundary)\r
            content-disposition:form-data;name=e\r
            \r
            \r
            --\(boundary)--\(end)
            """.bytes
        let (words, fault) = try #require(parts(body))
        #expect(fault == nil)
        let content = "line\r\n\r\n--\(boundary.dropLast()) no boundary"
        #expect(words == ["en→page_view", "f[a%22b.txt]→" + content, "e→"])
        let found = MultipartCursor(body: body.span)
        let cursor = try #require(found)
        #expect(body.text(cursor.boundary) == boundary)
    }

    @Test("Headers are whole lines, and the ranges of a part are in order")
    func ranges() throws {
        let lines = "Content-Type: text/plain\r\ncontent-disposition: form-data; name=\"n\"\r\n"
        let body = "--b\r\n\(lines)\r\nvalue\r\n--b--\r\n".bytes
        let found = MultipartCursor(body: body.span)
        var cursor = try #require(found)
        let anyPart = try cursor.next(in: body.span)
        let part = try #require(anyPart)
        #expect(body.text(part.headers) == lines)
        #expect(body.text(part.name) == "n")
        #expect(part.fileName == nil)
        #expect(body.text(part.content) == "value")
        #expect(part.content.lowerBound == part.headers.upperBound + 2)
        #expect(cursor.position == body.count)
    }

    @Test(
        "The disposition gives the names, still escaped",
        arguments: [
            (#"form-data; name="a""#, "a→v"), ("form-data; name=a", "a→v"),
            (#"form-data;name="a""#, "a→v"), (#"FORM-DATA; NAME="a"; FileName="f""#, "a[f]→v"),
            (#"form-data; name="a\"b""#, #"a\"b→v"#), (#"form-data; name="a%22b""#, "a%22b→v"),
            (#"form-data; name="""#, "→v"), (#"form-data; name="a;b=c""#, "a;b=c→v"),
            (#"form-data; filename="f"; name="a""#, "a[f]→v"),
            (#"form-data; name="a"; filename="""#, "a[]→v"),
            (#"form-data; name="a"; filename*=UTF-8''%e2%82%ac"#, "a[UTF-8''%e2%82%ac]→v"),
            (#"form-data; name="a"; filename*=x; filename="f""#, "a[f]→v"),
            (#"form-data; name="a"; filename="C:\dir\f.txt""#, #"a[C:\dir\f.txt]→v"#),
            (#"form-data; name="a";"#, "a→v"), ("form-data; name=\"a[b]\"  ", "a[b]→v"),
        ])
    func dispositions(disposition: String, expected: String) throws {
        let (words, fault) = try #require(parts((Self.part(disposition) + "--b--").bytes))
        #expect(words == [expected])
        #expect(fault == nil)
    }

    @Test(
        "A disposition that readers may read otherwise is refused",
        arguments: [
            "", "form-data", "form-data; filename=\"f\"", "attachment; name=\"a\"",
            #"form-data; name="a"; name="b""#, #"form-data; name="a"; Name="a""#,
            #"form-data; name="a"; filename="f"; filename="g""#, #"form-data; name="a"#,
            #"form-data; name="a"b"#, #"form-data; name="a" filename="f""#,
            #"form-data; name="a"; size=4"#, #"form-data; name="a\""#, #"form-data name="a""#,
            #"form-data="x"; name="a""#, #"name="a""#, #"name="a"; form-data"#,
            "form-data; name=ä;=",
            #"form-data; name="a"; filename*=x; filename*=y"#, "form-data; name*=UTF-8''a",
        ])
    func malformedDispositions(disposition: String) throws {
        let (words, fault) = try #require(parts((Self.part(disposition) + "--b--").bytes))
        #expect(words.isEmpty)
        #expect(fault?.code == .malformedDisposition)
    }

    @Test(
        "Malformed headers are refused",
        arguments: [
            ("no colon\r\n", .malformedHeader), (": x\r\n", .malformedHeader),
            ("A b: x\r\n", .malformedHeader), (" folded\r\n", .malformedHeader),
            ("\tfolded: x\r\n", .malformedHeader), ("A: x\u{0}\r\n", .malformedHeader),
            ("A: x\n", .malformedHeader), ("A: x\r", .malformedHeader),
            ("Ä: x\r\n", .malformedHeader),
            ("A: \u{7F}\r\n", .malformedHeader), ("A : x\r\n", .malformedHeader),
            ("Content-Disposition: form-data; name=\"a\"\r\n", .malformedDisposition),
            ("Content-Transfer-Encoding: base64\r\n", .encodedContent),
            ("content-transfer-encoding:quoted-printable\r\n", .encodedContent),
            ("A: " + String(repeating: "x", count: 4096) + "\r\n", .headersTooLong),
            (String(repeating: "A: x\r\n", count: 700), .headersTooLong),
        ] as [(String, MultipartFault.Code)])
    func malformedHeaders(lines: String, code: MultipartFault.Code) throws {
        let body = Self.part(#"form-data; name="a""#, more: lines) + "--b--"
        let (words, fault) = try #require(parts(body.bytes))
        #expect(words.isEmpty)
        #expect(fault?.code == code)
    }

    @Test("Encodings that change nothing are taken", arguments: ["binary", "8BIT", "7bit"])
    func plainEncodings(encoding: String) throws {
        let header = "Content-Transfer-Encoding: \(encoding)\r\n"
        let body = Self.part(#"form-data; name="a""#, more: header) + "--b--"
        #expect(try #require(parts(body.bytes)).0 == ["a→v"])
    }

    @Test(
        "A body that does not begin with a boundary is no form in parts",
        arguments: [
            "", "-", "--", "---", "----", "--\r\n", "--b", "--b\n", "--b\r", "preamble\r\n--b\r\n",
            "\r\n--b\r\n", "a=1&b=2", "{}", "--b@\r\n", "--b\u{0}\r\n", "--é\r\n", "-- \r\n",
            "--" + String(repeating: "b", count: 71) + "\r\n", "--b\n\r\nx\r\n--b--",
            "--b--\n", "--b*\r\n", "--b\"\r\n",
        ])
    func noBoundary(text: String) {
        #expect(parts(text.bytes) == nil)
    }

    @Test(
        "Every boundary that the grammar allows is found",
        arguments: [
            "b", "0'()+_,-./:=?Z", "a b", "--", "-", "b--", String(repeating: "b", count: 70),
        ])
    func boundaries(boundary: String) throws {
        let body =
            "--\(boundary) \t\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n"
            + "--\(boundary)--"
        let bytes = body.bytes
        let found = MultipartCursor(body: bytes.span)
        let cursor = try #require(found)
        #expect(body.bytes.text(cursor.boundary) == boundary)
        #expect(try #require(parts(body.bytes)).0 == ["a→v"])
    }

    @Test("A form without fields has no parts", arguments: ["--b--\r\n", "--b--", "--b--  \r\n"])
    func emptyForm(text: String) throws {
        let (words, fault) = try #require(parts(text.bytes))
        #expect(words.isEmpty)
        #expect(fault == nil)
        let bytes = text.bytes
        let found = MultipartCursor(body: bytes.span)
        let cursor = try #require(found)
        #expect(text.bytes.text(cursor.boundary) == "b")
    }

    @Test(
        "A boundary must end its line, and must not stand where content begins",
        arguments: [
            ("--bx\r\n--b--", .malformedBoundary), ("--b-\r\n--b--", .malformedBoundary),
            ("--b\nA: x\r\n\r\nv\r\n--b--", .malformedBoundary), ("--b--x", .unexpectedEnd),
            ("--b--xy", .malformedBoundary), ("--b--\n\n", .malformedBoundary),
            ("--b \r", .unexpectedEnd), ("--b", .unexpectedEnd), ("", .unexpectedEnd),
            ("x", .unexpectedEnd), ("--", .unexpectedEnd), ("--b--\r", .unexpectedEnd),
        ] as [(String, MultipartFault.Code)])
    func malformedBoundaries(tail: String, code: MultipartFault.Code) throws {
        let (words, fault) = try #require(
            parts((Self.part(#"form-data; name="a""#) + tail).bytes))
        #expect(words.isEmpty)
        #expect(fault?.code == code)
        let hidden =
            "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
            + "--b\r\nContent-Disposition: form-data; name=c\r\n\r\nv\r\n--b--"
        #expect(try #require(parts(hidden.bytes)).1?.code == .malformedBoundary)
    }

    @Test("A form cut anywhere before its end boundary is refused")
    func truncated() throws {
        let body = Self.part(#"form-data; name="a""#, "one\r\n--b") + "--b"
        let whole = (Self.part(#"form-data; name="a""#) + Self.part("form-data; name=c") + "--b--")
            .bytes
        #expect(try #require(parts(whole)).1 == nil)
        for length in 5..<whole.count {
            #expect(try #require(parts(Array(whole.prefix(length)))).1 != nil)
        }
        #expect(try #require(parts(body.bytes)).1 != nil)
    }

    @Test("The number of parts is limited")
    func manyParts() throws {
        let part = Self.part("form-data; name=a")
        let limit = MultipartCursor.maximumParts
        let fits = String(repeating: part, count: limit) + "--b--"
        #expect(try #require(parts(fits.bytes)).0.count == limit)
        let (words, fault) = try #require(
            parts((String(repeating: part, count: limit + 1) + "--b--").bytes))
        #expect(words.count == limit)
        #expect(fault?.code == .tooManyParts)
    }

    @Test("Any content comes back from a form that is written around it")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 66)
        for _ in 0..<2000 {
            let contents = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                random.bytes(upTo: 40, from: "\r\n--bx")
            }.filter { content in
                // What the writer of a form must see to when it chooses the boundary.
                !("\r\n" + content.text(0..<content.count)).contains("\r\n--bxy")
            }
            var body: [UInt8] = []
            for (index, content) in contents.enumerated() {
                body += "--bxy\r\nContent-Disposition: form-data; name=\"\(index)\"\r\n\r\n".bytes
                body += content + "\r\n".bytes
            }
            body += "--bxy--\r\n".bytes
            let (words, fault) = try #require(parts(body))
            #expect(fault == nil)
            let expected = contents.enumerated().map { "\($0)→" + $1.text(0..<$1.count) }
            #expect(words == expected)
        }
    }

    @Test("Random bytes never trap, and ranges lie inside the body in order")
    func random() throws {
        var random = SeededGenerator(seed: 67)
        let whole =
            (Self.part(#"form-data; name="a"; filename="f""#) + Self.part("form-data; name=c")
            + "--b--\r\n").bytes
        for _ in 0..<20_000 {
            var body = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<body.count, using: &random)
                if Bool.random(using: &random) {
                    body[index] = "\r\n-b;=\" :x".bytes.randomElement(using: &random) ?? 0
                } else {
                    body.remove(at: index)
                }
            }
            guard var cursor = MultipartCursor(body: body.span) else { continue }
            var end = 0
            while let part = try? cursor.next(in: body.span) {
                #expect(end <= part.headers.lowerBound)
                #expect(part.headers.lowerBound <= part.name.lowerBound)
                #expect(part.name.upperBound <= part.headers.upperBound)
                #expect(part.headers.upperBound <= part.content.lowerBound)
                end = part.content.upperBound
                #expect(end <= cursor.position)
            }
            #expect(cursor.position <= body.count)
        }
    }
}
