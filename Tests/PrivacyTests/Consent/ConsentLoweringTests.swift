import Bytes
import Consent
import Testing

@testable import Privacy

@Suite struct ConsentLoweringTests {
    private static let statisticsOnly = ConsentStates(statistics: .granted, marketing: .denied)
    private static let everything = ConsentStates(statistics: .granted, marketing: .granted)

    private func lower(_ value: String, _ field: String, _ decision: ConsentStates) throws -> String
    {
        var output = ByteBuffer()
        let field = try #require(ConsentLowering.Field(name: field))
        ConsentLowering.lower(Array(value.utf8).span, field: field, to: decision, into: &output)
        return output.span.string
    }

    @Test(
        "What leaves never claims more than was decided",
        arguments: [
            ("gcs", "G111", "G101"), ("gcs", "G100", "G100"), ("gcs", "G110", "G100"),
            ("gcs", "nonsense", "G100"), ("gcs", "", "G100"),
            ("gcd", "13r3r3r3r5", "13q3r3q3q5"), ("gcd", "13t3v3t2t5l1", "13q3v3q3q5"),
            ("gcd", "nonsense", "13q3q3q3q5"),
            ("npa", "0", "1"), ("npa", "1", "1"), ("npa", "", "1"),
            ("dma_cps", "sypham", "-"),
            ("gcd", "13r3r3r3r5d3b07384d113", "13q3r3q3q5"),
        ])
    func lowersToStatistics(field: String, value: String, expected: String) throws {
        #expect(try lower(value, field, Self.statisticsOnly) == expected)
    }

    @Test(
        "What was granted stays as it was",
        arguments: [
            ("gcs", "G111"), ("gcs", "G101"), ("gcd", "13r3r3r3r5"), ("npa", "0"),
            ("dma_cps", "sypham"),
        ])
    func keepsGranted(field: String, value: String) throws {
        #expect(try lower(value, field, Self.everything) == value)
    }

    @Test("Text in a consent field does not leave")
    func hidesText() throws {
        #expect(try lower("jan@example.com", "dma_cps", Self.everything) == "-")
        #expect(try lower("jancanarius", "dma_cps", Self.everything) == "-")
        #expect(try lower("ssssyyy", "dma_cps", Self.everything) == "-")
        #expect(try lower("jan@example.com", "gcd", Self.everything) == "13q3q3q3q5")
    }
}
