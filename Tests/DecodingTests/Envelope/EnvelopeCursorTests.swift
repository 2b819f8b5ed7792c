import Bytes
import Testing

@testable import Decoding

@Suite("Envelopes")
struct EnvelopeCursorTests {
    /// The header and the items in short, then the fault if there is one.
    private func items(_ body: [UInt8]) -> ([String], EnvelopeFault?) {
        var cursor = EnvelopeCursor()
        var words: [String] = []
        do {
            words.append(body.text(try cursor.header(in: body.span)))
            while let item = try cursor.next(in: body.span) {
                words.append(body.text(item.type) + "→" + body.text(item.payload))
            }
            #expect(cursor.position == body.count)
            #expect(try cursor.next(in: body.span) == nil)
            return (words, nil)
        } catch {
            var again: EnvelopeFault?
            do { while try cursor.next(in: body.span) != nil {} } catch { again = error }
            #expect(again == error)
            return (words, error)
        }
    }

    @Test(
        "Items are read by their length, or up to the line's end",
        arguments: [
            ("{}", ["{}"]), ("{}\n", ["{}"]), ("{}\n\n\n", ["{}"]),
            ("{}\n{\"type\":\"session\"}\n{\"a\":1}\n", ["{}", #"session→{"a":1}"#]),
            ("{}\n{\"type\":\"event\",\"length\":5}\na\nb\nc\n", ["{}", "event→a\nb\nc"]),
            ("{}\n{\"length\": 3 , \"type\":\"a\"}\n{}\n\n", ["{}", "a→{}\n"]),
            ("{}\n{\"type\":\"a\",\"length\":2}\nxy", ["{}", "a→xy"]),
            ("{}\n{\"type\":\"a\",\"length\":0}\n", ["{}", "a→"]),
            ("{}\n{\"type\":\"a\",\"length\":0}", ["{}", "a→"]),
            ("{}\n{\"type\":\"a\",\"length\":0}\n\n{\"type\":\"b\"}\nz", ["{}", "a→", "b→z"]),
            ("{}\n{\"type\":\"a\"}", ["{}", "a→"]), ("{}\n{\"type\":\"a\"}\n", ["{}", "a→"]),
            ("{}\n{\"type\":\"a\"}\n\n{\"type\":\"b\"}\n", ["{}", "a→", "b→"]),
            ("{}\n{\"type\":\"a\",\"length\":null}\nxy\n", ["{}", "a→xy"]),
            (
                "{}\n{\"type\":\"a\",\"x\":{\"type\":[1,{\"length\":9}]}}\nz\n",
                ["{}", "a→z"]
            ),
            ("{}\r\n{\"type\":\"a\"}\r\nz\r\n", ["{}\r", "a→z\r"]),
            ("{}\n\n\n{\"type\":\"a\",\"length\":1}\nz\n\n\n", ["{}", "a→z"]),
            ("{}\n{\"type\":\"\"}\nz", ["{}", "→z"]), ("{}\n{\"type\":\"é\"}\nz", ["{}", "Ã©→z"]),
        ] as [(String, [String])])
    func reads(text: String, expected: [String]) {
        let (words, fault) = items(text.bytes)
        #expect(words == expected)
        #expect(fault == nil)
    }

    @Test(
        "Malformed envelopes end in a fault at the right place",
        arguments: [
            ("", .missingHeader, 0), ("\n", .missingHeader, 0), ("\n{}\n", .missingHeader, 0),
            ("{}\nx\n", .malformedHeader, 3), ("{}\n[]\n", .malformedHeader, 3),
            ("{}\n{\n", .malformedHeader, 4), ("{}\n \n", .malformedHeader, 4),
            ("{}\n{\"type\":\"a\"\n}\n", .malformedHeader, 14),
            ("{}\n{\"type\":\"a\"}x\n", .malformedHeader, 15),
            ("{}\n{\"type\":\"a\",}\n", .malformedHeader, 15),
            ("{}\n{\"type\":\"a\",\"type\":\"a\"}\n", .malformedHeader, 3),
            ("{}\n{\"type\":\"a\",\"length\":1,\"length\":1}\nz", .malformedHeader, 3),
            ("{}\n{\"type\":\"a\",\"length\":null,\"length\":1}\nz", .malformedHeader, 3),
            (#"{}\#n{"type":"a","\u0074ype":"b"}\#n"#, .malformedHeader, 3),
            (#"{}\#n{"type":"a","x\n":"b"}\#n"#, .malformedHeader, 3),
            ("{}\n{}\n", .malformedType, 3), ("{}\n{\"length\":1}\nz\n", .malformedType, 3),
            ("{}\n{\"type\":1}\n", .malformedType, 3), ("{}\n{\"type\":null}\n", .malformedType, 3),
            ("{}\n{\"type\":{}}\n", .malformedType, 3),
            ("{}\n{\"Type\":\"a\"}\n", .malformedType, 3),
            (#"{}\#n{"type":"even\u0074"}\#n"#, .malformedType, 3),
            ("{}\n{\"type\":\"a\",\"length\":2}\nx", .malformedLength, 27),
            ("{}\n{\"type\":\"a\",\"length\":1}\n", .malformedLength, 27),
            ("{}\n{\"type\":\"a\",\"length\":1}", .malformedLength, 26),
            ("{}\n{\"type\":\"a\",\"length\":-1}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":-0}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":1.0}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":1e0}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":\"1\"}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":true}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":[1]}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":01}\nx", .malformedHeader, 25),
            ("{}\n{\"type\":\"a\",\"length\":9223372036854775807}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":18446744073709551617}\nx", .malformedLength, 3),
            ("{}\n{\"type\":\"a\",\"length\":1}\nxy\n", .unterminatedPayload, 28),
            ("{}\n{\"type\":\"a\",\"length\":1}\nx\r\n", .unterminatedPayload, 28),
            ("{}\n{\"type\":\"a\",\"length\":0}\nx\n", .unterminatedPayload, 27),
        ] as [(String, EnvelopeFault.Code, Int)])
    func refuses(text: String, code: EnvelopeFault.Code, offset: Int) {
        #expect(items(text.bytes).1 == EnvelopeFault(code, at: offset))
    }

    @Test("A payload that looks like an envelope stays a payload")
    func hiddenItems() {
        let inner = "{\"type\":\"event\"}\n{\"user\":1}\n"
        let body = "{}\n{\"type\":\"attachment\",\"length\":\(inner.utf8.count)}\n\(inner)\n"
        let (words, fault) = items(body.bytes)
        #expect(words == ["{}", "attachment→" + inner])
        #expect(fault == nil)
    }

    @Test("The number of items is limited")
    func manyItems() {
        let limit = EnvelopeCursor.maximumItems
        let item = "{\"type\":\"a\"}\nz\n"
        #expect(items(("{}\n" + String(repeating: item, count: limit)).bytes).0.count == limit + 1)
        let (words, fault) = items(("{}\n" + String(repeating: item, count: limit + 1)).bytes)
        #expect(words.count == limit + 1)
        #expect(fault?.code == .tooManyItems)
    }

    @Test("The header may be asked for late, or never")
    func headerOrder() throws {
        let body = "{\"a\":1}\n{\"type\":\"x\"}\n1\n{\"type\":\"y\"}\n2\n".bytes
        var cursor = EnvelopeCursor()
        let anyFirst = try cursor.next(in: body.span)
        let first = try #require(anyFirst)
        #expect(body.text(first.type) == "x")
        #expect(body.text(first.header) == #"{"type":"x"}"#)
        let header = try cursor.header(in: body.span)
        #expect(body.text(header) == #"{"a":1}"#)
        let anySecond = try cursor.next(in: body.span)
        let second = try #require(anySecond)
        #expect(body.text(second.type) == "y")
    }

    @Test("Any payload comes back from an envelope that is written around it")
    func roundTrip() {
        var random = SeededGenerator(seed: 68)
        for _ in 0..<2000 {
            var body = "{}\n".bytes
            var expected = ["{}"]
            for index in 0..<Int.random(in: 0...4, using: &random) {
                var payload = random.bytes(upTo: 40, from: "{}\n\"type:")
                let hasLength = Bool.random(using: &random)
                if !hasLength { payload.removeAll { $0 == UInt8(ascii: "\n") } }
                let length = hasLength ? ",\"length\":\(payload.count)" : ""
                body += "{\"type\":\"t\(index)\"\(length)}\n".bytes + payload + "\n".bytes
                expected.append("t\(index)→" + payload.text(0..<payload.count))
            }
            let (words, fault) = items(body)
            #expect(words == expected)
            #expect(fault == nil)
        }
    }

    @Test("Changed bytes never trap, and ranges lie inside the body in order")
    func random() {
        var random = SeededGenerator(seed: 69)
        let whole = "{}\n{\"type\":\"a\",\"length\":3}\nx\ny\n{\"type\":\"b\"}\nz\n\n".bytes
        for _ in 0..<20_000 {
            var body = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<body.count, using: &random)
                if Bool.random(using: &random) {
                    body[index] = "\n{}\":,0129x".bytes.randomElement(using: &random) ?? 0
                } else {
                    body.remove(at: index)
                }
            }
            var cursor = EnvelopeCursor()
            var end = 0
            while let item = try? cursor.next(in: body.span) {
                #expect(end <= item.header.lowerBound)
                #expect(item.header.lowerBound < item.type.lowerBound)
                #expect(item.type.upperBound < item.header.upperBound)
                #expect(item.header.upperBound <= item.payload.lowerBound)
                end = item.payload.upperBound
                #expect(end <= cursor.position)
            }
            #expect(cursor.position <= body.count)
        }
    }
}
