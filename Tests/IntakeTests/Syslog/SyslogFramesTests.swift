import Bytes
import Testing

@testable import Intake

/// What a stream gave: messages, and marks for everything else that is told.
struct FramedStream: Equatable {
    var messages: [String] = []
    var overlong = 0
    var empty = 0
    var isBroken = false

    /// Feeds `stream` in the given pieces, as reads would bring them.
    init(
        _ pieces: [[UInt8]], framing: SyslogFraming = .automatic, longest: Int = 1_000,
        endsWell: Bool = true
    ) {
        var frames = SyslogFrames(framing: framing, longest: longest)
        var rest: [UInt8] = []
        for piece in pieces where !isBroken {
            rest += piece
            take(&rest, &frames, isEnd: false)
        }
        if endsWell, !isBroken { take(&rest, &frames, isEnd: true) }
    }

    private mutating func take(
        _ rest: inout [UInt8], _ frames: inout SyslogFrames, isEnd: Bool
    ) {
        while true {
            var consumed = 0
            switch frames.next(in: rest.span, isEnd: isEnd) {
            case .message(let range, let count):
                messages.append(String(decoding: rest[range], as: UTF8.self))
                consumed = count
            case .skipped(let count): consumed = count
            case .empty(let count):
                empty += 1
                consumed = count
            case .overlong(let count):
                overlong += 1
                consumed = count
            case .needMore: return
            case .broken:
                isBroken = true
                return
            }
            rest.removeFirst(consumed)
        }
    }

    init(_ text: String, framing: SyslogFraming = .automatic, longest: Int = 1_000) {
        self.init([Array(text.utf8)], framing: framing, longest: longest)
    }
}

@Suite struct `The messages of a syslog stream` {
    static let streams: [(String, [String])] = [
        ("9 <34>a b c", ["<34>a b c"]),
        ("5 <1>ab6 <1>abc", ["<1>ab", "<1>abc"]),
        ("<34>one\n<34>two\n", ["<34>one", "<34>two"]),
        ("<34>one\r\n<34>two\r\n", ["<34>one", "<34>two"]),
        ("<34>one\0<34>two\0", ["<34>one", "<34>two"]),
        ("<34>one\0\n<34>two\n\n\n", ["<34>one", "<34>two"]),
        // What senders leave off, or add.
        ("<34>without an end", ["<34>without an end"]),
        ("10 <34>line\r\n8 <34>two\n", ["<34>line", "<34>two"]),
        ("8 <34>two\0\n7 <34>abc\n", ["<34>two", "<34>abc"]),
        // Both framings on one connection.
        (
            "<34>one\n7 <34>two<34>three\n9 <34>f\no\nr",
            ["<34>one", "<34>two", "<34>three", "<34>f\no\nr"]
        ),
        // A line feed inside is the message's own, when it is counted.
        ("8 <34>a\nb\n<34>c\n", ["<34>a\nb", "<34>c"]),
        ("no priority\n<34>x\n", ["no priority", "<34>x"]),
        ("", []), ("\n\r\n\0\n", []),
    ]

