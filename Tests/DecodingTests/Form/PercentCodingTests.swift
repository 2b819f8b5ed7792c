import Testing

@testable import Decoding

@Suite("Percent-encoding")
struct PercentCodingTests {
    @Test(
        "Decoding resolves once and keeps malformed signs",
        arguments: [
            ("", "", true), ("abc", "abc", true), ("a%20b", "a b", true), ("%2540", "%40", true),
            ("%e9%C3", "\u{E9}\u{C3}", true), ("a+b", "a b", true), ("%2B", "+", true),
            ("%", "%", false), ("%4", "%4", false), ("%zz", "%zz", false),
            ("%4g%41", "%4gA", false),
            ("%%41", "%A", false), ("100%+x", "100% x", false), ("%00", "\u{0}", true),
        ] as [(String, String, Bool)])
    func decodes(text: String, expected: String, wellFormed: Bool) {
        let bytes = text.bytes
        var isWellFormed = !wellFormed
        let output = written {
            isWellFormed = PercentCoding.decode(bytes.span, plusIsSpace: true, into: &$0)
        }
        #expect(output.text(0..<output.count) == expected)
        #expect(isWellFormed == wellFormed)
    }

    @Test("A plus stays a plus in a path")
    func plusInPath() {
        let bytes = "a+b%20c".bytes
        let output = written { PercentCoding.decode(bytes.span, plusIsSpace: false, into: &$0) }
        #expect(output == "a+b c".bytes)
        let plain = "a+b".bytes
        let needs = (
            PercentCoding.needsDecoding(plain.span, plusIsSpace: false),
            PercentCoding.needsDecoding(plain.span, plusIsSpace: true),
            PercentCoding.needsDecoding(bytes.span, plusIsSpace: false)
        )
        #expect(needs == (false, true, true))
    }

    @Test("The form set keeps letters, digits and four marks, and nothing else")
    func formSet() {
        let kept = (UInt8.min...UInt8.max).filter(PercentCoding.Set.formValue.contains)
        let expected = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
        #expect(kept == expected.bytes)
    }

    @Test("The path set adds the marks of a path, a segment has no slash")
    func pathSet() {
        let kept = (UInt8.min...UInt8.max).filter(PercentCoding.Set.path.contains)
        let segment = (UInt8.min...UInt8.max).filter(PercentCoding.Set.pathSegment.contains)
        for byte in "/:@!$&'()*+,;=".bytes { #expect(kept.contains(byte)) }
        for byte in " \"#%<>?[\\]^`{|}\u{7F}".bytes { #expect(!kept.contains(byte)) }
        #expect(segment == kept.filter { $0 != UInt8(ascii: "/") })
    }

    @Test("Encoding writes upper-case digits")
    func encodes() {
        let bytes = "a b/é&~".bytes
        let value = written { PercentCoding.encode(bytes.span, allowing: .formValue, into: &$0) }
        let path = written { PercentCoding.encode(bytes.span, allowing: .path, into: &$0) }
        #expect(value == "a%20b%2F%C3%A9%26~".bytes)
        #expect(path == "a%20b/%C3%A9&~".bytes)
    }

    @Test("Whatever is encoded comes back")
    func roundTrip() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<1000 {
            let bytes = random.bytes(upTo: 60, from: "a%+&=/4")
            for set in [PercentCoding.Set.formValue, .path, .pathSegment] {
                let encoded = written {
                    PercentCoding.encode(bytes.span, allowing: set, into: &$0)
                }
                let decoded = written {
                    let wellFormed = PercentCoding.decode(
                        encoded.span, plusIsSpace: false, into: &$0)
                    #expect(wellFormed)
                }
                #expect(decoded == bytes)
            }
        }
    }

    @Test("Decoding changes the input exactly when it said so")
    func needsDecoding() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<1000 {
            let bytes = random.bytes(upTo: 40, from: "ab+%41")
            for plus in [false, true] {
                if PercentCoding.needsDecoding(bytes.span, plusIsSpace: plus) { continue }
                let decoded = written {
                    PercentCoding.decode(bytes.span, plusIsSpace: plus, into: &$0)
                }
                #expect(decoded == bytes)
            }
        }
    }
}
