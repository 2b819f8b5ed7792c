import Bytes
import Consent
import Testing

@testable import Gateway
@testable import Transport

/// Recording a choice: by form, by script, by what the browser's storage says.
@Suite struct ConsentPostingTests {
    private static let json = "application/json"
    private static let full = ConsentChoice.lifetime
    private static var today: Int64 { ConsentRequests.today }
    private static var minute: Int64 { ConsentRequests.thisMinute }

    private static func value(_ flags: String, objection: Int = 0, first: Int64 = today) -> String {
        "matglas_consent=v:1|\(flags)|o:\(objection)|first:\(first)|time:\(minute)"
    }

    // MARK: Forms

    private static let forms:
        [(body: String, cookie: String, withdrawn: PurposeSet?, isObjection: Bool)] = [
            ("choice=all", value("p:1|s:1|m:1"), nil, false),
            ("choice=none", value("p:0|s:0|m:0", first: 0), .all, false),
            ("choice=selected", value("p:0|s:0|m:0", first: 0), .all, false),
            (
                "choice=selected&statistics=1", value("p:0|s:1|m:0"),
                PurposeSet.marketing.union(.preferences), false
            ),
            ("statistics=1&marketing=1&choice=selected", value("p:0|s:1|m:1"), .preferences, false),
            (
                "choice=selected&statistics=0&marketing=on&preferences=1&functional=1",
                value("p:1|s:0|m:0"), PurposeSet.marketing.union(.statistics), false
            ),
            ("choice=withdraw&statistics=1", value("p:0|s:0|m:0", first: 0), .all, false),
            ("choice=object", value("p:0|s:0|m:0", objection: 1, first: 0), .all, true),
        ]

