import Bytes
import Privacy
import Testing

@Suite("Detectors and hostile text")
struct DetectorHostileTests {
    private static let prefixes = AddressPrefixes()

    private func scrub(_ bytes: [UInt8]) -> ByteBuffer {
        var output = ByteBuffer()
        _ = Scrubber.scrub(bytes.span, prefixes: Self.prefixes, into: &output)
        return output
    }

    @Test("Any bytes are read to their end")
    func anyBytes() {
        var generator = SeededGenerator(seed: 77)
        for round in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<120, using: &generator) {
                let top: UInt8 = round % 4 == 0 ? 255 : 126
                bytes.append(UInt8.random(in: (round % 4 == 0 ? 0 : 32)...top, using: &generator))
            }
            let written = scrub(bytes).count
            #expect(written <= bytes.count * 8 + 64)
        }
    }

    /// What the detectors look for, cut into parts that fit together in wrong ways.
    private static let parts = [
        "rue ", "de la ", "Kerkstraat", " ", "12", "1000", "1234", "AB", " bus ", "order", " #",
        "nr", ": ", "bsn", "=", "\"", "naam", "first_name", "Jan", "@", "(at)", " dot ", "com", ".",
        "-", "%20", "%2B", "%40", "+", "/", "0", "06", "0470", "+32", "XXXX", "****", "4111", "BE",
        "NL", "B01", "0403", ".019.261", "GA1", "fb.1.", "1700000000", "eyJ", "sk_live_", "aB3",
        "-----BEGIN ", "-----END ", "-----", "sha256", "integrity=", "3SABCD", "00:1b:63", "::",
        "203.0.113.77", "203-0-113-77", ".dyn.isp.example", "\\n", "\\\"", "é", "•", "&", "?",
        "Bearer ",
        "https://", "Mozilla/5.0 ", "'", "{", "}", "[", "]", ";", ",",
    ]

    @Test("Parts of what is looked for, joined at random, neither crash nor show an address")
    func parts() {
        var generator = SeededGenerator(seed: 78)
        for _ in 0..<60_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1..<14, using: &generator) {
                text += Self.parts.randomElement(using: &generator) ?? ""
            }
            let once = scrub(Array(text.utf8))
            let result = once.span.string
            // Behind a word for versions or glued to other numbers it is no address.
            if result.contains(" 203.0.113.77 ") { Issue.record("\(result) from \(text)") }
            _ = scrub(Array(result.utf8))
        }
    }

    @Test("A find never takes what stands around it", arguments: [7, 8, 9])
    func surroundings(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let corpus = PositiveCorpus(seed: seed, rounds: 8)
        for sample in corpus.samples {
            let before = "α\(UInt32.random(in: 0..<9, using: &generator))ω | "
            let after = " | ω"
            let result = scrub(Array((before + sample.text + after).utf8)).span.string
            #expect(result.hasPrefix(before), "\(sample.text) -> \(result)")
        }
    }

    @Test(
        "Single words and nested encodings of a hundred kilobytes end in time",
        .timeLimit(.minutes(1)),
        arguments: [
            "a", "1", "aA1", "1.", "1-", "a-", "a_", "a+", "a/", "aB3+", "%252540", "%2B", "%25",
            "order-", "order nr ", "first_", "naam=", "\"naam\":\"", "rue de la ", "rue ",
            "Kerkstraat 1 bus 3 ", "1234 AB 1 ", "-----BEGIN ", "(at)", " at ", "XXXX ", "**** ",
            "fb.", "GA1.2.", "SG.", "dyn.1.1.1.1.", "d01020304.dyn.a.", "0470 12 ", "BE0403.",
            "integrity=\"sha256-a", "=?", "%3D%3F", "Bearer ", "eyJ.", "ab:cd:", "•",
            "\\\"naam\\\":\\\"",
        ])
    func large(piece: String) {
        let bytes = Array(String(repeating: piece, count: 100_000 / piece.utf8.count).utf8)
        let written = scrub(bytes).count
        #expect(written > 0)
    }
}
