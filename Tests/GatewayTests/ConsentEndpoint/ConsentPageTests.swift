import Bytes
import COpenSSL
import Consent
import Testing

@testable import Gateway
@testable import Transport

/// The page: what it says, and what it may do.
@Suite struct ConsentPageTests {
    @Test("The page loads nothing, runs nothing and stands in no frame")
    func securesThePage() throws {
        let reply = try ConsentRequests().get()
        #expect(reply.status == 200)
        #expect(reply.values("Content-Type") == ["text/html; charset=utf-8"])
        #expect(reply.values("Cache-Control") == ["no-store"])
        #expect(reply.values("X-Content-Type-Options") == ["nosniff"])
        #expect(reply.values("Referrer-Policy") == ["same-origin"])
        #expect(reply.values("Set-Cookie").isEmpty)
        let policy = try #require(reply.values("Content-Security-Policy").first)
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(policy.contains("; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        for word in ["<script", "<img", "<link", "<iframe", " style=", "src=", " on", "url("] {
            let markup = reply.body.replacing(/>[^<]*</, with: "><")
            #expect(!markup.contains(word), "\(word)")
        }
        #expect(!reply.body.contains("checked"))
    }

    @Test("The security policy names the digest of the style as it stands in the page")
    func digestsTheStyle() throws {
        let page = try ConsentRequests().get()
        let style = try #require(page.body.firstMatch(of: /<style>([^<]*)<\/style>/)?.output.1)
        var bytes = [UInt8](repeating: 0, count: 32)
        let text = Array(style.utf8)
        _ = unsafe SHA256(text, text.count, &bytes)
        var encoded = [UInt8](repeating: 0, count: 64)
        let length = unsafe EVP_EncodeBlock(&encoded, bytes, 32)
        let digest = String(decoding: encoded[..<Int(length)], as: UTF8.self)
        #expect(page.fields.contains("style-src 'sha256-\(digest)'"))
    }

    @Test(
        "The page asks in four languages and links to the others",
        arguments: ConsentLanguage.allCases)
    func speaks(language: ConsentLanguage) throws {
        let code = language.rawValue
        for (target, headers) in [
            ("/consent?lang=\(code)", ["Accept-Language: es"]),
            ("/consent", ["Accept-Language: es, \(code)-XX;q=0.3"]),
            ("/consent?lang=\(code.uppercased())&lang=xx", []),
        ] {
            let reply = try ConsentRequests().get(target, headers)
            #expect(reply.values("Content-Language") == [code])
            #expect(reply.body.contains("<html lang=\"\(code)\">"))
            let texts = ConsentTexts.of(language)
            #expect(reply.body.contains("<h1>\(texts.title)</h1>"))
            for other in ConsentLanguage.allCases {
                #expect(reply.body.contains("href=\"/consent?lang=\(other.rawValue)\""))
            }
            #expect(reply.body.contains("action=\"/consent?lang=\(code)\""))
        }
    }

    @Test("No text is missing, and none is the same in two languages by mistake")
    func textsDiffer() {
        let all = ConsentLanguage.allCases.map { language -> [String] in
            let texts = ConsentTexts.of(language)
            return Mirror(reflecting: texts).children.flatMap { child -> [String] in
                if let text = child.value as? String { return [text] }
                if let purpose = child.value as? ConsentTexts.PurposeText {
                    return [purpose.explanation]
                }
                return [texts.introduction("X")]
            }
        }
        for (index, texts) in all.enumerated() {
            #expect(texts.allSatisfy { !$0.isEmpty })
            for other in all[(index + 1)...] {
                #expect(zip(texts, other).allSatisfy { $0 != $1 })
            }
        }
    }

    @Test("Refusing all looks exactly as accepting all, and comes first")
    func buttonsAreEqual() throws {
        let body = try ConsentRequests().get("/consent?lang=en").body
        let pair = try #require(body.firstMatch(of: /<div class="pair">(.*?)<\/div>/)?.output.1)
        let refuse =
            "<button type=\"submit\" name=\"choice\" value=\"none\" class=\"full\">Refuse all</button>"
        let accept =
            "<button type=\"submit\" name=\"choice\" value=\"all\" class=\"full\">Accept all</button>"
        #expect(String(pair) == refuse + accept)
    }

    @Test("The Enter key in a box saves the boxes: it is the only button of their form")
    func boxesStandAlone() throws {
        let body = try ConsentRequests().get().body
        let forms = body.matches(of: /<form [^>]*>(.*?)<\/form>/).map { String($0.output.1) }
        let boxes = forms.filter { $0.contains("checkbox") }
        #expect(boxes.count == 1)
        #expect(boxes.first?.matches(of: /<button/).count == 1)
        #expect(boxes.first?.contains("value=\"selected\"") == true)
        for name in ["statistics", "marketing", "preferences"] {
            #expect(body.contains("<label for=\"\(name)\">"))
            #expect(body.contains("id=\"\(name)\""))
        }
    }

    @Test("The page shows what was chosen")
    func showsTheChoice() throws {
        let requests = ConsentRequests()
        let body = try requests.get("/consent?lang=en", [ConsentRequests.cookie()]).body
        let states = body.matches(of: /id="(\w+)-state">([^<]+)</).map {
            "\($0.output.1) \($0.output.2)"
        }
        #expect(states == ["statistics Allowed", "marketing Refused", "preferences Refused"])
        let ticked = body.matches(of: /<input[^>]*name="(\w+)"[^>]*checked/).map {
            "\($0.output.1)"
        }
        #expect(ticked == ["statistics"])
        let objected = try requests.get(
            "/consent?lang=en", [ConsentRequests.cookie("p:0|s:0|m:0", objection: true)]
        ).body
        #expect(objected.contains(ConsentTexts.english.objected))
        #expect(!objected.contains("value=\"object\""))
    }

    @Test("After a choice the page confirms it, or says that the browser has not kept it")
    func confirms() throws {
        let requests = ConsentRequests()
        let texts = ConsentTexts.english
        let kept = try requests.get("/consent?saved=1&lang=en", [ConsentRequests.cookie()]).body
        #expect(kept.contains(texts.saved) && !kept.contains(texts.notKept))
        let lost = try requests.get("/consent?saved=1&lang=en").body
        #expect(lost.contains(texts.notKept) && !lost.contains(texts.saved))
        let plain = try requests.get("/consent?lang=en", [ConsentRequests.cookie()]).body
        #expect(!plain.contains(texts.saved))
    }

    @Test("A browser that sends Global Privacy Control is told what that means")
    func explainsGPC() throws {
        let text = ConsentTexts.english.globalPrivacyControl
        let with = try ConsentRequests().get("/consent?lang=en", ["Sec-GPC: 1"]).body
        #expect(with.contains(text))
        let without = try ConsentRequests().get("/consent?lang=en", ["Sec-GPC: 0"]).body
        #expect(!without.contains(text))
    }

    @Test("A site's own words are escaped, and a link that is no address is left out")
    func escapesSettings() throws {
        var settings = ConsentRequests.settings
        settings.shopName = "<b>\"A&B\"</b>"
        settings.policyLink = "https://shop.example/?a=1&b=\"2\""
        settings.purposes = [.statistics, .functional, .adUserData]
        settings.languages = [.de]
        let body = try ConsentRequests([settings]).get().body
        #expect(!body.contains("<b>"))
        #expect(body.contains("&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;"))
        #expect(body.contains("https://shop.example/?a=1&amp;b=&quot;2&quot;"))
        #expect(body.matches(of: /<input/).count == 1)
        #expect(!body.contains("<nav"))
        settings.policyLink = "javascript:alert(1)"
        let without = try ConsentRequests([settings]).get().body
        #expect(!without.contains("javascript:"))
    }

    @Test("Nothing of a request comes back")
    func repeatsNothing() throws {
        let mark = "zq7mark<script>"
        let requests = ConsentRequests()
        let headers = [
            "Cookie: matglas_consent=\(mark); other=\(mark)", "Accept-Language: \(mark)",
            "Origin: https://\(mark)", "Referer: https://x/\(mark)", "User-Agent: \(mark)",
            "Accept: \(mark)", "Sec-Fetch-Site: \(mark)",
        ]
        for reply in [
            try requests.get("/consent?lang=zq7mark&saved=zq7mark&zq7mark=%3Cscript", headers),
            try requests.send(
                "POST /consent?lang=zq7mark", headers, body: Array("choice=\(mark)".utf8)),
            try requests.send(
                "POST /consent?lang=zq7mark", headers, body: Array("choice=withdraw&\(mark)".utf8)),
            try requests.send(
                "POST /consent?lang=zq7mark", headers, body: Array("choice=all&x=\(mark)".utf8)),
            try requests.send("OPTIONS /consent", headers),
            try requests.send("PUT /consent", headers),
        ] {
            #expect(!(reply.fields + reply.body).contains("zq7mark"))
        }
    }
}