    @Test(arguments: streams)
    func `are found, wherever reads cut it`(stream: String, messages: [String]) {
        let bytes = Array(stream.utf8)
        let whole = FramedStream([bytes])
        #expect(whole.messages == messages)
        #expect(!whole.isBroken && whole.overlong == 0)
        for cut in 0...bytes.count {
            #expect(FramedStream([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
        #expect(FramedStream(bytes.map { [$0] }) == whole)
    }

    @Test(arguments: [
        "0 <34>x\n", "05 <34>x", "00000000000000000005 <34>x", "5<34>x", "5", "5 <34>",
        "12a <34>x\n",
        "-5 <34>x", "5\t<34>x", "5\n<34>x\n", "10000000 <34>x", "18446744073709551621 <34>x",
        "192.0.2.1 - - [01/Jul/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n",
    ])
    func `end where a count is none`(stream: String) {
        let isLine = stream.hasPrefix("-")
        let bytes = Array(stream.utf8)
        let whole = FramedStream([bytes])
        #expect(whole.isBroken != isLine)
        #expect(whole.messages.count == (isLine ? 1 : 0))
        for cut in 0...bytes.count {
            #expect(FramedStream([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
    }

    @Test func `keep those before a count that is none`() {
        let stream = FramedStream("5 <1>ab<2>c\n0x")
        #expect(stream.messages == ["<1>ab", "<2>c"])
        #expect(stream.isBroken)
    }

    @Test(arguments: [
        ("11 <1>89012345<2>next\n", ["<2>next"], 1),
        ("9999999 <1>89012345<2>next\n", [], 1),
        ("<1>89012345\n<2>next\n", ["<2>next"], 1),
        ("<1>8901234567890123456789\r\n<2>next\n", ["<2>next"], 1),
        ("<1>8901234567890123456789", [], 1),
        ("<1>8901234567890123456789\0<1>8901234567890123456789\n<2>x", ["<2>x"], 2),
        // Ten bytes are just right, with any end.
        (
            "<1>8901234\n10 <1>8901234<1>8901234\r\n<1>8901234\0<1>8901234",
            Array(repeating: "<1>8901234", count: 5), 0
        ),
        ("<1>8901234\r\r\n<2>x\n", ["<2>x"], 1),
    ])
    func `are skipped whole when they are too long`(
        stream: String, messages: [String], overlong: Int
    ) {
        let bytes = Array(stream.utf8)
        let whole = FramedStream([bytes], longest: 10)
        #expect(whole.messages == messages)
        #expect(whole.overlong == overlong)
        #expect(!whole.isBroken)
        for cut in 0...bytes.count {
            let pieces = FramedStream([Array(bytes[..<cut]), Array(bytes[cut...])], longest: 10)
            #expect(pieces == whole)
        }
        #expect(FramedStream(bytes.map { [$0] }, longest: 10) == whole)
    }

    @Test func `are lines also when they begin with a digit, if lines were declared`() {
        let stream = FramedStream("192.0.2.1 - GET\n5 <34>x\n", framing: .newline)
        #expect(stream.messages == ["192.0.2.1 - GET", "5 <34>x"])
        #expect(!stream.isBroken)
    }

    @Test func `must be counted, if counts were declared`() {
        let stream = FramedStream("5 <1>ab\n<34>x\n", framing: .octetCounted)
        #expect(stream.messages == ["<1>ab"])
        #expect(stream.isBroken)
    }

    @Test func `may be empty when they are counted`() {
        let stream = FramedStream("1 \n2 \r\n3 <1>")
        #expect(stream.messages == ["<1>"])
        #expect(stream.empty == 2)
    }

    @Test func `are found again when they could not be taken`() {
        var frames = SyslogFrames(framing: .automatic, longest: 100)
        let bytes = Array("<34>one\n5 <1>ab".utf8)
        let expected = SyslogFrames.Step.message(0..<7, consumed: 8)
        #expect(frames.next(in: bytes.span.extracting(..<5), isEnd: false) == .needMore)
        for _ in 0..<3 { #expect(frames.next(in: bytes.span, isEnd: false) == expected) }
        let rest = bytes.span.extracting(8...)
        let counted = SyslogFrames.Step.message(2..<7, consumed: 7)
        for _ in 0..<3 {
            let step = frames.next(in: rest, isEnd: false)
            #expect(step == counted)
        }
    }

    /// A flood of NULs, digits, line feeds and angle brackets in all orders must never trap, never give
    /// an empty or overlong message, and never depend on where it is cut.
    @Test func `survive whatever stands in it`() {
        let alphabet = Array("<>0159 \n\r\0a".utf8)
        var state: UInt64 = 42
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<2_000 {
            let bytes = (0..<draw(60)).map { _ in alphabet[draw(alphabet.count)] }
            let whole = FramedStream([bytes], longest: 12)
            #expect(whole.messages.allSatisfy { (1...12).contains($0.utf8.count) })
            let cut = draw(bytes.count + 1)
            let pieces = FramedStream([Array(bytes[..<cut]), Array(bytes[cut...])], longest: 12)
            #expect(pieces == whole)
            #expect(FramedStream(bytes.map { [$0] }, longest: 12) == whole)
        }
    }
}
