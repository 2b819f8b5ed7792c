import Bytes
import Testing

@testable import Decoding

@Suite("Base64")
struct Base64Tests {
    private func decoded(
        _ text: [UInt8], paddedWith padding: Base64Form.Padding = .equals
    ) -> (bytes: [UInt8], form: Base64Form?) {
        var form: Base64Form?
        let bytes = written { form = Base64.decode(text.span, paddedWith: padding, into: &$0) }
        return (bytes, form)
    }

    private func encoded(_ bytes: [UInt8], as form: Base64Form) -> [UInt8] {
        written { Base64.encode(bytes.span, as: form, into: &$0) }
    }

    private static let standard = Base64Form(alphabet: .standard, padding: .equals)
    private static let urlSafe = Base64Form(alphabet: .urlSafe, padding: .none)
    private static let dotted = Base64Form(alphabet: .urlSafe, padding: .dots)
    private static let everyForm: [Base64Form] = [
        standard, urlSafe, dotted, Base64Form(alphabet: .standard, padding: .none),
        Base64Form(alphabet: .standard, padding: .dots),
        Base64Form(alphabet: .urlSafe, padding: .equals),
    ]

    @Test(
        "The vectors of RFC 4648 10 are read and written",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, text: String) {
        let (bytes, form) = decoded(text.bytes)
        #expect(bytes == plain.bytes)
        #expect(form == Self.standard)
        #expect(encoded(plain.bytes, as: Self.standard) == text.bytes)
    }

    @Test(
        "The spelling is remembered, and guessed where the text does not show it",
        arguments: [
            ("+/+/", .standard, .equals), ("-_-_", .urlSafe, .none), ("Zg", .urlSafe, .none),
            ("Zm8", .urlSafe, .none), ("Zm9v", .standard, .equals), ("+w", .standard, .none),
            ("-w", .urlSafe, .none), ("-w==", .urlSafe, .equals), ("/w==", .standard, .equals),
        ] as [(String, Base64Form.Alphabet, Base64Form.Padding)])
    func remembersSpelling(text: String, alphabet: Base64Form.Alphabet, padding: Base64Form.Padding)
    {
        #expect(decoded(text.bytes).form == Base64Form(alphabet: alphabet, padding: padding))
    }

    @Test(
        "What is not base64 is refused and leaves nothing behind",
        arguments: [
            "Z", "Zm9vY", "Zg=", "Zg===", "Zm8==", "Zm9v=", "Zm9v==", "=", "==", "====", "Z===",
            "Zg==Zg==", "Zm9v Zm9v", "Zm9v\n", " Zm9v", "Zm\r\n9v", "Zm9v*", "Zm9vé", "+-+-",
            "Zm+_", "____++++", "Zg==\n", "MQ..", "Zm9v\u{0}", "Zh==", "Zh", "Zm9=", "Zm9", "Z=8=",
            "Zm9vZm9vZm9v!m9v", "%2B%2F", "Zm9v,Zm9v",
        ])
    func refuses(text: String) {
        var output = ByteBuffer()
        output.append("kept")
        let bytes = text.bytes
        let form = Base64.decode(bytes.span, into: &output)
        #expect(form == nil)
        #expect(output.span.array == "kept".bytes)
    }

    @Test(
        "Google's dots are padding only where they are asked for",
        arguments: [("MQ..", "1"), ("MTI.", "12"), ("MTIz", "123")])
    func dots(text: String, plain: String) {
        let (bytes, form) = decoded(text.bytes, paddedWith: .dots)
        #expect(bytes == plain.bytes)
        #expect(form == Self.dotted)
        #expect(encoded(plain.bytes, as: Self.dotted) == text.bytes)
        #expect(decoded("MQ==".bytes, paddedWith: .dots).form == nil)
        #expect(decoded("MQ==".bytes, paddedWith: .none).form == nil)
        #expect(decoded("MQ".bytes, paddedWith: .dots).form == Self.urlSafe)
    }

    @Test("Every byte has its letter or none", arguments: UInt8.min...UInt8.max)
    func letters(byte: UInt8) {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".bytes
        let sixBits: UInt8? =
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
            default: alphabet.firstIndex(of: byte).map(UInt8.init)
            }
        // In each of the four places; the others hold zeros.
        for place in 0..<4 {
            var text = "AAAA".bytes
            text[place] = byte
            let (bytes, form) = decoded(text)
            let isPad = byte == UInt8(ascii: "=") && place == 3
            #expect((form != nil) == (sixBits != nil || isPad))
            guard let sixBits, form != nil else { continue }
            let word = UInt32(sixBits) << UInt32(6 * (3 - place))
            #expect(bytes == [UInt8(word >> 16), UInt8(word >> 8 & 255), UInt8(word & 255)])
        }
    }

    @Test("Bytes come back from every form, and so does the form if it shows", arguments: everyForm)
    func roundTrip(form: Base64Form) throws {
        var random = SeededGenerator(seed: 60)
        for _ in 0..<2000 {
            let bytes = random.bytes(upTo: 50, from: "abc")
            let text = encoded(bytes, as: form)
            let (back, found) = decoded(text, paddedWith: form.padding)
            #expect(back == bytes)
            let spelling = try #require(found)
            let shows = text.contains { "+/-_".bytes.contains($0) }
            if shows { #expect(spelling.alphabet == form.alphabet) }
            if shows, bytes.count % 3 != 0 { #expect(spelling == form) }
        }
    }

    @Test("What is read is written back byte for byte, so that each value has one spelling")
    func canonical() {
        var random = SeededGenerator(seed: 61)
        var accepted = 0
        for _ in 0..<40_000 {
            let text = random.bytes(upTo: 9, from: "AQgwZ+/-_==")
            for padding in [Base64Form.Padding.equals, .dots, .none] {
                let (bytes, form) = decoded(text, paddedWith: padding)
                guard let form else { continue }
                accepted += 1
                #expect(encoded(bytes, as: form) == text)
            }
        }
        #expect(accepted > 1000)
    }
}