    @Test("A form is answered with the page and the cookie", arguments: forms.indices)
    func recordsForms(index: Int) throws {
        let (body, cookie, withdrawn, isObjection) = Self.forms[index]
        let requests = ConsentRequests()
        let reply = try requests.send(
            "POST /consent?lang=fr",
            [ConsentRequests.ownOrigin, "Content-Type: application/x-www-form-urlencoded"],
            body: Array(body.utf8))
        #expect(reply.status == 303)
        #expect(reply.values("Location") == ["/consent?saved=1&lang=fr"])
        #expect(reply.values("Cache-Control") == ["no-store"])
        #expect(reply.cookie == cookie)
        #expect(
            reply.withdrawal
                == withdrawn.map {
                    ConsentWithdrawal(site: 0, purposes: $0, isObjection: isObjection)
                })
        let line = try #require(reply.values("Set-Cookie").first)
        #expect(line.hasSuffix("; Path=/; SameSite=Lax; Secure"))
        let start = cookie.contains("first:0|") ? Self.minute : Self.today
        #expect(reply.maxAge == start + Self.full - ConsentRequests.now)
    }

    @Test("The cookie has no byte that a cookie may not have (RFC 6265 4.1.1), and no other date")
    func writesACookie() throws {
        for choice in ["all", "none", "object"] {
            let cookie = try #require(try ConsentRequests().post("choice=\(choice)").cookie)
            let allowed = cookie.utf8.dropFirst("matglas_consent=".count).allSatisfy {
                $0 == 0x21 || 0x23...0x2B ~= $0 || 0x2D...0x3A ~= $0 || 0x3C...0x5B ~= $0
                    || 0x5D...0x7E ~= $0
            }
            #expect(allowed)
        }
        // Whoever chooses within the same minute gets the same cookie.
        let one = ConsentRequests()
        let other = ConsentRequests()
        other.now = one.now + 29
        #expect(try one.post("choice=all").cookie == other.post("choice=all").cookie)
    }

    @Test("No change makes consent last longer, and a new one does after the end")
    func isNotProlonged() throws {
        let requests = ConsentRequests()
        let first = try requests.post("choice=all")
        let end = ConsentRequests.now + (try #require(first.maxAge))
        var cookie = try #require(first.cookie)
        for (days, choice) in [(10, "none"), (100, "all"), (200, "withdraw"), (394, "all")] {
            requests.now = ConsentRequests.now + Int64(days) * ConsentChoice.day
            let reply = try requests.post(
                "choice=\(choice)", [ConsentRequests.ownOrigin, "Cookie: \(cookie)"])
            #expect(requests.now + (try #require(reply.maxAge)) == end)
            cookie = try #require(reply.cookie)
        }
        requests.now = end
        let new = try requests.post(
            "choice=all", [ConsentRequests.ownOrigin, "Cookie: \(cookie)"])
        #expect(try #require(new.maxAge) > 394 * ConsentChoice.day)
    }

    @Test("An objection stays until something is allowed")
    func keepsTheObjection() throws {
        let requests = ConsentRequests()
        let cookie = ConsentRequests.cookie("p:0|s:0|m:0", objection: true)
        for (body, isObjection) in [
            ("choice=none", true), ("choice=withdraw", true), ("choice=selected", true),
            ("choice=selected&statistics=1", false), ("choice=all", false),
        ] {
            let reply = try requests.post(body, [ConsentRequests.ownOrigin, cookie])
            #expect(reply.cookie?.contains(isObjection ? "|o:1|" : "|o:0|") == true)
            #expect(reply.withdrawal?.isObjection ?? false == isObjection)
        }
    }

    @Test("A site that asks about less records less")
    func asksAboutLess() throws {
        var settings = ConsentRequests.settings
        settings.purposes = [.statistics, .adStorage]
        let requests = ConsentRequests([settings])
        let all = try requests.post("choice=all")
        #expect(all.cookie == Self.value("s:1"))
        #expect(all.withdrawal == nil)
        let selected = try requests.post("choice=selected&marketing=1")
        #expect(selected.cookie == Self.value("s:0", first: 0))
        let json = try requests.post(#"{"statistics":true,"marketing":true}"#, type: Self.json)
        #expect(json.cookie == Self.value("s:1"))
        #expect(json.body.hasPrefix(#"{"statistics":"granted","objection""#))
    }

    @Test(
        "The cookie is for the domain that is set, and secure except on this machine",
        arguments: [
            ("www.shop.example", true), ("localhost", false), ("shop.localhost", false),
            ("127.0.0.1", false), ("127.8.9.1", false), ("[::1]", false),
            ("127.shop.example", true),
            ("localhost.shop.example", true), ("notlocalhost", true),
        ])
    func protectsTheCookie(host: String, isSecure: Bool) throws {
        var settings = ConsentRequests.settings
        settings.cookieDomain = "shop.example"
        let reply = try ConsentRequests([settings]).send(
            "POST /consent", host: host, body: Array("choice=none".utf8))
        let line = try #require(reply.values("Set-Cookie").first)
        #expect(line.contains("; Domain=shop.example"))
        #expect(line.contains("; Secure") == isSecure)
        #expect(!line.contains("HttpOnly"))
    }

    @Test("A second cookie, for the host alone, is taken away")
    func removesTheOther() throws {
        var settings = ConsentRequests.settings
        settings.cookieDomain = "shop.example"
        let cookies = ConsentRequests.cookie() + "; matglas_consent=x"
        let reply = try ConsentRequests([settings]).post(
            "choice=none", [ConsentRequests.ownOrigin, cookies])
        let lines = reply.values("Set-Cookie")
        #expect(lines.count == 2)
        #expect(lines.first == "matglas_consent=; Max-Age=0; Path=/; SameSite=Lax; Secure")
        #expect(lines.last?.contains("Domain=shop.example") == true)
    }

    // MARK: Scripts

    @Test(
        "A script posts JSON and gets the choice",
        arguments: [
            (#"{"statistics":true,"marketing":false}"#, value("p:0|s:1|m:0")),
            (#" { "statistics" : true , "note" : [1,{"marketing":true}] } "#, value("p:0|s:1|m:0")),
            (#"{"statistics":false}"#, value("p:0|s:0|m:0", first: 0)),
            (#"{"statistics":true,"statistics":false}"#, value("p:0|s:0|m:0", first: 0)),
            (#"{"statistics":false,"statistics":true}"#, value("p:0|s:0|m:0", first: 0)),
            (#"{"choice":"all"}"#, value("p:1|s:1|m:1")),
            (#"{"choice":"withdraw","statistics":true}"#, value("p:0|s:0|m:0", first: 0)),
            (#"{"choice":"selected","preferences":true}"#, value("p:1|s:0|m:0")),
            (#"{"choice":"selected"}"#, value("p:0|s:0|m:0", first: 0)),
            (#"{"choice":"object"}"#, value("p:0|s:0|m:0", objection: 1, first: 0)),
            // A name in another spelling is another name.
            (#"{"st\u0061tistics":true,"marketing":true}"#, value("p:0|s:0|m:1")),
        ])
    func recordsJSON(body: String, cookie: String) throws {
        for type in [Self.json, "application/JSON; charset=utf-8"] {
            let reply = try ConsentRequests().post(body, type: type)
            #expect(reply.status == 200)
            #expect(reply.values("Content-Type") == ["application/json"])
            #expect(reply.values("Access-Control-Allow-Origin") == ["https://www.shop.example"])
            #expect(reply.cookie == cookie)
            #expect(reply.body.contains(#""expires":"2027-12-2"#))
        }
    }

    @Test("A beacon's plain text is read as what it is")
    func readsBeacons() throws {
        let json = try ConsentRequests().post(
            #"{"statistics":true}"#, type: "text/plain;charset=UTF-8")
        #expect(json.cookie == Self.value("p:0|s:1|m:0"))
        let form = try ConsentRequests().post("choice=all", type: "text/plain")
        #expect(form.status == 415)
    }

    @Test("A form that asks for JSON gets it")
    func answersFormsWithJSON() throws {
        let reply = try ConsentRequests().post(
            "choice=all", [ConsentRequests.ownOrigin, "Accept: application/json"])
        #expect(reply.status == 200)
        #expect(reply.body.hasPrefix(#"{"statistics":"granted","marketing":"granted""#))
    }

    // MARK: Bodies that are none

    @Test(
        "A body that cannot be read changes nothing",
        arguments: [
            ("", 400), ("choice", 400), ("choice=", 400), ("choice=ALL", 400),
            ("choice=all%00", 400),
            ("choice=all&choice=none", 400), ("choice=none&choice=all", 400), ("statistics=1", 400),
            ("choice=all&storage=x", 400), ("CHOICE=all", 400), ("&&&", 400), ("choice==all", 400),
            ("%63hoice=all", 400),
        ])
    func refusesForms(body: String, status: Int) throws {
        let reply = try ConsentRequests().post(body)
        #expect(reply.status == status)
        #expect(reply.cookie == nil && reply.withdrawal == nil)
        #expect(reply.body.contains(ConsentTexts.dutch.unreadableExplanation))
        #expect(reply.values("Content-Security-Policy").count == 1)
    }

    @Test(
        "JSON that is none, or of other types, changes nothing",
        arguments: [
            "", "{", "}", "[]", "null", "true", "{}", #"{"statistics":1}"#,
            #"{"statistics":"true"}"#,
            #"{"statistics":null}"#, #"{"statistics":true"#, #"{"statistics":true}}"#,
            #"{"statistics":true,}"#, #"{"choice":1}"#, #"{"choice":""}"#, #"{"choice":"ALL"}"#,
            #"{"choice":"all","choice":"none"}"#, #"{"choice":["all"]}"#, #"{"other":true}"#,
            #"{"a":[[[[[[[[[[1]]]]]]]]]],"statistics":true}"#, "{\"statistics\":true}\u{0}",
            #"[{"statistics":true}]"#,
        ])
    func refusesJSON(body: String) throws {
        let reply = try ConsentRequests().post(body, type: Self.json)
        #expect(reply.status == 400)
        #expect(reply.cookie == nil && reply.withdrawal == nil)
    }

    @Test("Long bodies and other types are refused")
    func boundsBodies() throws {
        let body = "choice=none&x=" + String(repeating: "y", count: ConsentSubmission.longestBody)
        let long = try ConsentRequests().post(body)
        #expect(long.status == 413 && long.cookie == nil && long.withdrawal == nil)
        let fits = try ConsentRequests().post(String(body.prefix(ConsentSubmission.longestBody)))
        #expect(fits.status == 303)
        for type in ["multipart/form-data; boundary=x", "text/html", "application/jsonp"] {
            #expect(try ConsentRequests().post("choice=all", type: type).status == 415)
        }
    }

    @Test("Any bytes are a body without a crash, and grant nothing by chance", arguments: 0..<200)
    func survivesBytes(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let pieces = [
            "choice=", "all", "none", "&", "=", "{", "}", "\"statistics\"", ":", "true", ",", "%",
            "storage=", "\u{0}", "é", "[", "\\u", "1", "selected", "statistics=1",
        ]
        var body = ""
        for _ in 0..<12 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            body += pieces[Int(state >> 33) % pieces.count]
        }
        for type in [Self.json, "application/x-www-form-urlencoded", ""] {
            // From elsewhere, so that nothing it could mean may grant.
            let reply = try ConsentRequests().post(
                body, ["Origin: https://evil.example"], type: type)
            #expect([200, 303, 400, 403, 415].contains(reply.status))
            #expect(reply.cookie?.contains(":1|m:") != true)
        }
    }

    // MARK: The order of things

    @Test("A refusal is answered when the withdrawal is done, and not before")
    func waitsForTheWithdrawal() throws {
        for (body, waits) in [("choice=withdraw", true), ("choice=all", false)] {
            let requests = ConsentRequests()
            var answers = 0
            try ConsentRequests.withRequest(
                "POST /consent", [ConsentRequests.ownOrigin], host: "www.shop.example",
                body: Array(body.utf8)
            ) {
                requests.endpoint.handle($0, site: 0) { _ in answers += 1 }
            }
            #expect(answers == (waits ? 0 : 1))
            #expect(requests.withdrawals.count == (waits ? 1 : 0))
            for done in requests.undone { done() }
            #expect(answers == 1)
        }
    }

    @Test("A withdrawal names its site")
    func namesTheSite() throws {
        let requests = ConsentRequests([ConsentRequests.settings, ConsentRequests.settings])
        let reply = try requests.send("POST /consent", body: Array("choice=none".utf8), site: 1)
        #expect(reply.withdrawal?.site == 1)
    }
}
