import Bytes
import Testing

@testable import Decoding

@Suite("W3C extended logs")
struct W3CTests {
    @Test(
        "A directive names the columns",
        arguments: [
            ("#Fields: date time c-ip", ["date", "time", "c-ip"]),
            ("#fields:\tdate\tcs(User-Agent) ", ["date", "cs(User-Agent)"]),
            ("#FIELDS:date", ["date"]), ("#Fields:", nil), ("#Fields:  ", nil), ("#Fields", nil),
            ("#Field: date", nil), ("Fields: date", nil), ("", nil), ("#Date: 2024-10-10", nil),
            (" #Fields: date", nil),
        ] as [(String, [String]?)])
    func readsDirective(line: String, expected: [String]?) {
        let bytes = line.bytes
        let names = W3CDirective.fieldNames(bytes.span)?.map { bytes.text($0) }
        #expect(names == expected)
    }

    @Test("A directive with more columns than any server writes is none")
    func limitsColumns() {
        let most = ("#Fields:" + String(repeating: " a", count: W3CColumns.capacity)).bytes
        let more = most + " a".bytes
        let count = W3CDirective.fieldNames(most.span)?.count
        let isRefused = W3CDirective.fieldNames(more.span) == nil
        #expect(count == W3CColumns.capacity && isRefused)
    }

    @Test(
        "A line has as many columns as the directive names, or it does not fit",
        arguments: [
            ("a b c", ["a", "b", "c"], false), ("a b", nil, false), ("a b c d", nil, false),
            ("a  c", nil, false), ("a b c ", ["a", "b", "c"], false), ("", nil, false),
            ("a\tb b\tc", ["a", "b b", "c"], true), ("a\t\tc", ["a", "", "c"], true),
            ("a\tb\t", ["a", "b", ""], true), ("a\tb\tc\td", nil, true), ("a b\tc", nil, true),
            (#"a "b b" c"#, ["a", #""b b""#, "c"], false),
            (#""a ""x"" a" b c"#, [#""a ""x"" a""#, "b", "c"], false),
            (#"a "b c"#, ["a", "\"b", "c"], false),
            (#"a "b b"c d"#, nil, false), (#"a "b b c"#, nil, false),
        ] as [(String, [String]?, Bool)])
    func splits(line: String, expected: [String]?, isTabbed: Bool) {
        let bytes = line.bytes
        var columns = W3CColumns()
        let fits = columns.split(bytes.span, expecting: 3)
        let found = fits ? columns.ranges.map { bytes.text($0) } : nil
        let tabbed = columns.isTabbed
        #expect(found == expected)
        #expect(tabbed == isTabbed)
    }

    @Test(
        "Values are read as the client sent them and written as the server would",
        arguments: [
            ("Mozilla/5.0+(X11)", false, "Mozilla/5.0 (X11)"), ("a%20b", false, "a%20b"),
            ("Mozilla/5.0%20(X11)", true, "Mozilla/5.0 (X11)"),
            ("Mozilla/5.0%2520(X11)", true, "Mozilla/5.0 (X11)"), ("a+b", true, "a+b"),
            ("a b", true, "a b"), ("curl/8", true, "curl/8"), ("%22%25", true, "\"%"),
        ] as [(String, Bool, String)])
    func decodes(value: String, isTabbed: Bool, plain: String) {
        let bytes = value.bytes
        let text = W3CText(of: bytes.span, isTabbed: isTabbed)
        var scratch = ByteBuffer()
        let decoded = written { text.decode(bytes.span, scratch: &scratch, into: &$0) }
        #expect(decoded == plain.bytes)
        let encoded = written { text.encode(decoded.span, into: &$0) }
        #expect(encoded == bytes)
    }

    @Test(
        "What takes a value's place brings no separator",
        arguments: [
            ("x", false, "a+b+c"), ("x", true, "a%20b%09c"), ("%2520", true, "a%2520b%2509c"),
            ("x y", true, "a b c"),
        ] as [(String, Bool, String)])
    func encodes(value: String, isTabbed: Bool, expected: String) {
        let bytes = value.bytes
        let text = W3CText(of: bytes.span, isTabbed: isTabbed)
        let other = "a b\tc".bytes
        let encoded = written { text.encode(other.span, into: &$0) }
        #expect(encoded == expected.bytes)
    }
}
