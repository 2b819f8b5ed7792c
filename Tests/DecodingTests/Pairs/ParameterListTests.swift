import Bytes
import Testing

@testable import Decoding

@Suite("Parameter lists")
struct ParameterListTests {
    /// The scheme and the pairs, with a `!` where the list was refused.
    private func parsed(_ bytes: [UInt8]) -> [String] {
        var cursor = ParameterListCursor()
        var words: [String] = []
        while let pair = cursor.next(in: bytes.span) {
            words.append(bytes.text(pair.name) + "→" + bytes.text(pair.value))
        }
        if let scheme = cursor.scheme { words.insert(bytes.text(scheme) + ":", at: 0) }
        let position = cursor.position
        if position < bytes.count { words.append("!") }
        // Nothing follows the end or a refusal.
        #expect(cursor.next(in: bytes.span) == nil)
        #expect(cursor.position == position)
        return words
    }

    @Test(
        "Lists of parameters are read",
        arguments: [
            ("", []), (" ", []), (",;, ;", []), ("a=b", ["a→b"]), (" a=b ", ["a→b"]),
            (#"a=b; c="d e""#, ["a→b", "c→d e"]), ("a=b,c=d;e=f", ["a→b", "c→d", "e→f"]),
            (
                "Sentry sentry_version=7, sentry_client=sentry.javascript.browser/10.0.0, "
                    + "sentry_key=0123abcd",
                [
                    "Sentry:", "sentry_version→7",
                    "sentry_client→sentry.javascript.browser/10.0.0", "sentry_key→0123abcd",
                ]
            ),
            ("Sentry\ta=b", ["Sentry:", "a→b"]), ("Sentry  a = b", ["Sentry:", "a→b"]),
            ("a = b", ["a→b"]), ("a =b;c= d", ["a→b", "c→d"]), ("a=", ["a→"]),
            ("a=;b", ["a→", "b→"]),
            (#"a="";b="\"\\";c="ü""#, ["a→", #"b→\"\\"#, "c→Ã¼"]),
            (
                #"form-data; name="a;b,c"; filename="x""#,
                ["form-data→", "name→a;b,c", "filename→x"]
            ),
            ("token", ["token→"]), ("a=b=c; d==", ["a→b=c", "d→="]),
            ("Secure; HttpOnly", ["Secure→", "HttpOnly→"]),
            (#"Digest realm="x",nonce=y"#, ["Digest:", "realm→x", "nonce→y"]),
            ("a=b;", ["a→b"]), ("a=\tb", ["a→b"]),
        ] as [(String, [String])])
    func reads(text: String, expected: [String]) {
        #expect(parsed(text.bytes) == expected)
    }

    @Test(
        "What is no list of parameters is refused where it begins",
        arguments: [
            ("Basic dXNlcjpwYXNz", ["Basic:", "!"]), ("Basic dXNlcg==", ["Basic:", "!"]),
            ("Basic dXNlcnM=", ["Basic:", "!"]), ("Bearer abc.def-_~", ["Bearer:", "!"]),
            ("Bearer a/b+c", ["Bearer:", "!"]), ("=a", ["!"]), ("a=b;=c", ["a→b", "!"]),
            (#"a="b"#, ["!"]), (#"a="b\"#, ["!"]), (#"a="b\""#, ["!"]), (#"a="b"c"#, ["!"]),
            (#"a=b"c""#, ["!"]), ("a=b c", ["!"]), ("a=b c=d", ["!"]), ("a b c", ["a:", "!"]),
            ("a=\u{1}", ["!"]), ("a=\"\n\"", ["!"]), ("a=\"\\\n\"", ["!"]), ("a=b\u{7F}", ["!"]),
            ("ü=a", ["!"]), ("a[b]=c", ["!"]), ("Sentry a=b, c", ["Sentry:", "a→b", "!"]),
            (#"{"a":"b"}"#, ["!"]), (#""a"=b"#, ["!"]), ("a=b\r\nc=d", ["!"]),
        ] as [(String, [String])])
    func refuses(text: String, expected: [String]) {
        #expect(parsed(text.bytes) == expected)
    }

    @Test("Random lists never trap, and ranges lie in order")
    func random() {
        var random = SeededGenerator(seed: 65)
        var refused = 0
        for _ in 0..<20_000 {
            let bytes = random.bytes(upTo: 20, from: #"ab=;," \="#)
            var cursor = ParameterListCursor()
            var end = 0
            while let pair = cursor.next(in: bytes.span) {
                #expect(end <= pair.name.lowerBound && !pair.name.isEmpty)
                #expect(pair.name.upperBound <= pair.value.lowerBound)
                #expect(pair.value.upperBound <= cursor.position)
                end = cursor.position
            }
            #expect(cursor.position <= bytes.count)
            if cursor.position < bytes.count { refused += 1 }
        }
        #expect(refused > 1000)
        #expect(refused < 19_000)
    }
}
