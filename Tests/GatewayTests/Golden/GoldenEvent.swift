import Bytes
import Consent
import Decoding
import Foundation
import Privacy
import Records

@testable import Gateway

/// One fixture: a request as a browser sends it, and what becomes of it under each profile.
struct GoldenEvent {
    let method: String
    let path: String
    let query: String
    let headers: [String: String]
    let body: String

    /// Reads `METHOD /path?query`, header lines, an empty line, and the body.
    init(_ text: String) {
        let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = halves[0].split(separator: "\n")
        let start = lines[0].split(separator: " ")
        method = String(start[0])
        let target = start[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(target[0])
        query = target.count > 1 ? String(target[1]) : ""
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                .trimmingCharacters(in: .whitespaces)
        }
        self.headers = headers
        var content = halves.count > 1 ? String(halves[1]) : ""
        if content.hasSuffix("\n") { content.removeLast() }
        body = content
    }

    /// The event under `consented`, `anonymous` and `counted`, as text.
    func results(vendor: VendorDefinition, catalog: Catalog) throws -> String {
        let endpoint = vendor.endpoints.first {
            PathTemplate($0.path).matches(Array(path.utf8).span) && $0.methods.contains(method)
        }
        guard let endpoint else { return "unknown request\n" }
        var sections: [String] = []
        for name in ["consented", "anonymous", "counted"] {
            let profile = try catalog.profile(named: name)
            let map = vendor.compiled(endpoint, profile: profile)
            let route = EventRoute(
                site: 0, destination: 0, method: method, body: endpoint.body, map: map,
                keys: profile.pseudonyms.map { _ in
                    PseudonymKeys(
                        Pseudonymizer(masterKey: (1, 2)), site: "shop", destination: "golden",
                        profile: profile)
                },
                isSent: name != "counted", sales: vendor.sales, isTunnel: endpoint.isTunnel)
            let decision = withEvent(map: map) { event in
                let evidence = ConsentEvidence()
                evidence.add(
                    event, layouts: endpoint.body, map: map,
                    trusted: headers["fixture-events"] == "trusted")
                if let value = headers["sec-gpc"] {
                    evidence.add(globalPrivacyControl: Array(value.utf8).span)
                }
                return evidence.decision
            }
            if sections.isEmpty {
                sections.append(
                    "decision: statistics \(decision.statistics), marketing \(decision.marketing)")
            }
            var options = EngineOptions(ownHosts: ["shop.example"])
            options.upstreamHost = Array((vendor.hosts.first ?? "").utf8)
            var anonymizer = EventAnonymizer(options: options)
            let result = withEvent(map: map) { event in
                do throws(AnonymizerFault) {
                    let record = try anonymizer.anonymize(event, route: route, decision: decision)
                    return Self.describe(record)
                } catch {
                    return "\(error)"
                }
            }
            sections.append("## \(name)\n" + result)
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// Calls with the request as the handler would hand it to the engine.
    private func withEvent<Result>(
        map: CompiledMap, _ body: (borrowing RawEvent) -> Result
    ) -> Result {
        let path = Array(path.utf8)
        let query = Array(query.utf8)
        let content = content
        let userAgent = Array((headers["user-agent"] ?? "").utf8)
        let names = map.headerNames.map { String(decoding: $0, as: UTF8.self) }
        let lines = names.compactMap { name in headers[name].map { "\(name): \($0)\n" } }
        let fields = Array(lines.joined().utf8)
        let address: [UInt8] = [192, 0, 2, 7]
        return body(
            RawEvent(
                path: path.span, query: query.span, body: content.span, userAgent: userAgent.span,
                headers: fields.span, address: address.span))
    }

    /// The body; with the header `fixture-body: base64` what that text decodes to.
    private var content: [UInt8] {
        let sent =
            headers["fixture-body"] == "base64"
            ? Array(Data(base64Encoded: body, options: .ignoreUnknownCharacters) ?? Data())
            : Array(body.utf8)
        var plain = ByteBuffer()
        return BodyLayers.unwrap(sent.span, into: &plain) ? plain.span.array : sent
    }

    private static func describe(_ record: AnonymousRecord) -> String {
        var lines: [String] = []
        if let request = record.request {
            lines.append("\(request.method) \(String(decoding: request.target, as: UTF8.self))")
            lines.append("user-agent: \(String(decoding: request.userAgent, as: UTF8.self))")
            if !request.fields.isEmpty {
                lines.append(
                    String(decoding: request.fields, as: UTF8.self)
                        .replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines))
            }
            if let type = request.contentType { lines.append("content-type: \(type)") }
            if request.globalPrivacyControl { lines.append("sec-gpc: 1") }
            if !request.body.isEmpty {
                lines.append("")
                lines.append(String(decoding: request.body, as: UTF8.self))
            }
        } else {
            for facts in record.facts {
                var line = "event \(facts.event), page \(facts.page)"
                if !facts.referrerDomain.isEmpty { line += ", from \(facts.referrerDomain)" }
                line += ", \(facts.browser) on \(facts.system)"
                if !facts.currency.isEmpty {
                    line += ", \(facts.revenueCents) cents \(facts.currency)"
                }
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }
}
