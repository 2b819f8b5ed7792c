import Bytes
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
    func results(catalog: Catalog, vendor: VendorDefinition) throws -> String {
        var sections: [String] = []
        let endpoint = vendor.endpoints.first { $0.path == path && $0.methods.contains(method) }
        guard let endpoint else { return "unknown request\n" }
        let query = Array(query.utf8)
        let body = Array(body.utf8)
        let userAgent = Array((headers["user-agent"] ?? "").utf8)
        for name in ["consented", "anonymous", "counted"] {
            let profile = try catalog.profile(named: name)
            let map = CompiledMap(
                eventFields: vendor.map.fields, profile: profile, signals: vendor.signals)
            let event = RawEvent(query: query.span, body: body.span, userAgent: userAgent.span)
            let route = EventRoute(
                site: 0, destination: 0, method: method, path: path, body: endpoint.body, map: map,
                keys: profile.pseudonyms.map { _ in
                    PseudonymKeys(
                        Pseudonymizer(masterKey: (1, 2)), site: "shop", destination: "golden",
                        profile: profile)
                },
                isSent: name != "counted")
            var evidence = ConsentEvidence()
            evidence.add(event, layout: endpoint.body, map: map)
            if let value = headers["sec-gpc"] {
                evidence.add(globalPrivacyControl: Array(value.utf8).span)
            }
            let decision = evidence.decision
            if sections.isEmpty {
                sections.append(
                    "decision: statistics \(decision.statistics), marketing \(decision.marketing)")
            }
            var anonymizer = EventAnonymizer(options: EngineOptions(ownHosts: ["shop.example"]))
            do {
                let record = try anonymizer.anonymize(event, route: route, decision: decision)
                sections.append("## \(name)\n" + Self.describe(record))
            } catch {
                sections.append("## \(name)\n\(error)")
            }
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    private static func describe(_ record: AnonymousRecord) -> String {
        var lines: [String] = []
        if let request = record.request {
            lines.append("\(request.method) \(String(decoding: request.target, as: UTF8.self))")
            lines.append("user-agent: \(String(decoding: request.userAgent, as: UTF8.self))")
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
