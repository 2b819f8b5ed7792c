import Bytes
import Consent
import Delivery
import Transport

/// Showing and recording a choice.
extension ConsentEndpoint {
    func show(
        _ caller: ConsentCaller, _ site: ConsentSite, _ fields: consuming ByteBuffer
    ) -> ConsentReply {
        if caller.wantsJSON { return state(caller.choice, site, fields) }
        var page = page(site, caller)
        page.choice = caller.choice
        page.isSaved = caller.isSaved
        page.hasGlobalPrivacyControl = caller.hasGlobalPrivacyControl
        ConsentReply.appendPage(caller.language, to: &fields)
        return ConsentReply(200, fields, body: Array(page.html.utf8))
    }

    func record(
        _ request: borrowing HTTPRequest, _ caller: ConsentCaller, _ site: ConsentSite, now: Int64,
        _ fields: consuming ByteBuffer
    ) -> ConsentReply {
        let submission: ConsentSubmission
        guard request.body.count <= ConsentSubmission.longestBody else {
            return ConsentReply(413, fields)
        }
        do throws(ConsentSubmission.Fault) {
            let type = request.bytes.extracting(
                request.head.headers.first(.contentType) ?? 0..<0)
            submission = try .read(
                request.body, type: type, stored: { readStorage($0, site.position) })
        } catch {
            return refusal(error == .malformed ? 400 : 415, caller, site, fields) {
                ($0.unreadableTitle, $0.unreadableExplanation)
            }
        }
        let choice = site.choice(after: caller.choice, submission.act, now: now)
        if let choice, !choice.states.granted.isEmpty, !caller.mayGrant {
            return refusal(403, caller, site, fields) {
                ($0.refusedTitle, $0.refusedExplanation)
            }
        }
        if let choice { appendCookie(choice, caller, site, now: now, to: &fields) }
        var reply: ConsentReply
        if submission.isJSON || caller.wantsJSON {
            reply = state(choice ?? caller.choice, site, fields)
        } else {
            appendLocation(caller, site, isSaved: choice != nil, to: &fields)
            reply = ConsentReply(303, fields)
        }
        if let choice, choice.isObjection || !choice.states.denied.isEmpty {
            reply.withdrawal = ConsentWithdrawal(
                site: site.position, purposes: choice.states.denied,
                isObjection: choice.isObjection)
        }
        return reply
    }

    // MARK: Answers

    /// The choice for scripts.
    ///
    /// `{"statistics":"granted","marketing":"denied","objection":false,"expires":"2027-12-21T00:00:00Z"}`
    private func state(
        _ choice: ConsentChoice?, _ site: ConsentSite, _ fields: consuming ByteBuffer
    ) -> ConsentReply {
        var text = "{"
        for purpose in site.settings.purposes where site.asked.isSuperset(of: PurposeSet(purpose)) {
            let state = choice?.states.state(for: purpose) ?? .unknown
            text += #""\#(purpose.rawValue)":"\#(state.rawValue)","#
        }
        text += #""objection":\#(choice?.isObjection ?? false),"expires":"#
        text += choice.map { "\"\(Self.moment($0.end))\"" } ?? "null"
        text += "}\n"
        fields.append("Content-Type: application/json\r\n")
        return ConsentReply(200, fields, body: Array(text.utf8))
    }

    /// A moment as `2027-12-21T10:30:00Z` (RFC 3339).
    private static func moment(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let second = seconds % ConsentChoice.day
        let day = Day(secondsSince1970: Int(seconds))
        return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
    }

    private func refusal(
        _ status: Int, _ caller: ConsentCaller, _ site: ConsentSite, _ fields: consuming ByteBuffer,
        _ words: (ConsentTexts) -> (title: String, text: String)
    ) -> ConsentReply {
        let (title, text) = words(.of(caller.language))
        ConsentReply.appendPage(caller.language, to: &fields)
        let html = page(site, caller).message(title: title, text)
        return ConsentReply(status, fields, body: Array(html.utf8))
    }

    private func page(_ site: ConsentSite, _ caller: ConsentCaller) -> ConsentPage {
        ConsentPage(
            settings: site.settings, path: site.settings.path ?? "", language: caller.language)
    }

    // MARK: Fields

    private func appendLocation(
        _ caller: ConsentCaller, _ site: ConsentSite, isSaved: Bool, to fields: inout ByteBuffer
    ) {
        var location = ByteBuffer(capacity: 64)
        location.append(site.path ?? [])
        // A platform's storage that proves nothing new changes nothing.
        location.append(isSaved ? "?saved=1&lang=" : "?lang=")
        location.append(caller.language.code)
        ResponseWriter.field("Location", location.span, to: &fields)
    }

    /// Readable by the shop's scripts, which ask it whether a banner is needed; it holds nothing that
    /// could be stolen.
    private func appendCookie(
        _ choice: ConsentChoice, _ caller: ConsentCaller, _ site: ConsentSite, now: Int64,
        to fields: inout ByteBuffer
    ) {
        var line = ByteBuffer(capacity: 192)
        let domain = Array((site.settings.cookieDomain ?? "").utf8)
        // One for the host alone would go on contradicting the one for the domain.
        if !domain.isEmpty, caller.cookieCount > 1 {
            line.append(ConsentChoice.cookieName)
            line.append("=; Max-Age=0; Path=/; SameSite=Lax")
            if !caller.isLoopback { line.append("; Secure") }
            ResponseWriter.field("Set-Cookie", line.span, to: &fields)
            line.removeAll()
        }
        line.append(ConsentChoice.cookieName)
        line.append("=")
        choice.appendCookie(to: &line)
        line.append("; Max-Age=")
        line.append(decimal: Int(max(0, choice.end - now)))
        line.append("; Path=/; SameSite=Lax")
        if !domain.isEmpty {
            line.append("; Domain=")
            line.append(domain)
        }
        if !caller.isLoopback { line.append("; Secure") }
        ResponseWriter.field("Set-Cookie", line.span, to: &fields)
    }
}
