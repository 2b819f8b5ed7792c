import Bytes
import Consent
import Testing

@testable import Gateway

/// The cookie's grammar, and how long it lasts.
@Suite struct ConsentCookieTests {
    private static let now = ConsentRequests.now
    private static let today = ConsentRequests.today
    private static let minute = ConsentRequests.thisMinute
    private static let day = ConsentChoice.day

    private func read(_ header: String, now: Int64 = Self.now) -> ConsentChoice? {
        var count = 0
        return ConsentChoice.read(Array(header.utf8).span, now: now, count: &count)
    }

    private func written(_ choice: ConsentChoice) -> String {
        var output = ByteBuffer()
        choice.appendCookie(to: &output)
        return output.span.string
    }

    @Test(
        "What is written is read again",
        arguments: [
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|p:1|s:1|m:1|o:0|first:1795132800|time:1795256400",
            "v:1|p:0|s:0|m:0|o:0|first:0|time:1795256400",
            "v:1|p:0|s:0|m:0|o:1|first:1795219200|time:1795256400",
            "v:1|s:1|o:0|first:1795219200|time:1795256400",
            "v:1|o:1|first:0|time:1795256400",
        ])
    func readsAgain(value: String) throws {
        let choice = try #require(read("a=b; matglas_consent=\(value); c=d"))
        #expect(written(choice) == value)
    }

    @Test(
        "A cookie that was not written here is no cookie",
        arguments: [
            "", "1", "v:2|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|s:1|p:0|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|p:0|s:2|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|p:0|s:true|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|p:0|s:1|s:1|m:0|o:0|first:1795219200|time:1795256400",
            "v:1|p:0|s:1|m:0|first:1795219200|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400|",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400 ",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400|id:7",
            // Dates that are not cut tell visitors apart.
            "v:1|p:0|s:1|m:0|o:0|first:1795219201|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256401",
            // From tomorrow, and a grant without its beginning.
            "v:1|p:0|s:1|m:0|o:0|first:1795305600|time:1795342800",
            "v:1|p:0|s:1|m:0|o:0|first:1795305600|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|first:0|time:1795256400",
            "v:1|p:0|s:0|m:0|o:0|first:0|time:0",
            "v:1|p:0|s:1|m:0|o:0|first:-86400|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|first:01795219200|time:1795256400",
            "v:1|p:0|s:1|m:0|o:0|first:1795219200|time:99999999999999999999999999999999",
            "v%3A1%7Cp%3A0%7Cs%3A1%7Cm%3A0%7Co%3A0%7Cfirst%3A1795219200%7Ctime%3A1795256400",
            "\"v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400\"",
        ])
    func refusesForged(value: String) {
        // A trailing space belongs to the header, not to the value: it is written inside quotes.
        let header = "matglas_consent=" + value.replacing(" ", with: "%20")
        let choice = read(header)
        #expect(choice == nil)
    }

    @Test("Every cut and every changed byte of a cookie is refused or grants no more than it did")
    func survivesMutation() throws {
        let value = Array("v:1|p:0|s:1|m:0|o:0|first:1795219200|time:1795256400".utf8)
        let name = Array("matglas_consent=".utf8)
        for length in 0..<value.count {
            var count = 0
            let header = name + value[..<length]
            let choice = ConsentChoice.read(header.span, now: Self.now, count: &count)
            // A shorter time is an older one: it must be older than the first grant.
            #expect(choice == nil, "\(length)")
        }
        for position in value.indices {
            for byte in UInt8.min...UInt8.max where byte != value[position] {
                var header = name + value
                header[name.count + position] = byte
                var count = 0
                let choice = ConsentChoice.read(header.span, now: Self.now, count: &count)
                guard let choice else { continue }
                #expect(choice.time <= Self.now + ConsentChoice.minute)
                #expect(choice.first <= choice.time)
                #expect(choice.end <= choice.time + ConsentChoice.lifetime)
            }
        }
    }

