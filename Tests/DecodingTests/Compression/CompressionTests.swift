import Bytes
import Testing

@testable import Decoding

@Suite("Compressed bodies")
struct CompressionTests {
    private func inflated(
        _ bytes: [UInt8], limit: Int = 1 << 20
    ) -> Result<[UInt8], InflateFault> {
        var output = ByteBuffer()
        output.append("kept")
        do {
            try Compression.inflate(bytes.span, limit: limit, into: &output)
        } catch {
            // A fault leaves nothing behind.
            #expect(output.span.array == "kept".bytes)
            return .failure(error)
        }
        let isKept = output.span.hasPrefix("kept")
        #expect(isKept)
        return .success(Array(output.span.array.dropFirst(4)))
    }

    private static func stored(_ plain: [UInt8]) -> DeflateWriter {
        var writer = DeflateWriter()
        writer.stored(plain)
        return writer
    }

    private static func zeros(matches: Int) -> (gzip: [UInt8], zlib: [UInt8], plain: [UInt8]) {
        var writer = DeflateWriter()
        writer.zeros(matches: matches)
        let plain = [UInt8](repeating: 0, count: 1 + 258 * matches)
        return (writer.gzip(of: plain), writer.zlib(of: plain), plain)
    }

    /// What Python's `gzip.compress(event, 9)` and `zlib.compress(event, 9)` make of one event.
    private static let gzipEvent =
        "H4sIAAAAAAACA53TzYqDMBQF4FeRrKWJ5tds+xhDKRm9Dik2iklnU/rujeCkmNWQXST3fIje80TwCy5c7YA0Ik"
        + "1LGRdSdea7H2BENbqD9+YH4uXZODeHagUzVMs6L7AGC76ax+rh4qx1MMT5cTUxgvTXE412AhefYtYsi8YY+2CC"
        + "7fHN47ux7kRONx8jU4y6GWlSo36e9pN11xhCOqwPeNX/wJojRmXSmqaAa4+cZIlr2wKOHrlme6fdo7TAY5nHVP"
        + "IYK/B45imePM4LPHH02u2j7Z4QBZ7MPN4lT8oCT2VeJ5KnCrguW77tn/5tX1eyzCTf5k85aFE7snow8ukHy/tx"
        + "eb0BA/qVgxYEAAA="
    private static let zlibEvent =
        "eNqd082KgzAUBeBXkayliebXbPsYQykZvQ4pNopJZ1P67o3gpJjVkF0k93yI3vNE8AsuXO2ANCJNSxkXUnXmux"
        + "9gRDW6g/fmB+Ll2Tg3h2oFM1TLOi+wBgu+msfq4eKsdTDE+XE1MYL01xONdgIXn2LWLIvGGPtggu3xzeO7se5E"
        + "TjcfI1OMuhlpUqN+nvaTddcYQjqsD3jV/8CaI0Zl0pqmgGuPnGSJa9sCjh65Znun3aO0wGOZx1TyGCvweOYpnj"
        + "zOCzxx9Nrto+2eEAWezDzeJU/KAk9lXieSpwq4Llu+7Z/+bV9Xsswk3+ZPOWhRO7J6MPLpB8v7cXm9ARa4U8o="

    private static let event =
        #"{"event_id":"0123456789abcdef","message":"Cannot read properties of undefined","frames":["#
        + (0..<12).map { number in
            #"{"filename":"app:///static/js/main.\#(number).js","lineno":\#(number * 37),"#
                + #""colno":\#(number * 91 % 80),"in_app":true}"#
        }.joined(separator: ",") + "]}"

    /// A million zeros in 991 bytes, as zlib packs them.
    private static let tightBomb: [UInt8] =
        [
            0x78, 0xDA, 0xED, 0xC1, 0x01, 0x01, 0x00, 0x00, 0x00, 0x82, 0x20, 0xFF, 0xAF, 0x6E,
            0x48, 0x40, 0x01,
        ]
        + [UInt8](repeating: 0, count: 968)
        + [0xAF, 0x06, 0x43, 0x21, 0x00, 0x01]

