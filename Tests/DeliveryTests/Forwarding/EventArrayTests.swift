import Testing

@testable import Delivery

/// Which bodies are joined: only those that are understood to the last byte.
@Suite struct EventArrayTests {
    private let rule = BatchRule(arrays: ["batch", "data", "."], most: 10, largest: 1_000)

    private func array(_ bytes: [UInt8], _ rule: BatchRule? = nil) -> EventArray? {
        EventArray(in: bytes.span, rule: rule ?? self.rule)
    }

    private func interior(_ text: String) -> (text: String, count: Int)? {
        let bytes = Array(text.utf8)
        return array(bytes).map {
            (String(decoding: bytes[$0.interior], as: UTF8.self), $0.count)
        }
    }

    @Test(
        "The list is found, with all that is in it",
        arguments: [
            (#"[1]"#, "1", 1), (#"[{"a":1},{"b":[2,3]}]"#, #"{"a":1},{"b":[2,3]}"#, 2),
            (#" [ 1 , 2 ] "#, " 1 , 2 ", 2),
            (#"{"batch":[{}]}"#, "{}", 1),
            (#"{"a":{"batch":[1,2]},"batch":["x"],"z":null}"#, #""x""#, 1),
            (#"{"x":[[],[[]]],"data":["?a=1&b=]","\"],["]}"#, #""?a=1&b=]","\"],[""#, 2),
            (
                #"{"batch":[-0.5e+10,true,false,null,"é\u00e9"]}"#,
                #"-0.5e+10,true,false,null,"é\u00e9""#, 5
            ),
            ("{\t\"batch\"\r\n:\n[0]\n}\n", "0", 1),
            (#"{"same":1,"same":2,"batch":[1]}"#, "1", 1),
        ])
    func found(body: String, inside: String, count: Int) throws {
        let found = try #require(interior(body))
        #expect(found.text == inside)
        #expect(found.count == count)
    }

    @Test(
        "What is not understood is not joined",
        arguments: [
            "", " ", "1", "null", "\"batch\"", "a=1&b=2", "[", "]", "{", "}", "[]", "[ ]", "{}",
            #"{"batch":[]}"#, #"{"batch":{}}"#, #"{"batch":"[1]"}"#, #"{"batch":null}"#,
            #"{"other":[1]}"#, #"{"Batch":[1]}"#, #"{"batch ":[1]}"#, #"{"a":{"batch":[1]}}"#,
            // Twice, or perhaps twice.
            #"{"batch":[1],"batch":[2]}"#, #"{"batch":[1],"data":[2]}"#,
            #"{"batch":[1],"b\u0061tch":[2]}"#, #"{"b\u0061tch":[1]}"#, #"{"batch":[1],"\n":2}"#,
            // More than one text, or half of one.
            "[1] [2]", "[1],", "[1]x", "{\"batch\":[1]}{}", "[1", "[1,", "[1,]", "[,1]", "[1 2]",
            #"{"batch":[1]"#, #"{"batch":[1],}"#, #"{,"batch":[1]}"#, #"{"batch"[1]}"#,
            #"{"batch":}"#, #"{batch:[1]}"#, #"{'batch':[1]}"#, #"{"batch":[1],"a"}"#,
            #"{"batch":[1}]"#, #"{"batch":[1],"a":[}"#, "[1}", "{1]",
            // Words that are none.
            "[01]", "[1.]", "[.1]", "[1e]", "[-]", "[+1]", "[0x1]", "[tru]", "[True]", "[nul]",
            "[NaN]", "[1/*]*/]", "[undefined]", "[--1]", "[1e+]", "[t", "[-",
            #"["\x"]"#, #"["\u12g4"]"#, #"["\u12"]"#, #"["\"#, #"["a]"#, "[\"a\nb\"]",
            "[\"\u{0}\"]",
            "\u{FEFF}[1]", "[1]\u{0}", "\u{B}[1]",
        ])
    func refused(body: String) {
        #expect(interior(body) == nil)
    }

    @Test("A body that is not UTF-8 goes alone")
    func encoding() {
        for bad: [UInt8] in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xC3]] {
            let body = Array(#"["a"#.utf8) + bad + Array(#""]"#.utf8)
            #expect(array(body) == nil)
        }
    }

    @Test("Nesting is followed as deep as events may be, and no deeper")
    func nesting() {
        let most = JSONScanner.mostNested
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
        }
        #expect(interior(nested(most)) != nil)
        #expect(interior(nested(most + 1)) == nil)
        #expect(interior(nested(100_000)) == nil)
        #expect(interior(String(repeating: "[", count: 100_000)) == nil)
        #expect(interior(String(repeating: #"{"a":"#, count: 100_000)) == nil)
        // Depth is that of the place, not the number of brackets.
        #expect(interior("[" + String(repeating: "[],", count: 500) + "{}]")?.count == 501)
    }

    @Test("What the rule does not name is no list")
    func rules() {
        let narrow = BatchRule(arrays: ["batch"], most: 10, largest: 1_000)
        #expect(array(Array("[1]".utf8), narrow) == nil)
        #expect(array(Array(#"{"data":[1]}"#.utf8), narrow) == nil)
        #expect(array(Array(#"{"batch":[1],"data":[2]}"#.utf8), narrow) != nil)
    }

    @Test(
        "Every truncation and every changed byte is refused, or is JSON that holds the list whole")
    func mutations() throws {
        let text = Array(#"{"k":"a\"b","batch":[{"e":[1,-2.5e3]},"x\u00e9"],"t":true}"#.utf8)
        for end in text.indices {
            #expect(array(Array(text[..<end])) == nil)
        }
        for index in text.indices {
            for byte in [UInt8](
                arrayLiteral: 0x22, 0x5B, 0x5D, 0x7B, 0x7D, 0x2C, 0x3A, 0x5C, 0x30, 0x00)
            {
                var changed = text
                changed[index] = byte
                guard let array = array(changed) else { continue }
                #expect(changed[array.interior.lowerBound - 1] == UInt8(ascii: "["))
                #expect(changed[array.interior.upperBound] == UInt8(ascii: "]"))
                #expect(array.count > 0)
            }
        }
    }
}