    @Test("Of several cookies the stricter counts, wherever it stands")
    func combinesStrictly() throws {
        let granting = "matglas_consent=v:1|p:1|s:1|m:1|o:0|first:1795132800|time:1795256400"
        let refusing = "matglas_consent=v:1|p:1|s:1|m:0|o:0|first:1795046400|time:1795170000"
        for header in ["\(granting); \(refusing)", "\(refusing);\(granting)"] {
            let choice = try #require(read(header))
            #expect(choice.states.statistics == .granted)
            #expect(choice.states.marketing == .denied)
            #expect(choice.first == 1_795_046_400)
            #expect(choice.time == 1_795_256_400)
        }
        let objecting = "matglas_consent=v:1|p:0|s:0|m:0|o:1|first:0|time:1795256400"
        let all = try #require(read("\(granting); \(objecting)"))
        #expect(all.isObjection && all.states.granted.isEmpty)
        let partial = try #require(
            read("\(granting); matglas_consent=v:1|s:1|o:0|first:1795132800|time:1795256400"))
        #expect(partial.states.statistics == .granted)
        #expect(partial.states.marketing == .unknown)
        let broken = try #require(read("matglas_consent=x; \(granting)"))
        #expect(broken.states.marketing == .granted)
    }

    @Test("A cookie that grants and objects is believed where it refuses")
    func believesTheRefusal() throws {
        let choice = try #require(
            read("matglas_consent=v:1|p:1|s:1|m:1|o:1|first:1795219200|time:1795256400"))
        #expect(choice.isObjection)
        #expect(choice.states == ConsentStates(granted: [], denied: .all))
    }

    @Test("Consent lasts 395 days from the first grant, whatever is chosen later")
    func isNotProlonged() throws {
        let all = ConsentStates(granted: .all, denied: [])
        let nothing = ConsentStates(granted: [], denied: .all)
        let first = ConsentChoice(all, at: Self.now, after: nil)
        #expect(first.first == Self.today)
        #expect(first.time == Self.minute)
        #expect(first.end == Self.today + 395 * Self.day)
        let later = Self.now + 200 * Self.day
        for states in [all, nothing] {
            let changed = ConsentChoice(states, at: later, after: first)
            #expect(changed.end == first.end)
            // Withdrawn and granted again: still the same end.
            let again = ConsentChoice(all, at: later + Self.day, after: changed)
            #expect(again.end == first.end)
        }
        let value = "matglas_consent=" + written(first)
        #expect(read(value, now: first.end - 1) != nil)
        #expect(read(value, now: first.end) == nil)
        let new = ConsentChoice(all, at: first.end + 5, after: read(value, now: first.end + 5))
        #expect(new.end > first.end + 394 * Self.day)
    }

    @Test("A refusal before any grant takes nothing from the first grant")
    func refusalBeginsNothing() {
        let nothing = ConsentStates(granted: [], denied: .all)
        let refused = ConsentChoice(nothing, at: Self.now, after: nil)
        #expect(refused.first == 0)
        #expect(refused.end == Self.minute + ConsentChoice.lifetime)
        let later = Self.now + 100 * Self.day
        let granted = ConsentChoice(
            ConsentStates(granted: .statistics, denied: []), at: later, after: refused)
        #expect(granted.first == Self.today + 100 * Self.day)
    }

    @Test("An objection outlives the period of consent, and a grant ends it")
    func objectionOutlives() {
        let nothing = ConsentStates(granted: [], denied: .all)
        let granted = ConsentChoice(
            ConsentStates(granted: .all, denied: []), at: Self.now, after: nil)
        let later = Self.now + 390 * Self.day
        let objected = ConsentChoice(nothing, isObjection: true, at: later, after: granted)
        #expect(objected.end > later + 394 * Self.day)
        let again = ConsentChoice(
            ConsentStates(granted: .statistics, denied: []), isObjection: true, at: later,
            after: objected)
        #expect(!again.isObjection)
        #expect(again.first == granted.first)
        let value = "matglas_consent=" + written(objected)
        let kept = read(value, now: granted.end + 10)
        #expect(kept?.isObjection == true)
        // A new period begins once the old one is over.
        let new = ConsentChoice(
            ConsentStates(granted: .all, denied: []), at: granted.end + 10, after: kept)
        #expect(new.first > granted.first)
    }
}
