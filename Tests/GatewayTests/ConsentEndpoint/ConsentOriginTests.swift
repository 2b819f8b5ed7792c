import Bytes
import Consent
import Testing

@testable import Gateway

/// Who may grant, and who may only refuse (cross-site request forgery).
@Suite struct ConsentOriginTests {
    private static let json = "application/json"

    static let strangers: [[String]] = [
        [], ["Origin: https://evil.example"], ["Origin: null"],
        ["Origin: null", "Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: none"], ["Sec-Fetch-Site: "], ["Sec-Fetch-Site: same-originx"],
        ["Origin: https://www.shop.example.evil.example"],
        ["Origin: https://evil.example#www.shop.example"],
        ["Origin: https://www.shop.example@evil.example"], ["Origin: ftp://www.shop.example"],
        ["Origin: www.shop.example"], ["Origin: https://"], ["Origin:"],
        ["Origin: https://evil.example", "Sec-Fetch-Site: same-origin"],
        ["Origin: https://www.shop.example", "Origin: https://evil.example"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
        ["Referer: https://www.shop.example/"], ["Host2: www.shop.example"],
    ]

    static let ownPages: [[String]] = [
        ["Origin: https://www.shop.example"], ["Origin: https://WWW.shop.example:444"],
        ["Origin: http://stats.shop.example"], ["Origin: https://checkout.example:8443"],
        ["Origin: https://www.shop.example", "Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-origin"], ["Sec-Fetch-Site: same-site"],
        ["Origin: null", "Sec-Fetch-Site: same-origin"],
    ]

    private static let grants: [(body: String, type: String)] = [
        ("choice=all", "application/x-www-form-urlencoded"),
        ("choice=selected&preferences=1", "application/x-www-form-urlencoded"),
        (#"{"statistics":true}"#, json), (#"{"choice":"all"}"#, "text/plain"),
    ]

    private static let refusals: [(body: String, type: String)] = [
        ("choice=none", "application/x-www-form-urlencoded"),
        ("choice=withdraw", "application/x-www-form-urlencoded"),
        ("choice=object", "application/x-www-form-urlencoded"),
        ("choice=selected", "application/x-www-form-urlencoded"),
        (#"{"statistics":false}"#, json),
    ]

    @Test("A stranger cannot grant, and can refuse", arguments: strangers)
    func stopsStrangers(headers: [String]) throws {
        let requests = ConsentRequests()
        for (body, type) in Self.grants {
            let reply = try requests.post(body, headers, type: type)
            #expect(reply.status == 403)
            #expect(reply.cookie == nil && reply.withdrawal == nil)
            #expect(reply.body.contains(ConsentTexts.dutch.refusedExplanation))
        }
        for (body, type) in Self.refusals {
            let reply = try requests.post(body, headers, type: type)
            #expect([200, 303].contains(reply.status))
            #expect(reply.withdrawal?.purposes == .all)
            #expect(reply.cookie?.contains("p:0|s:0|m:0") == true)
        }
    }

    @Test("A page of the site can do both", arguments: ownPages)
    func lets(headers: [String]) throws {
        for (body, type) in Self.grants + Self.refusals {
            let reply = try ConsentRequests().post(body, headers, type: type)
            #expect([200, 303].contains(reply.status))
            #expect(reply.cookie != nil)
        }
    }
}
