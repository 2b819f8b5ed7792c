import Testing

@testable import Consent

/// Strings that are cut, changed, made up, or made to cost.
@Suite struct TransparencyHostileTests {
    typealias Fixture = TransparencyFixture

    /// Sixteen vendors that ask everything, those of the vectors among them.
    static func watched() throws -> WatchedVendors {
        let ids: [UInt16] = [
            1, 2, 3, 12, 23, 25, 37, 53, 126, 127, 128, 702, 703, 755, 1126, 65535,
        ]
        let all = Array(1...11)
        return try #require(
            WatchedVendors(
                vendors: ids.enumerated().map {
                    let isEven = $0.isMultiple(of: 2)
                    return TransparencyVendor(
                        id: $1, consent: isEven ? all : [1, 3], interest: isEven ? [] : [2, 7, 9],
                        flexible: all)
                }))
    }

    /// How much is permitted: 0, 1 or 2 for each vendor and purpose, validity aside.
    private func permissions(_ facts: TransparencyFacts, _ watched: WatchedVendors) -> [Int] {
        watched.vendors.indices.flatMap { slot in
            (1...11).map { purpose in
                switch facts.permission(
                    purpose: purpose, vendor: watched.vendors[slot], slot: slot)
                {
                case .denied: 0
                case .unknown: 1
                case .granted: 2
                }
            }
        }
    }

    /// Both readings accept the same strings and say the same of the watched vendors.
    @discardableResult
    private func read(_ text: String, _ watched: WatchedVendors) -> TransparencyFacts? {
        let facts = TransparencyFacts.of(text, watched)
        let string = try? TransparencyString.of(text)
        let expected = string.map { TransparencyFacts($0, watched: watched) }
        #expect(facts == expected)
        return facts
    }

    @Test("The beginning of a string never permits more", arguments: TransparencyVector.all)
    func prefixes(vector: TransparencyVector) throws {
        let watched = try Self.watched()
        let whole = permissions(try #require(read(vector.text, watched)), watched)
        for count in 0..<vector.text.utf8.count {
            guard let facts = read(String(vector.text.prefix(count)), watched) else { continue }
            let part = permissions(facts, watched)
            #expect(zip(part, whole).allSatisfy { $0 <= $1 })
        }
    }

    @Test("A string that is cut before its padding is refused")
    func cut() throws {
        var fixture = TransparencyFactsTests.agreed
        for usesRanges in [true, false] {
            fixture.usesRanges = usesRanges
            fixture.disclosed = nil
            let text = fixture.text
            #expect(throws: Never.self) { try TransparencyString.of(text) }
            for count in 0..<text.utf8.count {
                let fault = #expect(throws: TransparencyFault.self) {
                    try TransparencyString.of(String(text.prefix(count)))
                }
                #expect(fault?.reason == (count == 0 ? .version : .endOfBits))
                #expect(try #require(fault).offset <= count)
            }
        }
    }

    @Test("A changed bit is read or refused, by both readings alike")
    func flips() throws {
        let watched = try Self.watched()
        for vector in TransparencyVector.all {
            let text = Array(vector.text.utf8)
            for (place, character) in text.enumerated() {
                guard let value = BitReaderTests.alphabet.firstIndex(of: character) else {
                    continue
                }
                for bit in [0, 2, 5] {
                    var changed = text
                    changed[place] = BitReaderTests.alphabet[value ^ 1 << bit]
                    read(String(decoding: changed, as: UTF8.self), watched)
                }
            }
        }
    }

    @Test("Random strings are read or refused, by both readings alike")
    func random() throws {
        let watched = try Self.watched()
        var generator = TestGenerator(seed: 11)
        var readable = 0
        for _ in 0..<2000 {
            let count = Int.random(in: 0...120, using: &generator)
            var text = "C"
            for _ in 0..<count {
                let value = Int.random(in: 0..<66, using: &generator)
                let isZero = Int.random(in: 0..<3, using: &generator) > 0
                text +=
                    value > 63
                    ? "."
                    : isZero
                        ? "A"
                        : String(
                            Unicode.Scalar(
                                BitReaderTests.alphabet[value]))
            }
            if read(text, watched) != nil { readable += 1 }
        }
        #expect(readable > 0)
    }

    @Test("Written strings are read back, as ranges and as bit fields")
    func writtenStrings() throws {
        let watched = try Self.watched()
        var generator = TestGenerator(seed: 3)
        func ranges() -> Fixture.Ranges {
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                let first = Int.random(in: 1...900, using: &generator)
                return first...first + Int.random(in: 0...3, using: &generator)
            }
        }
        for _ in 0..<100 {
            var fixture = Fixture()
            fixture.consent = (1...24).filter { _ in Bool.random(using: &generator) }
            fixture.vendors = ranges()
            fixture.interestVendors = ranges()
            fixture.disclosed = ranges()
            fixture.restrictions = [(3, 1, ranges()), (9, 2, ranges())]
            let byRanges = try TransparencyString.of(fixture.text)
            fixture.usesRanges = false
            let byBits = try TransparencyString.of(fixture.text)
            #expect(byRanges == byBits)
            #expect(read(fixture.text, watched) != nil)
            let ids = Set(fixture.vendors.flatMap { $0 })
            #expect(TransparencyString.count(byBits.consents) == ids.count)
            #expect(
                byBits.consents.allSatisfy { ids.isSuperset(of: Int($0.first)...Int($0.last)) })
            #expect(byBits.core.consent.numbers == fixture.consent)
        }
    }

    @Test(
        "What a lenient reader would have to guess is refused",
        arguments: [
            (Fixture(vendors: [0...0]), TransparencyFault.Reason.vendorZero),
            (Fixture(vendors: [0...5]), .vendorZero),
            (Fixture(interestVendors: [0...0]), .vendorZero),
            (Fixture(restrictions: [(2, 1, [0...9])]), .vendorZero),
            (Fixture(disclosed: [0...9]), .vendorZero),
        ])
    func vendorZero(fixture: Fixture, reason: TransparencyFault.Reason) {
        let fault = #expect(throws: TransparencyFault.self) {
            try TransparencyString.of(fixture.text)
        }
        #expect(fault?.reason == reason)
    }

    @Test(
        "Segments are known by their type; none may stand twice, and unknown ones are skipped",
        arguments: [
            (".IAAA", nil), (".gAAA", nil), (".4", nil), (".g.g.4", nil), ("=.g", nil),
            (".IAAA.IAAA", .repeatedSegment), (".AAAA", .repeatedSegment),
            (".", .endOfBits), ("..IAAA", .endOfBits), (".I", .endOfBits),
            (".IAAA.", .endOfBits), (".g+", .notBase64URL), (" ", .notBase64URL),
            (".g\u{0}", .notBase64URL), ("=A", .notBase64URL), ("é", .notBase64URL),
            ("%3D", .notBase64URL),
        ] as [(String, TransparencyFault.Reason?)])
    func segments(tail: String, reason: TransparencyFault.Reason?) {
        var found: TransparencyFault.Reason?
        do throws(TransparencyFault) {
            _ = try TransparencyString.of(Fixture().text + tail)
        } catch {
            found = error.reason
        }
        #expect(found == reason)
    }

    @Test(
        "Only version 2 is read",
        arguments: ["", ".", "A", "B", "D", "${GDPR_CONSENT_755}", "1YNN", "null"])
    func versions(text: String) {
        let fault = #expect(throws: TransparencyFault.self) { try TransparencyString.of(text) }
        #expect(fault?.reason == .version || fault?.reason == .notBase64URL)
    }

    @Test("A string without end is not read, and the longest costs little")
    func longest() throws {
        let watched = try Self.watched()
        let core = TransparencyFactsTests.agreed.text
        let longest = core + String(repeating: "A", count: 8192 - core.utf8.count)
        #expect(read(longest, watched) != nil)
        #expect(read(longest + "A", watched) == nil)
        #expect(read(String(repeating: "A", count: 8192), watched) == nil)
        let zeros = "C" + String(repeating: "A", count: 8191)
        let facts = try #require(read(zeros, watched))
        #expect(facts.purposeStates.denied == .all && facts.time == 0)
        #expect(read("C" + String(repeating: "_", count: 8191), watched) == nil)
    }

    @Test("Thousands of ranges and restrictions are kept as what they join to")
    func manyRanges() throws {
        let watched = try Self.watched()
        var fixture = Fixture()
        fixture.vendors = (1...2800).map { $0...$0 }
        let joined = try TransparencyString.of(fixture.text)
        #expect(joined.consents == [VendorRange(1, 2800)])
        fixture.vendors = Array(repeating: 1...65535, count: 1400)
        #expect(try TransparencyString.of(fixture.text).consents == [VendorRange(1, 65535)])
        #expect(read(fixture.text, watched) != nil)
        fixture.vendors = []
        fixture.restrictions = (0..<2400).map { ($0 % 64, $0 % 4, []) }
        #expect(try TransparencyString.of(fixture.text).restrictions.count == 2400)
        fixture.restrictions = (0..<800).map { ($0 % 64, 0, [1...65535]) }
        #expect(try #require(read(fixture.text, watched)).forbidden[15] == 0xFF_FFFF)
        fixture.restrictions = [(1, 0, Array(repeating: 1...1, count: 4095))]
        #expect(read(fixture.text, watched) == nil)
    }

    @Test("The ranges of all lists together are bounded")
    func boundsRanges() throws {
        var fixture = Fixture()
        fixture.vendors = [1...1, 3...3, 5...6]
        fixture.interestVendors = [9...9]
        fixture.restrictions = [(1, 0, [2...2])]
        for usesRanges in [true, false] {
            fixture.usesRanges = usesRanges
            let text = Array(fixture.text.utf8)
            #expect(throws: Never.self) {
                try TransparencyString.decode(text.span, mostRanges: 5)
            }
            let fault = #expect(throws: TransparencyFault.self) {
                try TransparencyString.decode(text.span, mostRanges: 4)
            }
            #expect(fault?.reason == .tooManyRanges)
        }
    }
}