    private static func bytes(_ base64: String) -> [UInt8] {
        written { _ = Base64.decode(base64.bytes.span, into: &$0) }
    }

    @Test(
        "What other programs compress is read",
        arguments: [(gzipEvent, Compression.gzip), (zlibEvent, .zlib)])
    func foreignBodies(text: String, compression: Compression) throws {
        let bytes = Self.bytes(text)
        #expect(Compression.sniff(bytes.span) == compression)
        #expect(try inflated(bytes).get() == Self.event.bytes)
        #expect(try inflated(bytes, limit: Self.event.utf8.count).get() == Self.event.bytes)
        #expect(inflated(bytes, limit: Self.event.utf8.count - 1) == .failure(.tooLarge))
    }

    @Test("A body cut anywhere is refused, and so is one more byte behind it")
    func cutAndExtended() {
        for text in [Self.gzipEvent, Self.zlibEvent] {
            let bytes = Self.bytes(text)
            for length in 0..<bytes.count {
                #expect(inflated(Array(bytes.prefix(length))) == .failure(.malformed))
            }
            for byte in UInt8.min...UInt8.max {
                #expect(inflated(bytes + [byte]) == .failure(.malformed))
            }
        }
    }

    @Test("No flipped bit yields other bytes")
    func flippedBits() {
        for (text, tail) in [(Self.gzipEvent, 8), (Self.zlibEvent, 4)] {
            var bytes = Self.bytes(text)
            for bit in 0..<bytes.count * 8 {
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                // A time or a file system in the gzip header may change, and so may the bits that
                // fill the last byte of the blocks: nobody reads them.
                if case .success(let plain) = inflated(bytes) {
                    #expect(plain == Self.event.bytes)
                    #expect(bit / 8 < 10 || bit / 8 == bytes.count - tail - 1)
                }
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }

    @Test(
        "Only the beginnings of gzip and zlib are recognised",
        arguments: [
            ([], nil), ([0x1F], nil), ([0x1F, 0x8B], nil), ([0x1F, 0x8B, 8], .gzip),
            ([0x1F, 0x8B, 7], nil), ([0x78, 0x9C], nil), ([0x78, 0x01, 0], .zlib),
            ([0x78, 0x9C, 3], .zlib), ([0x78, 0xDA, 5], .zlib), ([0x78, 0x5E, 1], .zlib),
            ([0x78, 0x9D, 3], nil), ([0x78, 0x9C, 7], nil), ([0x79, 0x9C, 3], nil),
            ([0x88, 0x1C, 3], nil), ([0x78, 0xBB, 3], nil), ([0x08, 0x1D, 3], .zlib),
            (Array("{\"a\"".utf8), nil), (Array("v=2&".utf8), nil), (Array("--Wb".utf8), nil),
            (Array("BZh9".utf8), nil), ([0x28, 0xB5, 0x2F, 0xFD], nil),
        ] as [([UInt8], Compression?)])
    func sniffs(bytes: [UInt8], expected: Compression?) {
        #expect(Compression.sniff(bytes.span) == expected)
    }

    @Test("Every optional field of a gzip header is passed over")
    func gzipHeaders() throws {
        let plain = "event".bytes
        let writer = Self.stored(plain)
        let extra: [UInt8] = [3, 0, 1, 2, 3]
        #expect(try inflated(writer.gzip(of: plain, flags: 4, extra: extra)).get() == plain)
        #expect(try inflated(writer.gzip(of: plain, flags: 8, extra: [0x61, 0])).get() == plain)
        #expect(try inflated(writer.gzip(of: plain, flags: 16, extra: [0x61, 0])).get() == plain)
        #expect(inflated(writer.gzip(of: plain, flags: 0x20)) == .failure(.malformed))
        #expect(inflated(writer.gzip(of: plain, flags: 2, extra: [0, 0])) == .failure(.malformed))
    }

    @Test("Bytes come back from blocks that are not compressed, whatever their number")
    func storedBlocks() throws {
        var random = SeededGenerator(seed: 62)
        for _ in 0..<300 {
            var writer = DeflateWriter()
            var plain: [UInt8] = []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let piece = random.bytes(upTo: 300, from: "ab")
                writer.stored(piece, isLast: false)
                plain += piece
            }
            writer.stored([])
            #expect(try inflated(writer.gzip(of: plain)).get() == plain)
            #expect(try inflated(writer.zlib(of: plain)).get() == plain)
            #expect(inflated(writer.gzip(of: plain + [0])) == .failure(.malformed))
            #expect(inflated(writer.zlib(of: plain + [1])) == .failure(.malformed))
        }
    }

    @Test("gzip members are joined, zlib bodies are not, and neither are both")
    func members() throws {
        let first = Self.stored("one,".bytes).gzip(of: "one,".bytes)
        let second = Self.stored("two".bytes).gzip(of: "two".bytes)
        let zlib = Self.stored("two".bytes).zlib(of: "two".bytes)
        #expect(try inflated(first + second).get() == "one,two".bytes)
        #expect(try inflated(first + second, limit: 7).get() == "one,two".bytes)
        #expect(inflated(first + second, limit: 6) == .failure(.tooLarge))
        #expect(inflated(first + zlib) == .failure(.malformed))
        #expect(inflated(zlib + first) == .failure(.malformed))
        #expect(inflated(zlib + zlib) == .failure(.malformed))
        #expect(inflated(first + [0, 0]) == .failure(.malformed))
        #expect(inflated(first + second.dropLast()) == .failure(.malformed))
        let many = [[UInt8]](repeating: first, count: 64).flatMap { $0 }
        #expect(try inflated(many).get().count == 4 * 64)
        #expect(inflated(many + first) == .failure(.tooLarge))
    }

    @Test("A bomb is refused at the limit, and by its ratio however high the limit")
    func bombs() throws {
        let small = Self.zeros(matches: 400)
        #expect(try inflated(small.gzip).get() == small.plain)
        #expect(try inflated(small.zlib, limit: small.plain.count).get() == small.plain)
        for limit in [-1, 0, 1, 258, 4096, small.plain.count - 1] {
            #expect(inflated(small.gzip, limit: limit) == .failure(.tooLarge))
            #expect(inflated(small.zlib, limit: limit) == .failure(.tooLarge))
        }
        // 2 MB of zeros in 13 kB: fixed codes reach a ratio of 159.
        let dense = Self.zeros(matches: 8_000)
        #expect(try inflated(dense.gzip, limit: .max).get().count == dense.plain.count)
        #expect(inflated(dense.gzip) == .failure(.tooLarge))
        // Dynamic codes reach 1032: two bits for each match.
        let tight = Self.tightBomb
        #expect(inflated(tight, limit: .max) == .failure(.tooLarge))
    }

    @Test("Nothing is allowed to be nothing")
    func empty() throws {
        var writer = DeflateWriter()
        writer.empty()
        #expect(try inflated(writer.gzip(of: []), limit: 0).get() == [])
        #expect(try inflated(writer.zlib(of: []), limit: 0).get() == [])
        #expect(inflated([]) == .failure(.malformed))
        #expect(inflated("plain text".bytes) == .failure(.malformed))
    }

    @Test("A preset dictionary is refused")
    func dictionary() {
        var bytes = Self.stored("a".bytes).zlib(of: "a".bytes)
        bytes[1] = 0xBB
        bytes.insert(contentsOf: [0, 0, 0, 1], at: 2)
        #expect(inflated(bytes) == .failure(.malformed))
    }

    @Test("Random bytes behind a good beginning never pass and never exceed the limit")
    func random() {
        var random = SeededGenerator(seed: 63)
        for _ in 0..<5000 {
            let tail = random.bytes(upTo: 60, from: "\u{0}\u{1}\u{3}\u{5}")
            let head: [UInt8] = Bool.random(using: &random) ? [0x78, 0x9C] : [0x1F, 0x8B, 8, 0]
            if case .success(let plain) = inflated(head + tail, limit: 1000) {
                #expect(plain.count <= 1000)
            }
        }
    }
}
