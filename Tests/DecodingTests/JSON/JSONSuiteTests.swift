import Bytes
import Testing

@testable import Decoding

/// The cases of Nicolas Seriot's "Parsing JSON is a Minefield", in the same three groups.
@Suite("JSON suite")
struct JSONSuiteTests {
    private func fault(_ bytes: [UInt8], depthLimit: Int = 256) -> JSONFault? {
        var cursor = JSONCursor(depthLimit: depthLimit)
        do { while try cursor.next(in: bytes.span) != nil {} } catch { return error }
        return nil
    }

    @Test(
        "What every parser must accept is accepted",
        arguments: [
            "[[]   ]", "[\"\"]", "[]", "[\"a\"]", "[false]", "[null, 1, \"1\", {}]", "[null]",
            "[1\n]", " [1]", "[1,null,null,null,2]", "[2] ", "[123e65]", "[0e+1]", "[0e1]", "[ 4]",
            "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
            "[20e1]", "[-0]", "[-123]", "[-1]", "[1E22]", "[1E-2]", "[1E+2]", "[123e45]",
            "[123.456e78]", "[1e-2]", "[1e+2]", "[123]", "[123.456789]",
            #"{"asd":"sdf", "dfg":"fgh"}"#, #"{"asd":"sdf"}"#, #"{"a":"b","a":"c"}"#,
            #"{"a":"b","a":"b"}"#, "{}", #"{"":0}"#, #"{"foo\u0000bar": 42}"#,
            #"{ "min": -1.0e+28, "max": 1.0e+28 }"#,
            #"{"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "x"}"#,
            #"{"a":[]}"#, #"{"title":"\u041f\u043e\u043b" }"#, "{\n\"a\": \"b\"\n}",
            #"["\u0060\u012a\u12AB"]"#, #"["\uD801\udc37"]"#, #"["\ud83d\ude39\ud83d\udc8d"]"#,
            #"["\"\\\/\b\f\n\r\t"]"#, #"["\\u0000"]"#, #"["\""]"#, #"["a/*b*/c/*d//e"]"#,
            #"["\\a"]"#, #"["\\n"]"#, #"["\u0012"]"#, #"["\uFFFF"]"#, "[\"asd\"]", "[ \"asd\"]",
            #"["\uDBFF\uDFFF"]"#, #"["new\u00A0line"]"#, "[\"\u{10FFFF}\"]", "[\"\u{FFFF}\"]",
            #"["\u0000"]"#, #"["\u002c"]"#, "[\"π\"]", "[\"\u{1BFFF}\"]", "[\"asd \"]", "\" \"",
            #"["\uD834\uDd1e"]"#, #"["\u0821"]"#, #"["\u0123"]"#, "[\"\u{2028}\"]",
            "[\"\u{2029}\"]", #"["\u0061\u30af\u30EA\u30b9"]"#, "[\"new\u{A0}line\"]",
            #"["\u0022"]"#, #"["\u005C"]"#, #"["\u200B"]"#, #"["\u2064"]"#, #"["\uFDD0"]"#,
            #"["\uFFFE"]"#, #"["\uDBFF\uDFFE"]"#, #"["\uD83F\uDFFE"]"#, "[\"€𝄞\"]",
            "[\"a\u{7F}a\"]",
            "false", "42", "-0.1", "null", "\"asd\"", "true", "\"\"", "[\"a\"]\n", "[true]", " [] ",
        ])
    func accepts(text: String) {
        #expect(fault(text.bytes) == nil)
    }

