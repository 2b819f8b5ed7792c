import Bytes
import Testing

@testable import Transport

/// Whole classes of requests that two programs may read differently, one for each byte or place.
///
/// The single cases of the public collections stand in ``DesyncCorpus``; what those vary by hand is
/// varied here through all bytes.
enum DesyncFamilies {
    /// A family, by what its members have in common.
    struct Family: Sendable, CustomTestStringConvertible {
        let name: String
        let requests: [String]

        var testDescription: String { name }
    }

    /// All bytes as characters, as ``DesyncCorpus/bytes(_:)`` takes them.
    private static func characters(_ range: ClosedRange<UInt8> = 0...255) -> [Character] {
        range.map { Character(Unicode.Scalar($0)) }
    }

    private static func isToken(_ character: Character) -> Bool {
        character.asciiValue.map(ASCII.isToken) ?? false
    }

    /// Control bytes other than a tab.
    private static let controls = (characters(0...0x1F) + ["\u{7F}"]).filter { $0 != "\t" }

    /// Control bytes and all above ASCII: what programs strip, fold or take for a space.
    private static let marks = controls + characters(0x80...0xFF)

    /// A POST with these header lines, whose body is `hello` in both framings.
    private static func post(_ fields: String, _ body: String = "5\r\nhello\r\n0\r\n\r\n") -> String
    {
        "POST /first HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    private static func get(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

    private static func chunked(_ body: String) -> String {
        post("Transfer-Encoding: chunked", body)
    }

    /// The four places of a field in which a mark can stand.
    private static func marked(_ name: String, _ value: String, _ mark: Character) -> [String] {
        [
            "\(name):\(mark)\(value)", "\(name)\(mark): \(value)", "\(mark)\(name): \(value)",
            "\(name): \(value)\(mark)",
        ]
    }

    static let all: [Family] = heads + lines + bodies

    private static let heads: [Family] = [
        Family(
            name: "A mark in or beside Transfer-Encoding",
            requests: marks.flatMap { marked("Transfer-Encoding", "chunked", $0).map { post($0) } }),
        Family(
            name: "A mark in or beside Transfer-Encoding, with a length",
            requests: (marks + [" ", "\t"]).flatMap {
                marked("Transfer-Encoding", "chunked", $0).map {
                    post("Content-Length: 5\r\n\($0)")
                }
            }),
        Family(
            name: "A mark in or beside Content-Length",
            requests: marks.flatMap { marked("Content-Length", "5", $0).map { post($0) } }),
        Family(
            name: "A mark in or beside a second Content-Length",
            requests: (marks + [" ", "\t"]).flatMap {
                marked("Content-Length", "0", $0).map { post("Content-Length: 5\r\n\($0)") }
            }),
        Family(
            name: "A byte between the words of Transfer-Encoding",
            requests: characters().filter { $0 != "-" && $0 != ":" }.filter {
                // A letter or a digit makes another name; all other marks imitate this one.
                !($0.isASCII && ($0.isLetter || $0.isNumber))
            }.map { post("Transfer\($0)Encoding: chunked") }),
        Family(
            name: "A byte between the words of Content-Length",
            requests: characters().filter { $0 != "-" && $0 != ":" }.filter {
                !($0.isASCII && ($0.isLetter || $0.isNumber))
            }.map { post("Content\($0)Length: 5") }),
        Family(
            name: "A framing field behind a control byte in a value",
            requests: controls.flatMap { mark in
                [
                    "X: y\(mark)Transfer-Encoding: chunked", "X: y\(mark)Content-Length: 5",
                    "Content-Length: 5\(mark)X: y", "Transfer-Encoding: chunked\(mark)X: y",
                    "X:\(mark)Content-Length: 5",
                ].map { post($0) }
            }),
        Family(
            name: "A framing field behind half a line end",
            requests: controls.flatMap { mark in
                (mark == "\n" ? [] : ["X: y\r\(mark)Content-Length: 5"])
                    + (mark == "\r" ? [] : ["X: y\(mark)\nContent-Length: 5"])
            }.map { post($0) }),
        Family(
            name: "A byte that no name has",
            requests: characters().filter { !isToken($0) && $0 != ":" }.map { post("X\($0)Y: z") }),
        Family(
            name: "A byte that no value has", requests: controls.map { post("X: y\($0)z") }),
        Family(
            name: "A byte that no host has",
            requests: characters().filter {
                !($0.isASCII && ($0.isLetter || $0.isNumber)) && !"-_.".contains($0)
            }.map { "GET / HTTP/1.1\r\nHost: a\($0)b\r\n\r\n" }),
    ]

    private static let lines: [Family] = [
        Family(
            name: "A byte that no method has",
            requests: characters().filter { !isToken($0) }.flatMap {
                [get("G\($0)ET / HTTP/1.1"), get("\($0)GET / HTTP/1.1")]
            }),
        Family(
            name: "A byte that no target has",
            requests: (characters(0...0x20) + characters(0x7F...0xFF) + ["#", "\\"]).map {
                get("GET /a\($0)b HTTP/1.1")
            }),
        Family(
            name: "A byte beside the version",
            requests: characters().flatMap {
                [get("GET / HTTP/1.1\($0)"), get("GET / \($0)HTTP/1.1")]
            }),
        Family(
            name: "A byte in the place of a space",
            requests: characters().filter { $0 != " " }.flatMap {
                [get("GET\($0)/ HTTP/1.1"), get("GET /\($0)HTTP/1.1")]
            }),
        Family(
            name: "Another version",
            requests: (0...9).flatMap { major in (0...9).map { (major, $0) } }.filter {
                $0.0 != 1 || $0.1 > 1
            }.map { get("GET / HTTP/\($0.0).\($0.1)") }),
        Family(
            name: "Lines that end in another way",
            requests: [
                "\n", "\r", "\n\r", "\r\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{E2}\u{80}\u{A8}",
            ].flatMap { end in
                [
                    "GET / HTTP/1.1\(end)Host: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\(end)\r\n",
                    "GET / HTTP/1.1\r\nHost: a\(end)X: y\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\n\(end)X: y\r\n\r\n",
                ]
            }),
        Family(
            name: "Folded lines",
            requests: [" ", "\t", "  ", " \t "].flatMap { blank in
                [
                    "\(blank)Host: a", "Host: a\r\n\(blank)b",
                    "Host: a\r\n\(blank)Content-Length: 5",
                    "Host: a\r\nContent-Type: x;\r\n\(blank)y", "Host:\r\n\(blank)a",
                    "Host: a\r\nX: y\r\n\(blank)GET /hidden HTTP/1.1",
                    "Host: a\r\nX\r\n\(blank): y",
                    "Host: a\r\nX: y\r\n\(blank)", "\(blank)\r\nHost: a",
                    "Host: a\r\nConnection:\r\n\(blank)close",
                    "Host: a\r\nTransfer-Encoding: chunked\r\n\(blank)x",
                    "Host: a\r\nTransfer-Encoding:\r\n\(blank)chunked",
                ].map { "POST /first HTTP/1.1\r\n\($0)\r\n\r\n5\r\nhello\r\n0\r\n\r\n" }
            }),
    ]

    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

    private static let bodies: [Family] = [
        Family(
            name: "A chunk line or a chunk that ends in another way",
            requests: ["\n", "\r", "\rX", "\r\r", "\n\r", "\u{B}", "\u{C}", "\0", "\u{85}"].flatMap
            {
                end in
                [
                    "5\(end)hello\r\n0\r\n\r\n", "5;\(end)hello\r\n0\r\n\r\n",
                    "5;a\(end)hello\r\n0\r\n\r\n", "5;a=\(end)\r\nhello\r\n0\r\n\r\n",
                    "5;a=\"\(end == "\u{85}" ? "\n" : end)\"\r\nhello\r\n0\r\n\r\n",
                    "2;\(end)xx\r\n4c\r\n0\r\n\r\n", "5\r\nhello\(end)0\r\n\r\n",
                    "5\r\nhello\(end)\r\n0\r\n\r\n", "3\r\nabc\(end)2\r\nde\r\n0\r\n\r\n",
                    "5\r\nhello\r\n0\(end)\r\n", "5\r\nhello\r\n0\r\n\(end)",
                    "5\r\nhello\r\n0\r\nX: y\(end)\r\n", "5\r\nhello\r\n\(end)0\r\n\r\n",
                ].map { chunked($0) }
            }),
        Family(
            name: "A size that is longer, shorter or followed by something",
            requests: ["", "XX", "\r\n\r\n"].flatMap { end in
                ["5\r\nhello\(end)0\r\n\r\n", "6\r\nhello\(end)\r\n0\r\n\r\n"].map { chunked($0) }
            }),
        Family(
            name: "A byte before or after a size",
            requests: characters().filter { !($0.isASCII && $0.isHexDigit) }.flatMap { byte in
                ["\(byte)5\r\nhello\r\n0\r\n\r\n"]
                    + (byte == ";" ? [] : ["5\(byte)\r\nhello\r\n0\r\n\r\n"])
            }.map { chunked($0) }),
        Family(
            name: "A byte that no extension has",
            requests: characters().filter { !isToken($0) && $0 != ";" && $0 != "=" }.flatMap {
                ["5;a\($0)b\r\nhello\r\n0\r\n\r\n", "5;a=b\($0)\r\nhello\r\n0\r\n\r\n"]
            }.map { chunked($0) }),
        Family(
            name: "A field that must not come last",
            requests: [
                "Content-Length: 5", "Transfer-Encoding: chunked", "Host: b", "Authorization: x",
                "Cookie: a=b", "Content-Type: text/plain", "Content-Encoding: gzip", "TE: trailers",
                "Connection: close", "Trailer: x", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=x",
                "X-Real-IP: 192.0.2.1", "Origin: https://b", "Expect: 100-continue", "Upgrade: h2c",
                "Content_Length: 5", "Sec-GPC: 0", "User-Agent: x", "Referer: x",
            ].map { chunked("5\r\nhello\r\n0\r\n\($0)\r\n\r\n") }),
        Family(
            name: "A request inside of a body that another reader ends earlier",
            requests: [
                "Content-Length: \(5 + hidden.utf8.count)\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: \(5 + hidden.utf8.count)",
                "Content-Length: 6\r\nTransfer-Encoding: chunked",
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 30",
                "Content-Length: +\(5 + hidden.utf8.count)\r\nTransfer-Encoding: chunked",
                "Content-Length: \(5 + hidden.utf8.count)x\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked\r\nContent-Length: \(5 + hidden.utf8.count)",
                "Content-Length: \(5 + hidden.utf8.count)\r\nTransfer-Encoding: chunked ",
                "Content-Length: \(5 + hidden.utf8.count)\r\nTransfer-Encoding: , chunked",
                "Content-Length: \(5 + hidden.utf8.count)\r\nTransfer-Encoding: CHUNKED",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5",
                "Content-Length: 4\r\nContent-Length: \(5 + hidden.utf8.count)",
                "Content-Length: 0\r\nContent-Length: 5",
            ].map { post($0, "0\r\n\r\n\(hidden)") } + [
                post(
                    "Transfer-Encoding: chunked\r\nContent-Length: 4",
                    "21\r\n\(hidden)\r\n0\r\n\r\n"),
                chunked("+0\r\n\r\n\(hidden)"), chunked("0x0\r\n\r\n\(hidden)"),
                chunked("-0\r\n\r\n\(hidden)"), chunked("0_0\r\n\r\n\(hidden)"),
                "GET /first HTTP/1.1\r\nHost: a\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)",
                "HEAD /first HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                "GET /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ]),
    ]

    /// Whether the first request in `bytes` is refused, in its head or in its body.
    static func isRefused(_ bytes: [UInt8]) -> Bool {
        var parser = RequestParser()
        var head = RequestHead()
        switch parser.parse(bytes.span, into: &head) {
        case .refused: return true
        case .needMore: return false
        case .complete: break
        }
        guard head.framing == .chunked else { return false }
        let body = Array(bytes[head.headLength...])
        if case .refused = ChunkedSnapshot.decode(body, step: body.count).progress { return true }
        return false
    }
}
