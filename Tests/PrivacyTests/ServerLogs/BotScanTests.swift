import Bytes
import Testing

@testable import Privacy

@Suite struct BotScanTests {
    private static let scan = BotScan()

    private static func name(_ userAgent: String) -> String? {
        scan.name(of: Array(userAgent.utf8).span)
    }

    @Test("Crawlers, monitors and programs are known by their name", arguments: BotCorpus.bots)
    func knowsBots(userAgent: String, name: String) {
        #expect(Self.name(userAgent) == name)
    }

    @Test("Visitors are visitors", arguments: BotCorpus.visitors)
    func knowsVisitors(userAgent: String) {
        #expect(Self.name(userAgent) == nil)
    }

    @Test("Browsers of the corpus are visitors")
    func knowsCorpus() {
        let wrong = UserAgentCorpus.browsers.split(separator: "\n").map(String.init)
            .compactMap(Self.name)
        #expect(wrong == ["HeadlessChrome"])
    }

    @Test("A long or odd text is looked at within bounds")
    func standsHostileTexts() {
        #expect(Self.name(String(repeating: "Mozilla/5.0 (", count: 10_000)) != nil)
        #expect(Self.name(String(repeating: "a", count: 100_000)) == BotScan.otherProgram)
        #expect(Self.name("\u{0}\u{FF}\u{7F}") == BotScan.otherProgram)
    }

    @Test("Every name is found by itself")
    func findsEachName() {
        for listed in BotNames.all {
            let bare = listed.hasSuffix("*") ? String(listed.dropLast()) : listed
            #expect(Self.name(bare) != nil, "\(listed)")
        }
    }
}
