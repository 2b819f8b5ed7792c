import Testing

@testable import Decoding

@Suite("JSON cursor")
struct JSONCursorTests {
    /// The tokens in short, then the fault if there is one.
    private func tokens(_ bytes: [UInt8], depthLimit: Int = 64) -> (String, JSONFault?) {
        var cursor = JSONCursor(depthLimit: depthLimit)
        var words: [String] = []
        do {
            while let token = try cursor.next(in: bytes.span) {
                switch token {
                case .beginObject: words.append("{")
                case .endObject: words.append("}")
                case .beginArray: words.append("[")
                case .endArray: words.append("]")
                case .name(let range): words.append("N" + bytes.text(range))
                case .string(let range): words.append("S" + bytes.text(range))
                case .number(let range): words.append("D" + bytes.text(range))
                case .literal(let range): words.append("L" + bytes.text(range))
                }
            }
            return (words.joined(separator: " "), nil)
        } catch {
            return (words.joined(separator: " "), error)
        }
    }

    @Test(
        "Well-formed texts become tokens",
        arguments: [
            ("1", "D1"), (" \t\r\n0 ", "D0"), ("\"\"", "S\"\""), ("true", "Ltrue"),
            ("null", "Lnull"), ("false", "Lfalse"), ("{}", "{ }"), ("[]", "[ ]"),
            ("[1,2]", "[ D1 D2 ]"), ("[ [ ] , { } ]", "[ [ ] { } ]"),
            (#"{"a":1,"b":[true]}"#, #"{ N"a" D1 N"b" [ Ltrue ] }"#),
            (#"{"a" : {"a": null} , "a":"x"}"#, #"{ N"a" { N"a" Lnull } N"a" S"x" }"#),
            (
                "[-0,-1.5e+10,1E5,0.1,1e-2,123456789012345678901234567890]",
                "[ D-0 D-1.5e+10 D1E5 D0.1 D1e-2 D123456789012345678901234567890 ]"
            ),
            (
                #"["\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00\uD800"]"#,
                #"[ S"\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00\uD800" ]"#
            ),
            (#"{"":""}"#, #"{ N"" S"" }"#), ("\"\u{7F}\"", "S\"\u{7F}\""),
        ])
    func accepts(text: String, expected: String) {
        let (words, fault) = tokens(text.bytes)
        #expect(words == expected)
        #expect(fault == nil)
    }

    @Test(
        "Malformed texts end in a fault at the right place",
        arguments: [
            ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1),
            ("{", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1),
            ("[1 2]", .unexpectedByte, 3),
            ("[1}", .unexpectedByte, 2), (#"{"a":1]"#, .unexpectedByte, 6),
            (#"{"a":1,}"#, .unexpectedByte, 7), (#"{"a"}"#, .unexpectedByte, 4),
            (#"{"a" 1}"#, .unexpectedByte, 5), ("{1:2}", .unexpectedByte, 1),
            (#"{"a":}"#, .unexpectedByte, 5), (#"{"a","b"}"#, .unexpectedByte, 4),
            ("]", .unexpectedByte, 0), ("}", .unexpectedByte, 0), ("1 2", .trailingBytes, 2),
            ("{}{}", .trailingBytes, 2), ("[]]", .trailingBytes, 2), ("{},", .trailingBytes, 2),
            ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2), ("-", .unexpectedEnd, 1),
            ("-a", .invalidNumber, 1), ("1.", .unexpectedEnd, 2), ("1.e1", .invalidNumber, 2),
            ("1e", .unexpectedEnd, 2), ("1e+", .unexpectedEnd, 3), ("1e+x", .invalidNumber, 3),
            (".5", .unexpectedByte, 0), ("+1", .unexpectedByte, 0), ("0x1", .trailingBytes, 1),
            ("NaN", .unexpectedByte, 0), ("Infinity", .unexpectedByte, 0),
            ("tru", .unexpectedEnd, 3),
            ("trux", .unexpectedByte, 3), ("True", .unexpectedByte, 0),
            ("truee", .trailingBytes, 4),
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
            ("\"\\\"", .unexpectedEnd, 3), ("\"\\x41\"", .invalidEscape, 1),
            ("\"\\u12\"", .invalidEscape, 1), ("\"\\u12", .unexpectedEnd, 5),
            ("\"\\U0041\"", .invalidEscape, 1), ("\"a\nb\"", .controlByte, 2),
            ("\"\u{0}\"", .controlByte, 1), ("\"\u{1F}\"", .controlByte, 1),
            ("'a'", .unexpectedByte, 0),
            ("\u{FEFF}1", .unexpectedByte, 0), ("[1,/**/2]", .unexpectedByte, 3),
            ("\u{A0}1", .unexpectedByte, 0), ("\u{C}1", .unexpectedByte, 0),
            (#"{"a":1 "b":2}"#, .unexpectedByte, 7), (#"{a:1}"#, .unexpectedByte, 1),
            (#"["a":1]"#, .unexpectedByte, 4), (#"{"\x":1}"#, .invalidEscape, 2),
        ] as [(String, JSONFault.Code, Int)])
    func refuses(text: String, code: JSONFault.Code, offset: Int) {
        #expect(tokens(text.bytes).1 == JSONFault(code, at: offset))
    }

    @Test(
        "Bytes that are not UTF-8 are refused inside strings",
        arguments: [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
            [0xFF],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        let text = "[\"aé".bytes + bytes + "\"]".bytes
        #expect(tokens(text).1 == JSONFault(.invalidUTF8, at: 5))
    }

    @Test("Nesting is limited, and huge nesting costs nothing more")
    func depth() {
        let fits =
            [UInt8](repeating: UInt8(ascii: "["), count: 64) + [UInt8](repeating: 0x5D, count: 64)
        #expect(tokens(fits).1 == nil)
        let huge = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(tokens(huge).1 == JSONFault(.tooDeep, at: 64))
        #expect(tokens(huge, depthLimit: 10_000).1 == JSONFault(.tooDeep, at: 256))
        #expect(tokens("[]".bytes, depthLimit: 0).1 == JSONFault(.tooDeep, at: 0))
        #expect(tokens("1".bytes, depthLimit: 0).1 == nil)
    }

    @Test("Objects and arrays are told apart at every depth")
    func mixedNesting() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<200 {
            let kinds = (0..<Int.random(in: 1...256, using: &random)).map { _ in
                Bool.random(using: &random)
            }
            let opening = kinds.map { $0 ? "{\"a\":" : "[" }.joined()
            let closing = kinds.reversed().map { $0 ? "}" : "]" }.joined()
            #expect(tokens((opening + "1" + closing).bytes, depthLimit: 256).1 == nil)
            // The innermost container closed by the other bracket.
            let wrong = (kinds[kinds.count - 1] ? "]" : "}") + closing.dropFirst()
            let text = opening + "1" + wrong
            let expected = JSONFault(.unexpectedByte, at: opening.utf8.count + 1)
            #expect(tokens(text.bytes, depthLimit: 256).1 == expected)
        }
    }

    private static let event =
        #"{"a":[1,-2.5e3,{"b":"x\u00e9\n€"}],"c":true,"d":null,"e":{},"f":[[]]}"#

    @Test("A text cut anywhere ends unexpectedly", arguments: 0..<event.utf8.count)
    func truncated(length: Int) {
        let bytes = Array(Self.event.utf8.prefix(length))
        let fault = tokens(bytes).1
        // A cut inside a character is seen as bad UTF-8.
        #expect(fault?.code == .unexpectedEnd || fault?.code == .invalidUTF8)
        #expect(tokens(Self.event.bytes).1 == nil)
    }

    @Test("After a fault every further call is a fault too")
    func faultsStay() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<2000 {
            var bytes = Self.event.bytes
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                in: 0...255, using: &random)
            var cursor = JSONCursor()
            var first: JSONFault?
            do { while try cursor.next(in: bytes.span) != nil {} } catch { first = error }
            guard let first else { continue }
            var second: JSONFault?
            do { _ = try cursor.next(in: bytes.span) } catch { second = error }
            #expect(second == first)
        }
    }

    @Test("Random bytes never trap")
    func random() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<5000 {
            let bytes = random.bytes(upTo: 60, from: #"{}[]",:\u0 1e-tfn"#)
            if let fault = tokens(bytes).1 { #expect(fault.offset <= bytes.count) }
        }
    }

    @Test("A value nobody needs is passed over whole")
    func skipsValue() throws {
        let bytes = #"{"a": [1,{"x":[]}] ,"b":"s","c":2}"#.bytes
        var cursor = JSONCursor()
        var values: [String] = []
        _ = try cursor.next(in: bytes.span)
        while case .name = try cursor.next(in: bytes.span) {
            let range = try cursor.skipValue(in: bytes.span)
            values.append(bytes.text(try #require(range)))
        }
        #expect(values == [#"[1,{"x":[]}]"#, #""s""#, "2"])
        #expect(try cursor.next(in: bytes.span) == nil)
    }

    @Test("At the end of an array there is no value to pass over")
    func skipsToEndOfArray() throws {
        let bytes = "[1,[2]]".bytes
        var cursor = JSONCursor()
        _ = try cursor.next(in: bytes.span)
        #expect(try cursor.skipValue(in: bytes.span) == 1..<2)
        #expect(try cursor.skipValue(in: bytes.span) == 3..<6)
        #expect(try cursor.skipValue(in: bytes.span) == nil)
        #expect(cursor.depth == 0)
    }
}
