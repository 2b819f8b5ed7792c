import Bytes
import Consent
import Testing

@Suite struct GlobalPrivacyEvidenceTests {
    static let strings = [
        "DBABM~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN",
        "DBABjw~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN",
        "DBAA", "DBABLA~CVVVVVVVVVVW.YA", "DBABzw~1YNN~BVVqAAEABCA.QA",
        "DBACLMA~BVVqAAEABCA~BVoYYYI",
        "DBABrGA~BVVqAAEABCA~BVoYYZoI~BVoYYYI~BVoYYQg~BVaGGGCA~BVoYYYQg",
        "DBABAw~Bqqqqqqo", "DBABIw~BqqqqqqqoA", "DBABCw~BVVVVVVA",
        "DBGBM~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA", "AAAA", "DBABBgA~xlgWE",
    ]

    @Test("Only the strings with an opt-out refuse, and those that cannot be read are counted")
    func vectors() {
        for string in Self.strings {
            let evidence = ConsentEvidence()
            evidence.add(signal: .globalPrivacyPlatform, value: Array(string.utf8).span)
            let isOptOut = ["DBABLA~CVVVVVVVVVVW.YA", "DBABCw~BVVVVVVA"].contains(string)
            let isUnreadable =
                ["AAAA", "DBABBgA~xlgWE"].contains(string) || string.hasPrefix("DBG")
            let classes = evidence.statements.map(\.evidence)
            #expect(classes == (isOptOut ? [.optOut] : isUnreadable ? [.opaque] : []), "\(string)")
        }
    }

    @Test("An opt-out counts beside a section that cannot be read")
    func lenience() {
        let evidence = ConsentEvidence()
        evidence.add(
            signal: .globalPrivacyPlatform, value: Array("DBABzw~1NYN~BVV".utf8).span)
        #expect(evidence.statements.map(\.evidence) == [.optOut, .opaque])
        #expect(evidence.statements.first?.denied == .marketing)
        #expect(evidence.statements.first?.signal == .globalPrivacyPlatform)
    }

    @Test("No prefix of a string and no change of it grants")
    func hostile() {
        var random = SplitMix(state: 11)
        let evidence = ConsentEvidence()
        func check(_ value: Span<UInt8>) {
            evidence.removeAll()
            evidence.add(signal: .globalPrivacyPlatform, value: value)
            _ = GlobalPrivacyHeader.transparency(in: value)
            _ = try? USSection(guessing: value)
            for statement in evidence.statements {
                #expect(statement.granted == [])
                #expect(statement.denied == (statement.evidence == .optOut ? .marketing : []))
            }
        }
        for string in Self.strings {
            let bytes = Array(string.utf8)
            for end in bytes.indices { check(bytes.span.extracting(first: end)) }
            for _ in 0..<500 {
                var changed = bytes
                for _ in 0...Int(random.next() % 3) {
                    let place = Int(random.next() % UInt64(changed.count))
                    changed[place] = UInt8(truncatingIfNeeded: random.next())
                }
                check(changed.span)
            }
        }
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            check(bytes.span)
            check((Array("DBAB".utf8) + bytes).span)
        }
        check([UInt8](repeating: UInt8(ascii: "D"), count: 65_536).span)
        check([UInt8](repeating: UInt8(ascii: "~"), count: 65_536).span)
        check((Array("DBAA".utf8) + [UInt8](repeating: UInt8(ascii: "~"), count: 12_000)).span)
    }
}