    @Test(
        "What every parser must refuse is refused",
        arguments: [
            "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]",
            "[\"\",]",
            "[\"x\"", "[x", "[3[4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,",
            "[1,]",
            "[1,,]", "[\"\u{B}a\"\\f]", "[*]", "[\"\"", "[1,", "[1,\n1\n,1", "[{}", "[fals]",
            "[nul]",
            "[tru]", "[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]",
            "[.2e-3]", "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0E]", "[0e+]", "[0e]",
            "[1.0e+]", "[1.0e-]", "[1.0e]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e-3]", "[2.e3]",
            "[9.e+]", "[Inf]", "[NaN]", "[１]", "[1+2]", "[0x1]", "[0x42]", "[Infinity]", "[0e+-1]",
            "[-123.123foo]", "[-Infinity]", "[-foo]", "[- 1]", "[-012]", "[-.123]", "[-1x]",
            "[1ea]",
            "[1.]", "[.123]", "[1.2a-3]", "[1.8011670033376514H-308]", "[012]", "[\"x\", truth]",
            "{[: \"x\"}\n", "{\"x\", null}", "{\"x\"::\"b\"}", "{🇨🇭}", "{\"a\":\"a\" 123}",
            "{key: 'value'}", "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":", "{\"a\"",
            "{1:1}",
            "{9999E9999:1}", "{null:null,null:null}", "{\"id\":0,,,,,}", "{'a':0}", "{\"id\":0,}",
            "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}/**//", "{\"a\":\"b\"}//", "{\"a\":\"b\"}/",
            "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a",
            "{ \"foo\" : \"bar\", \"a\" }",
            "{\"a\":\"b\"}#", " ", #"["\uD800\"]"#, #"["\uD800\u"]"#, #"["\uD800\u1"]"#,
            #"["\uD800\u1x"]"#, "[é]", #"["\x00"]"#, #"["\\\"]"#, "[\"\\\t\"]", "[\"\\🌀\"]",
            #"["\"]"#,
            #"["\u00A"]"#, #"["\uD834\uDd"]"#, #"["\uD800\uD800\x"]"#, #"["\a"]"#, #"["\uqqqq"]"#,
            #"[\u0020"asd"]"#, "[\\n]", "\"", "['single quote']", "abc", "[\"\\", "[\"a\u{0}a\"]",
            "[\"new\nline\"]", "[\"\t\"]", #""\UA66D""#, "\"\"x", "[\u{2060}]", "\u{FEFF}", "<.>",
            "[<null>]", "[1]x", "[1]]", "[\"asd]", "aå", "[True]", "1]", "{\"x\": true,", "[][]",
            "]",
            "\u{FEFF}{}", "{}}", "{\"\":", "{\"a\":/*comment*/\"b\"}", "{\"a\": true} \"x\"", "['",
            "[,", "[{", "[\"a", "[\"a\"", "{", "{]", "{,", "{[", "{\"a", "{'a'", "{}#", "*",
            #"["\{["\{["\{["\{"#, "å", "[1", "[ false, nul", "[ true, fals", "[ false, tru",
            "{\"asd\":\"asd\"", "[\u{C}]", "[\u{2060}1]", "", "[1\u{0}]", "nulll", "-", "--1",
            "1e1.5",
        ])
    func refuses(text: String) {
        #expect(fault(text.bytes) != nil)
    }

    @Test(
        "Bytes that are no text are refused",
        arguments: [
            [0x5B, 0xFF, 0x5D], [0x22, 0xE5, 0x22], [0x5B, 0x61, 0xE5, 0x5D],
            [0x5B, 0x31, 0xE5, 0x5D], [0x5B, 0x30, 0xE5, 0x5D],
            [0x5B, 0x31, 0x65, 0x31, 0xE5, 0x5D],
            [0x5B, 0x22, 0x5C, 0xE5, 0x22, 0x5D], [0x5B, 0x22, 0x5C, 0x75, 0xE5, 0x22, 0x5D],
            [0xEF, 0xBB, 0x7B, 0x7D], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0xE5], [0xC3],
            // UTF-16, with and without a byte order mark.
            [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], [0x00, 0x5B, 0x00, 0x22],
            [0x5B, 0x00, 0x5D, 0x00],
            // Surrogates, overlong forms, values above U+10FFFF, lone and missing continuations.
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xED, 0xBF, 0xBF, 0x22],
            [0x22, 0xC0, 0xAF, 0x22],
            [0x22, 0xE0, 0x80, 0xAF, 0x22], [0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22],
            [0x22, 0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xF4, 0xBF, 0xBF, 0xBF, 0x22], [0x22, 0x81, 0x22], [0x22, 0xE9, 0x22],
            [0x22, 0xE6, 0x97, 0xA5, 0xD1, 0x88, 0xFA, 0x22],
        ] as [[UInt8]])
    func refusesBytes(bytes: [UInt8]) {
        #expect(fault(bytes) != nil)
    }

    @Test(
        "Where parsers may differ, numbers of any size and lone surrogates are taken",
        arguments: [
            "[123.456e-789]", "[0.4e006699999999999999999999999999999999999999999999999999999]",
            "[-1e+9999]", "[1.5e+9999]", "[-123123e100000]", "[123e100000]",
            "[-123123123123123123123123123123]", "[100000000000000000000]",
            "[-237462374673276894279832749832423479823246327846]", #"{"\uDFAA":0}"#, #"["\uDADA"]"#,
            #"["\uD888\u1234"]"#, #"["\uD800\n"]"#, #"["\uDd1ea"]"#, #"["\uD800\uD800\n"]"#,
            #"["\ud800"]"#, #"["\ud800abc"]"#, #"["\uDd1e\uD834"]"#, #"["\uDFAA"]"#,
        ])
    func implementationDefined(text: String) {
        #expect(fault(text.bytes) == nil)
    }

    @Test("Nesting of thousands is refused at the limit, by the same byte for arrays and objects")
    func nesting() {
        #expect(
            fault([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == .init(.tooDeep, at: 256)
        )
        let objects = String(repeating: #"{"":"#, count: 50_000).bytes
        #expect(fault(objects, depthLimit: 64) == .init(.tooDeep, at: 64 * 4))
        let mixed = String(repeating: #"[{"":"#, count: 500).bytes
        #expect(fault(mixed, depthLimit: 64) == .init(.tooDeep, at: 32 * 5))
    }

    // MARK: Byte-exact

    /// `text` written again from its tokens, without white space.
    private func rewritten(_ text: [UInt8]) throws -> [UInt8] {
        var output = ByteBuffer()
        var cursor = JSONCursor()
        var isFirst = true
        while let token = try cursor.next(in: text.span) {
            let closes = token == .endObject || token == .endArray
            if !isFirst, !closes { output.append(UInt8(ascii: ",")) }
            isFirst = false
            switch token {
            case .beginObject, .beginArray:
                output.append(token == .beginObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
                isFirst = true
            case .endObject: output.append(UInt8(ascii: "}"))
            case .endArray: output.append(UInt8(ascii: "]"))
            case .name(let range):
                output.append(text.span, range)
                output.append(UInt8(ascii: ":"))
                isFirst = true
            case .string(let range), .number(let range), .literal(let range):
                output.append(text.span, range)
            }
        }
        return output.span.array
    }

    @Test(
        "Number text, order, repeats and escapes are the same when written again",
        arguments: [
            "1.0", "1.10", "-0", "-0.0", "1E400", "1e+05", "0.1e-7",
            "12345678901234567890.123456789",
            #"{"b":1,"a":2,"b":3}"#, #"{"\u0061":1,"a":2}"#, #"["\/","/","\u002f","\u002F"]"#,
            #"["é","\u00e9","\u00E9","e\u0301"]"#, #"["\ud83d\ude00","😀","\uD800"]"#,
            #"{"":{"":[[],{},[{}]]}}"#, #"["\u0000","\b","\u0008"," "]"#, "[\"\u{7F}\u{2028}\"]",
            #"{"k":"a\"b\\","\"":null,"\\":[true,false]}"#,
        ])
    func exact(text: String) throws {
        #expect(try rewritten(text.bytes) == text.bytes)
        // White space between tokens goes, nothing else does.
        var spaced = ""
        var inString = false
        var isEscaped = false
        for character in text.unicodeScalars {
            if !inString, "{}[]:,".unicodeScalars.contains(character) {
                spaced += " \n\(character)\t\r"
            } else {
                spaced.unicodeScalars.append(character)
            }
            if character == "\"", !isEscaped { inString.toggle() }
            isEscaped = inString && character == "\\" && !isEscaped
        }
        #expect(try rewritten(spaced.bytes) == text.bytes)
    }

    /// A random text without white space between tokens.
    private static func value(_ random: inout SeededGenerator, depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: return ["true", "false", "null"].randomElement(using: &random) ?? "null"
        case 1, 2:
            let sign = Bool.random(using: &random) ? "-" : ""
            let whole = Int.random(in: 0..<1_000_000, using: &random)
            let tail =
                ["", ".0", ".50", "e5", "E+05", ".1e-09"].randomElement(using: &random) ?? ""
            return sign + "\(whole)" + tail
        case 3, 4, 5: return string(&random)
        case 6:
            let count = Int.random(in: 0...4, using: &random)
            let values = (0..<count).map { _ in value(&random, depth: depth - 1) }
            return "[" + values.joined(separator: ",") + "]"
        default:
            let count = Int.random(in: 0...4, using: &random)
            let members = (0..<count).map { _ in
                string(&random) + ":" + value(&random, depth: depth - 1)
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    private static func string(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83D", " ", "{", ",",
        ]
        let count = Int.random(in: 0...20, using: &random)
        let inside = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
        return "\"" + inside.joined() + "\""
    }

    @Test("Random texts are the same when written again")
    func randomExact() throws {
        var random = SeededGenerator(seed: 70)
        for _ in 0..<1000 {
            let text = Self.value(&random, depth: 6).bytes
            #expect(try rewritten(text) == text)
        }
    }
}
