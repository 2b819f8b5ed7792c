import Bytes
import Consent
import Testing

@testable import Gateway

/// What a platform keeps in the browser's storage, and how it meets what was chosen on the page.
@Suite struct ConsentStorageTests {
    private static let statistics = ConsentStates(
        granted: .statistics, denied: .marketing)

    private func post(
        _ stored: StoredChoice?, _ headers: [String] = [ConsentRequests.ownOrigin]
    ) throws -> ConsentRequests.Reply {
        try ConsentRequests(stored: { _, _ in stored }).post("storage=uc_gcm%3D1", headers)
    }

    @Test("Entries arrive decoded")
    func decodes() throws {
        var seen = ""
        let requests = ConsentRequests(stored: { entries, site in
            seen = "\(site) \(entries.string)"
            return nil
        })
        let reply = try requests.post(
            "storage=uc_user_interaction%3Dtrue%3B+uc_gcm%3D%7B%22adStorage%22%3A%22denied%22%7D")
        #expect(seen == #"0 uc_user_interaction=true; uc_gcm={"adStorage":"denied"}"#)
        #expect(reply.status == 303 && reply.cookie == nil && reply.withdrawal == nil)
    }

    @Test("Only what is known is recorded; the rest stays unknown")
    func recordsTheKnown() throws {
        let reply = try post(StoredChoice(Self.statistics))
        #expect(
            reply.cookie
                == "matglas_consent=v:1|s:1|m:0|o:0|first:1795219200|time:1795256400")
        #expect(reply.withdrawal?.purposes == .marketing)
        // A part of advertising is not advertising.
        let part = try post(
            StoredChoice(ConsentStates(granted: [.adStorage, .statistics], denied: [])))
        #expect(part.cookie?.contains("v:1|s:1|o:0|") == true)
    }

    @Test("A stranger's page cannot grant by it")
    func stopsStrangers() throws {
        let stranger = ["Origin: https://evil.example"]
        #expect(try post(StoredChoice(Self.statistics), stranger).status == 403)
        let refusal = StoredChoice(ConsentStates(granted: [], denied: .marketing))
        #expect(try post(refusal, stranger).status == 303)
    }

    @Test("Consent counts from the day of the storage, and not after 13 months")
    func datesTheGrant() throws {
        let day = ConsentChoice.day
        let old = try post(StoredChoice(Self.statistics, time: ConsentRequests.now - 100 * day))
        #expect(old.cookie?.contains("first:\(ConsentRequests.today - 100 * day)") == true)
        #expect(try #require(old.maxAge) <= 295 * day)
        let over = try post(StoredChoice(Self.statistics, time: ConsentRequests.now - 396 * day))
        #expect(over.cookie?.contains("v:1|m:0|o:0|first:0|") == true)
        let future = try post(StoredChoice(Self.statistics, time: ConsentRequests.now + 100 * day))
        #expect(future.cookie?.contains("time:\(ConsentRequests.thisMinute)") == true)
    }

    @Test(
        "What was refused here is undone by a newer choice alone",
        arguments: [
            (Int64?.none, false), (-3600, false), (-60, false), (0, false), (30, false),
            (120, true),
        ])
    func undoesOnlyByNewer(offset: Int64?, isUndone: Bool) throws {
        let time = ConsentRequests.thisMinute - 7200
        for isObjection in [false, true] {
            let cookie = ConsentRequests.cookie(
                "p:0|s:0|m:0", objection: isObjection, first: 0, time: time)
            let reply = try post(
                StoredChoice(Self.statistics, time: offset.map { time + $0 }),
                [ConsentRequests.ownOrigin, cookie])
            #expect(reply.cookie?.contains("|s:1|") ?? false == isUndone)
        }
    }

    @Test("A repeated storage changes nothing, and what it refuses is refused")
    func repeats() throws {
        let cookie = ConsentRequests.cookie("p:0|s:1|m:0")
        let same = try post(
            StoredChoice(Self.statistics), [ConsentRequests.ownOrigin, cookie])
        #expect(same.cookie == nil && same.withdrawal == nil)
        let refusal = StoredChoice(ConsentStates(granted: [], denied: .statistics))
        let refused = try post(refusal, [ConsentRequests.ownOrigin, cookie])
        #expect(refused.cookie?.contains("p:0|s:0|m:0") == true)
        let older = StoredChoice(refusal.states, time: ConsentRequests.now - 3600)
        #expect(try post(older, [ConsentRequests.ownOrigin, cookie]).cookie == nil)
    }

    @Test("Of a platform's statements only proof counts")
    func wantsProof() throws {
        func statement(_ evidence: EvidenceClass, time: Int64? = nil) -> ConsentStatement {
            var statement = ConsentStatement(.platform(0), evidence)
            statement.granted = .statistics
            statement.denied = .preferences
            statement.time = time
            return statement
        }
        for evidence: EvidenceClass in [.unproven, .implied, .none, .opaque] {
            #expect(StoredChoice([statement(evidence)]) == nil)
        }
        let explicit = StoredChoice([statement(.explicit, time: 50), statement(.explicit, time: 9)])
        #expect(explicit?.time == 9)
        #expect(explicit?.states == ConsentStates(granted: .statistics, denied: .preferences))
        #expect(StoredChoice([statement(.explicit, time: 5), statement(.explicit)])?.time == nil)
        var outdated = statement(.explicit)
        outdated.isOutdated = true
        #expect(StoredChoice([outdated])?.states.granted == [])
        var veto = statement(.explicit)
        veto.isVetoOnly = true
        var tool = statement(.explicit)
        tool.tools.insert(3)
        #expect(StoredChoice([veto, tool]) == nil)
        let optOut = StoredChoice([statement(.optOut), statement(.explicit)])
        #expect(optOut?.states.granted == .statistics)
    }
}
