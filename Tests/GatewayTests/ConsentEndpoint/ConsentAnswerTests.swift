import Bytes
import Testing

@testable import Gateway

/// Answers besides the page: JSON, preflights, announcements, refused methods.
@Suite struct ConsentAnswerTests {
    // MARK: JSON

    @Test("A script reads the choice, and whether there is one")
    func readsJSON() throws {
        let requests = ConsentRequests()
        let accept = "Accept: application/json, text/plain, */*"
        let reply = try requests.get("/consent", [accept, ConsentRequests.cookie()])
        #expect(reply.status == 200)
        #expect(reply.values("Content-Type") == ["application/json"])
        #expect(reply.values("Cache-Control") == ["no-store"])
        #expect(
            reply.body
                == #"{"statistics":"granted","marketing":"denied","preferences":"denied","#
                + #""objection":false,"expires":"2027-12-21T00:00:00Z"}"# + "\n")
        let none = try requests.get("/consent", [accept])
        #expect(
            none.body
                == #"{"statistics":"unknown","marketing":"unknown","preferences":"unknown","#
                + #""objection":false,"expires":null}"# + "\n")
    }

    @Test(
        "Whoever prefers a page gets one",
        arguments: [
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"), ("*/*", "text/html"),
            ("application/json;q=0.5,text/html", "text/html"),
            ("application/json;q=0", "text/html"),
            ("application/json", "application/json"),
            ("APPLICATION/JSON;q=0.1", "application/json"),
            ("text/html;q=0.5, application/json", "application/json"),
            ("application/jsonp", "text/html"), ("", "text/html"),
        ])
    func negotiates(accept: String, type: String) throws {
        let reply = try ConsentRequests().get("/consent", ["Accept: \(accept)"])
        #expect(reply.values("Content-Type").first?.hasPrefix(type) == true)
    }

    // MARK: Other requests

    @Test(
        "Methods that mean nothing here are named what they may be",
        arguments: ["PUT", "DELETE", "PATCH", "BREW"])
    func refusesMethods(method: String) throws {
        let reply = try ConsentRequests().send("\(method) /consent")
        #expect(reply.status == 405)
        #expect(reply.values("Allow") == ["GET, HEAD, POST, OPTIONS"])
        #expect(reply.withdrawal == nil)
    }

    @Test("HEAD has the fields of GET")
    func answersHead() throws {
        let requests = ConsentRequests()
        #expect(try requests.send("HEAD /consent").fields == requests.get().fields)
    }

    @Test(
        "Only pages of the site may read the answer",
        arguments: [
            ("https://www.shop.example", true), ("http://stats.shop.example:8080", true),
            ("https://checkout.example:8443", true), ("https://checkout.example", false),
            ("https://evil.example", false), ("null", false),
            ("https://www.shop.example.evil.example", false),
            ("https://evilwww.shop.example", false),
        ])
    func sharesWithTheSite(origin: String, isShared: Bool) throws {
        let requests = ConsentRequests()
        for line in ["GET /consent", "OPTIONS /consent"] {
            let reply = try requests.send(line, ["Origin: \(origin)"])
            #expect(
                reply.values("Access-Control-Allow-Origin") == (isShared ? [origin] : []))
            #expect(
                reply.values("Access-Control-Allow-Credentials") == (isShared ? ["true"] : []))
        }
        let preflight = try requests.send("OPTIONS /consent", ["Origin: \(origin)"])
        #expect(preflight.status == 204)
        #expect(
            preflight.values("Access-Control-Allow-Headers") == (isShared ? ["Content-Type"] : []))
        #expect(
            preflight.values("Access-Control-Allow-Methods") == (isShared ? ["GET, POST"] : []))
    }

    @Test("Global Privacy Control is announced, by the day of the configuration")
    func announces() throws {
        let requests = ConsentRequests()
        let reply = try requests.send("GET /.well-known/gpc.json")
        #expect(reply.status == 200)
        #expect(reply.values("Content-Type") == ["application/json"])
        #expect(reply.body == #"{"gpc":true,"lastUpdate":"2024-10-04"}"# + "\n")
        #expect(try requests.send("HEAD /.well-known/gpc.json").status == 200)
        let post = try requests.send("POST /.well-known/gpc.json")
        #expect(post.status == 405)
        #expect(post.values("Allow") == ["GET, HEAD"])
    }

    @Test("Paths are the site's own, and no others")
    func handlesItsPaths() {
        var other = ConsentRequests.settings
        other.path = "/privacy/keuzes"
        var off = ConsentRequests.settings
        off.path = nil
        off.announcesGlobalPrivacyControl = false
        let endpoint = ConsentRequests([ConsentRequests.settings, other, off])
        func handles(_ path: String, _ site: Int) -> Bool {
            endpoint.endpoint.handles(path: Array(path.utf8).span, site: site)
        }
        #expect(handles("/consent", 0))
        #expect(!handles("/consent", 1))
        #expect(handles("/privacy/keuzes", 1))
        for path in ["/consent/", "/Consent", "/consent2", "/", "", "/consen", "/consent%00"] {
            #expect(!handles(path, 0))
        }
        #expect(handles("/.well-known/gpc.json", 0))
        #expect(!handles("/.well-known/gpc.json", 2))
        #expect(!handles("/consent", 2))
        #expect(!handles("", 2))
    }
}
