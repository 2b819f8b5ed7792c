import Bytes
import Testing

@testable import Privacy

@Suite("Shapes of pseudonyms")
struct PseudonymShapeTests {
    private static let key = Pseudonymizer(masterKey: (5, 6))
        .key(site: "shop", destination: "meta", kind: "client-id")

    private func pseudonym(_ value: String, _ shape: PseudonymShape) -> String {
        treated(value) {
            Pseudonymizer.write($0, key: Self.key, shape: shape, bits: nil, into: &$1)
        }
    }

    @Test("The names are those that field maps use, and each is read")
    func names() throws {
        #expect(
            PseudonymShape.names == [
                "ga-client-id", "fbp", "epoch-seconds", "epoch-milliseconds", "uuid", "uuid-v7",
                "digits-N", "hex-N", "base62-N", "letters-N", "token-N",
            ])
        for name in PseudonymShape.names {
            let spelled = name.hasSuffix("-N") ? String(name.dropLast()) + "22" : name
            #expect(PseudonymShape(named: spelled) != nil)
        }
        #expect(PseudonymShape(named: "fbp") == .fbp)
        #expect(PseudonymShape(named: "uuid-v7") == .uuidV7)
        #expect(PseudonymShape(named: "base62-22") == .base62(22))
        #expect(PseudonymShape(named: "letters-6") == .letters(6))
        #expect(PseudonymShape(named: "token-128") == .token(128))
    }

    @Test(
        "Other words are no shapes",
        arguments: [
            "", "-", "fbp-1", "FBP", "uuid-v4", "base62", "base62-", "base62-0", "base62-129",
            "base62-+5", "base62-05", "letters--1", "token-9223372036854775808", "hex-1 ",
        ])
    func refused(word: String) {
        #expect(PseudonymShape(named: word) == nil)
    }

    @Test("Meta's browser id has four parts, with a time in the past")
    func fbp() throws {
        for number in 0..<300 {
            let parts = pseudonym("\(number)", .fbp).split(separator: ".")
            try #require(parts.count == 4)
            #expect(parts[0] == "fb" && parts[1] == "1")
            let time = try #require(Int(parts[2]))
            #expect((1_600_000_000_000..<1_700_000_000_000).contains(time))
            let random = try #require(Int(parts[3]))
            #expect((1_000_000_000...9_999_999_999).contains(random))
            let plain = try #require(Int(pseudonym("\(number)", .epochMilliseconds)))
            #expect((1_600_000_000_000..<1_700_000_000_000).contains(plain))
        }
    }

    @Test("A UUID of version 7 begins with a time in the past")
    func uuidV7() throws {
        for number in 0..<300 {
            let text = pseudonym("\(number)", .uuidV7)
            let bytes = Array(text.utf8)
            try #require(bytes.count == 36)
            #expect(bytes[14] == UInt8(ascii: "7"))
            #expect("89ab".utf8.contains(bytes[19]))
            for dash in [8, 13, 18, 23] { #expect(bytes[dash] == UInt8(ascii: "-")) }
            let head = text.prefix(13).filter { $0 != "-" }
            let time = try #require(UInt64(head, radix: 16))
            #expect((1_600_000_000_000..<1_700_000_000_000).contains(time))
        }
    }

    @Test(
        "Alphabets are used whole and nothing else is",
        arguments: [
            ("base62-22", 62, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
            ("letters-6", 52, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("token-43", 64, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
        ])
    func alphabets(name: String, size: Int, alphabet: String) throws {
        let shape = try #require(PseudonymShape(named: name))
        let length = try #require(name.split(separator: "-").last.flatMap { Int($0) })
        var counts: [UInt8: Int] = [:]
        let rounds = 600
        for number in 0..<rounds {
            let text = pseudonym("visitor \(number)", shape)
            #expect(text.utf8.count == length)
            for byte in text.utf8 { counts[byte, default: 0] += 1 }
        }
        #expect(Set(counts.keys) == Set(alphabet.utf8))
        #expect(counts.count == size)
        // No character is preferred: six deviations around the mean.
        let mean = Double(rounds * length) / Double(size)
        let margin = 6 * mean.squareRoot()
        for count in counts.values { #expect(abs(Double(count) - mean) < margin) }
    }

    @Test("The longest pseudonym is written, and a length beyond it is cut")
    func longest() {
        for shape in [PseudonymShape.base62(500), .letters(500), .token(500), .hex(500)] {
            #expect(pseudonym("v", shape).utf8.count == PseudonymShape.longest)
        }
        #expect(pseudonym("v", .token(-3)).isEmpty)
    }
}
