import Bytes
import Foundation
import Testing
import Transport

/// The page for choices, with curl as a browser without script and with a real browser.
///
/// A page cannot be clicked from here. So another server on the same host, which is the site's own by
/// its name, sends what a button would send; a `data:` page, which is nobody's, sends the same.
@Suite(.serialized) struct ConsentPageTests {
    private func gateway() async throws -> RunningGateway {
        // Nothing listens at the destination: these tests send no events.
        try await RunningGateway(configuration: ServeTests.configuration(port: 9))
    }

    /// A page that sends a choice as soon as it is there.
    private static func sender(_ choice: String, port: Int) -> String {
        "<form method=post action=http://127.0.0.1:\(port)/consent?lang=en>"
            + "<input name=choice value=\(choice)></form>"
            + "<script>document.forms[0].submit()</script>"
    }

    @Test("Without script: a visitor chooses, sees the choice, and withdraws it")
    func worksWithoutScript() async throws {
        let gateway = try await gateway()
        let folder = try TemporaryFolder()
        let jar = folder.url.appending(path: "cookies").path()
        let page = "http://127.0.0.1:\(gateway.port)/consent?lang=en"
        let origin = "Origin: http://127.0.0.1:\(gateway.port)"
        func choose(_ form: String) throws -> Curl.Reply {
            let answer = try Curl.send([
                page, "--data", form, "--header", origin, "--cookie", jar, "--cookie-jar", jar,
            ])
            #expect(answer.status == 303)
            return try Curl.send([page + "&saved=1", "--cookie", jar])
        }
        let first = try Curl.send([page])
        #expect(first.status == 200)
        #expect(!first.body.contains(" checked"))
        let chosen = try choose("choice=selected&statistics=1")
        #expect(chosen.body.matches(of: /\schecked/).count == 1)
        #expect(chosen.body.contains("Your choice has been saved."))
        let withdrawn = try choose("choice=withdraw")
        #expect(!withdrawn.body.contains(" checked"))
        let objected = try choose("choice=object")
        #expect(objected.body.contains("You have objected."))
        _ = gateway.stop()
    }

    @Test("A browser keeps the cookie and shows the choice, under the page's security policy")
    func browserKeepsTheChoice() async throws {
        let gateway = try await gateway()
        let shop = try await PageServer(Self.sender("all", port: gateway.port))
        let page = try Chromium.visit("http://127.0.0.1:\(shop.port)/")
        #expect(page.contains("Your choice has been saved."))
        #expect(page.matches(of: /\schecked/).count == 3)
        await shop.stop()
        _ = gateway.stop()
    }

    @Test("A stranger's page cannot grant, and can withdraw")
    func strangersCannotGrant() async throws {
        let gateway = try await gateway()
        func send(_ choice: String) throws -> String {
            let text = Self.sender(choice, port: gateway.port)
            let url = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return try Chromium.visit("data:text/html,\(url)")
        }
        let granted = try send("all")
        #expect(granted.contains("<h1>Not saved</h1>"))
        let withdrawn = try send("withdraw")
        #expect(withdrawn.contains("Your choice has been saved."))
        _ = gateway.stop()
    }
}

/// Serves one page on a free port.
private final class PageServer: Sendable {
    let port: Int
    private let lanes: LaneGroup

    init(_ html: String) async throws {
        lanes = try LaneGroup(count: 1)
        let address = try await lanes.serve(on: SocketAddress(text: "127.0.0.1:0")) { _ in
            Handler(html)
        }
        port = Int(address.port ?? 0)
    }

    func stop() async { _ = await lanes.shutdown(grace: .zero) }

    private final class Handler: HTTPHandler {
        private let answer: Answer

        init(_ html: String) {
            answer = Answer(
                status: 200, fields: Array("Content-Type: text/html\r\n".utf8),
                body: Array(html.utf8))
        }

        func handle(_ request: borrowing HTTPRequest, exchange: Exchange) {
            exchange.respond(answer)
        }
    }
}
