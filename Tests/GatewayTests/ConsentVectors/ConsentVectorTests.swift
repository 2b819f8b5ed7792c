import Gateway
import Testing

@Suite struct ConsentVectorTests {
    @Test("All vectors are there, and every kind among them is known")
    func fixture() {
        #expect(ConsentVector.all.count == 141)
        for signal in Set(ConsentVector.all.map(\.signal)) {
            #expect(ConsentSignalKind(name: signal) != nil, "\(signal)")
        }
    }

    @Test("A published signal is decoded as its source has it", arguments: ConsentVector.all)
    func vector(vector: ConsentVector) throws {
        let kind = try #require(ConsentSignalKind(name: vector.signal))
        let found = try ConsentSignalReport.report(
            kind, vector.input, platforms: ConsentVector.platforms)
        for (name, value) in vector.expected {
            switch name {
            case "note": continue
            // The wording is ours.
            case "reason": #expect(found[name]?.text?.isEmpty == false)
            // Facts may say more than a vector looks at.
            case "facts":
                for (fact, value) in value.members ?? [:] {
                    #expect(found[name]?[fact] == value, "\(fact)")
                }
            default: #expect(found[name] == value, "\(name)")
            }
        }
    }
}
